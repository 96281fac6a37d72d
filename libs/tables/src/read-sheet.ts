import type { SheetFormat } from './column.ts';
import { unguardCell } from './guard-cell.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { SheetProblem } from './sheet-problem.ts';

/** A row with its number in the sheet, from 1; rows without any text are passed over. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

const MOST_COLUMNS = 200;
const LONGEST_CELL = 32_767;

/** A cell beyond what any spreadsheet holds stays too long for every column, and no longer. */
const shortened = (cell: string) => (cell.length > LONGEST_CELL ? cell.slice(0, LONGEST_CELL + 1) : cell);

/**
 * Reads a sheet row by row, headings first. Every cell is text; formulas are never run.
 * @throws SheetProblem for a file that cannot be read, more than `mostRows` rows below the headings, or more than 200 columns
 */
export async function* readSheet(
  bytes: AsyncIterable<Uint8Array>,
  format: SheetFormat,
  mostRows: number,
): AsyncGenerator<SheetRow> {
  // Only CSV needs a guard against formulas: a workbook says itself what is text.
  const read = (cell: string) => shortened(format === 'CSV' ? unguardCell(cell) : cell);
  let count = -1;
  for await (const { line, cells } of format === 'CSV' ? readCsv(bytes) : readXlsx(bytes)) {
    if (cells.every((cell) => cell === '' || cell.trim() === '')) continue;
    count += 1;
    if (count > mostRows)
      throw new SheetProblem({
        zh: `一次最多导入 ${String(mostRows)} 行，请分成几个文件`,
        en: `a file has ${String(mostRows)} rows at most; split it`,
      });
    if (cells.length > MOST_COLUMNS)
      throw new SheetProblem({
        zh: `一张表最多 ${String(MOST_COLUMNS)} 列，第 ${String(line)} 行有 ${String(cells.length)} 列`,
        en: `a sheet has ${String(MOST_COLUMNS)} columns at most, row ${String(line)} has ${String(cells.length)}`,
      });
    yield { line, cells: cells.map(read) };
  }
  if (count < 0)
    throw new SheetProblem({
      zh: '文件是空的：第一行应为列名',
      en: 'the file is empty: the first row has the headings',
    });
}

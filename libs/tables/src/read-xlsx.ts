import { Readable } from 'node:stream';

import { WorkbookReader, type Row } from '@cj-tech-master/excelts';

import { guardWorkbook, workbookLimits, type WorkbookLimits } from './guard-workbook.ts';
import type { SheetRow } from './read-sheet.ts';
import { SheetProblem } from './sheet-problem.ts';

/** A number of more digits than a spreadsheet keeps: it is written so that nobody takes it for whole. */
const numberText = (value: number): string =>
  Math.abs(value) >= 1e15 ? value.toExponential().replace('e', 'E') : String(value);

/** A date of a spreadsheet has no zone: it is the clock on the wall. */
const dateText = (value: Date): string => {
  const text = value.toISOString();
  return text.includes('T00:00:00.000') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
};

const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (value instanceof Date) return dateText(value);
  if (typeof value !== 'object') return '';
  // A formula counts as the result that stands in the file; it is never worked out here.
  if ('result' in value) return cellText(value.result);
  if ('richText' in value && Array.isArray(value.richText))
    return value.richText.map((part: { text?: unknown }) => cellText(part.text)).join('');
  if ('text' in value) return cellText(value.text);
  return '';
};

const cellsOf = (row: Row): string[] => {
  const { values } = row;
  if (!Array.isArray(values)) return [];
  return Array.from(values.slice(1), cellText);
};

/** Rows of the first sheet of a workbook, one after another, with their numbers in it. */
export async function* readXlsx(
  bytes: AsyncIterable<Uint8Array>,
  limits: WorkbookLimits = workbookLimits,
): AsyncGenerator<SheetRow> {
  try {
    const reader = new WorkbookReader(Readable.from(await guardWorkbook(bytes, limits), { objectMode: false }), {
      worksheets: 'emit',
      sharedStrings: 'cache',
      styles: 'cache',
      hyperlinks: 'ignore',
      // Sheets often stand before the texts that their cells share: the guard has seen how large they are.
      maxBufferedWorksheetBytes: limits.unpacked,
    });
    for await (const sheet of reader) {
      for await (const row of sheet) yield { line: row.number, cells: cellsOf(row) };
      return;
    }
  } catch (error) {
    if (error instanceof SheetProblem) throw error;
    throw new SheetProblem({
      zh: '文件不是有效的 XLSX 工作簿（可能已损坏、加密或是旧版 XLS）',
      en: 'the file is no valid XLSX workbook: it may be broken, encrypted, or an old XLS',
    });
  }
  throw new SheetProblem({ zh: '工作簿里没有工作表', en: 'the workbook has no sheet' });
}

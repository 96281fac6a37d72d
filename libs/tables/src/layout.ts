import type { BilingualText } from '@gridloom/standards';

import { parseCell } from './cells.ts';
import type { CellValue, Column, RowValues } from './column.ts';
import { SheetProblem } from './sheet-problem.ts';

/** Heading of the column in which faulty rows come back with their reasons; read again, it is passed over. */
export const reasonHeading: BilingualText = { zh: '错误原因', en: 'What is wrong' };

/** What is wrong with a cell, or with a row where no column is to blame. */
export interface CellFault {
  readonly column: Column | undefined;
  readonly explanation: BilingualText;
}

/** Which column of the table stands where in a sheet. */
export interface Layout {
  readonly columns: readonly { readonly column: Column; readonly index: number }[];
}

const plain = (heading: string) =>
  heading
    .normalize('NFKC')
    .replace(/[\s*＊\ufeff]/g, '')
    .toLowerCase();

const list = (columns: readonly Column[], language: keyof BilingualText) =>
  columns.map(({ heading }) => heading[language]).join(language === 'zh' ? '、' : ', ');

/**
 * Finds the table's columns by the first row of a sheet: by Chinese or English heading or by key, in any order.
 * @param needed columns that have to be there
 * @throws SheetProblem for a heading that is none of the table's, one that stands twice, and one that is missing
 */
export const findLayout = (
  columns: readonly Column[],
  headings: readonly string[],
  needed: readonly Column[],
): Layout => {
  const byHeading = new Map(
    columns.flatMap((column) =>
      [column.heading.zh, column.heading.en, column.key].map((word) => [plain(word), column] as const),
    ),
  );
  const passedOver = new Set(['', plain(reasonHeading.zh), plain(reasonHeading.en)]);
  const found = new Map<Column, number>();
  headings.forEach((heading, index) => {
    const word = plain(heading);
    if (passedOver.has(word)) return;
    const column = byHeading.get(word);
    if (!column)
      throw new SheetProblem({
        zh: `没有“${heading.trim()}”这一列；允许的列：${list(columns, 'zh')}`,
        en: `there is no column "${heading.trim()}"; columns are ${list(columns, 'en')}`,
      });
    if (found.has(column))
      throw new SheetProblem({
        zh: `“${heading.trim()}”列出现了两次`,
        en: `the column "${heading.trim()}" stands there twice`,
      });
    found.set(column, index);
  });
  const missing = needed.filter((column) => !found.has(column));
  if (missing.length > 0)
    throw new SheetProblem({ zh: `缺少列：${list(missing, 'zh')}`, en: `columns are missing: ${list(missing, 'en')}` });
  return { columns: [...found].map(([column, index]) => ({ column, index })) };
};

/** Reads a row; every cell that is wrong is told, not only the first. */
export const parseRow = (
  { columns }: Layout,
  cells: readonly string[],
): { readonly values: RowValues; readonly faults: readonly CellFault[] } => {
  const values: Record<string, CellValue | undefined> = {};
  let faults: CellFault[] | undefined;
  for (const { column, index } of columns) {
    const parsed = parseCell(column, cells[index] ?? '');
    if (parsed.ok) values[column.key] = parsed.value;
    else (faults ??= []).push({ column, explanation: parsed.explanation });
  }
  return { values, faults: faults ?? [] };
};

/** One line of reasons: “出生日期：应为日期；…”. */
export const reasonsText = (faults: readonly CellFault[], language: keyof BilingualText): string =>
  faults
    .map(({ column, explanation }) => {
      const what = explanation[language];
      if (!column) return what;
      return language === 'zh' ? `${column.heading.zh}：${what}` : `${column.heading.en}: ${what}`;
    })
    .join(language === 'zh' ? '；' : '; ');

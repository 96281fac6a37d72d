import { Workbook } from '@cj-tech-master/excelts';
import type { BilingualText } from '@gridloom/standards';

import type { Column, SheetFormat, SheetLanguage, TableDefinition } from './column.ts';
import { writeSheet } from './write-sheet.ts';

/** Rows of a template that have drop-downs and formats. */
const PREPARED_ROWS = 5_000;

const words: Readonly<
  Record<'explanations' | 'choices' | 'column' | 'required' | 'what' | 'allowed' | 'yes', BilingualText>
> = {
  explanations: { zh: '填写说明', en: 'How to fill in' },
  choices: { zh: '选项', en: 'Choices' },
  column: { zh: '列', en: 'Column' },
  required: { zh: '必填', en: 'Required' },
  what: { zh: '说明', en: 'What to write' },
  allowed: { zh: '允许的值', en: 'Allowed' },
  yes: { zh: '是', en: 'yes' },
};

const allowedIn = (column: Column, language: SheetLanguage): string => {
  switch (column.kind) {
    case 'choice':
      return column.choices.map(({ label }) => label[language]).join(language === 'zh' ? '、' : ', ');
    case 'flag':
      return { zh: '是、否', en: 'yes, no' }[language];
    case 'day':
      return '2026-03-02';
    case 'moment':
      return { zh: '2026-03-02 09:30（北京时间）', en: '2026-03-02 09:30 (Beijing time)' }[language];
    case 'number':
      return `${column.least === undefined ? '' : `≥ ${String(column.least)} `}${column.most === undefined ? '' : `≤ ${String(column.most)}`}`.trim();
    case 'text':
      return { zh: `不超过 ${String(column.longest)} 字`, en: `up to ${String(column.longest)} characters` }[language];
  }
};

/** The heading as templates write it: a star for what a new row needs. */
const templateHeading = (column: Column, language: SheetLanguage): string =>
  `${column.heading[language]}${column.required === true ? '*' : ''}`;

const letters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26);

/** As many choices as a drop-down is of any help with. */
export const MOST_LISTED = 2_000;

/** What may be chosen in columns beside what the table itself says, by their keys; any other value may be written too. */
export type TemplateLists = Readonly<Record<string, readonly string[]>>;

interface Offer {
  readonly labels: readonly string[];
  /** Whether nothing else may be written. */
  readonly closed: boolean;
}

const offerOf = (column: Column, language: SheetLanguage, lists: TemplateLists): Offer => {
  if (column.kind === 'choice') return { labels: column.choices.map(({ label }) => label[language]), closed: true };
  if (column.kind === 'flag') return { labels: { zh: ['是', '否'], en: ['yes', 'no'] }[language], closed: true };
  const labels = lists[column.key] ?? [];
  return { labels: labels.length > MOST_LISTED ? [] : labels, closed: false };
};

const listedIn = (column: Column, language: SheetLanguage, lists: TemplateLists): string => {
  const count = lists[column.key]?.length ?? 0;
  const allowed = allowedIn(column, language);
  if (count === 0) return allowed;
  if (count > MOST_LISTED)
    return {
      zh: `${allowed}；本县共 ${String(count)} 项，过多不列出`,
      en: `${allowed}; there are ${String(count)}, too many to be listed`,
    }[language];
  return {
    zh: `${allowed}；可从下拉列表选择（${String(count)} 项）`,
    en: `${allowed}; choose from the list of ${String(count)}`,
  }[language];
};

const writeWorkbook = async (
  { title, columns }: TableDefinition,
  language: SheetLanguage,
  lists: TemplateLists,
): Promise<Uint8Array> => {
  const workbook = new Workbook();
  const sheet = workbook.addWorksheet(title[language], { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map((column) => ({
    header: templateHeading(column, language),
    width: 20,
    style: { numFmt: '@' },
  }));
  sheet.getRow(1).font = { bold: true };
  const explanations = workbook.addWorksheet(words.explanations[language]);
  explanations.addRow([words.column, words.required, words.what, words.allowed].map((word) => word[language]));
  for (const column of columns)
    explanations.addRow([
      column.heading[language],
      column.required === true ? words.yes[language] : '',
      column.hint?.[language] ?? '',
      listedIn(column, language, lists),
    ]);
  // The choices stand in a sheet of their own: a list within the rule itself ends at 255 characters.
  const choices = workbook.addWorksheet(words.choices[language], { state: 'hidden' });
  columns.forEach((column, index) => {
    const { labels, closed } = offerOf(column, language, lists);
    if (labels.length === 0) return;
    const letter = letters(index);
    labels.forEach((label, row) => {
      choices.getCell(`${letter}${String(row + 1)}`).value = label;
    });
    sheet.dataValidations.add(`${letter}2:${letter}${String(PREPARED_ROWS + 1)}`, {
      type: 'list',
      allowBlank: true,
      formulae: [`'${words.choices[language]}'!$${letter}$1:$${letter}$${String(labels.length)}`],
      showErrorMessage: closed,
      errorTitle: column.heading[language],
      error: allowedIn(column, language).slice(0, 250),
    });
  });
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};

/**
 * An empty sheet with the headings of a table; as a workbook with drop-downs for what is chosen, and explanations.
 * @param lists what may be chosen in columns of text, as it is at this moment; a list that is too long is left out
 */
export const writeTemplate = async (
  table: TableDefinition,
  format: SheetFormat,
  language: SheetLanguage,
  lists: TemplateLists = {},
): Promise<Uint8Array> => {
  if (format === 'XLSX') return writeWorkbook(table, language, lists);
  const chunks: Uint8Array[] = [];
  const headings = table.columns.map((column) => templateHeading(column, language));
  for await (const chunk of writeSheet('CSV', table.title[language], headings, [])) chunks.push(chunk);
  return Buffer.concat(chunks);
};

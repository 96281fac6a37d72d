import type { BilingualText } from '@gridloom/standards';

/** What may be chosen in a column: the value that is stored, and what people read and write. */
export interface Choice {
  readonly value: string;
  readonly label: BilingualText;
}

interface AnyColumn {
  /** The field's name, as in the graph. */
  readonly key: string;
  readonly heading: BilingualText;
  /** Whether a new row needs it. */
  readonly required?: boolean;
  /** What to write there, for the template. */
  readonly hint?: BilingualText;
}

/** A column of a table that people exchange as a spreadsheet. */
export type Column = AnyColumn &
  (
    | { readonly kind: 'text'; readonly longest: number }
    | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
    | { readonly kind: 'number'; readonly least?: number; readonly most?: number; readonly whole?: boolean }
    | { readonly kind: 'day' | 'moment' | 'flag' }
  );

/** A value as it is stored: text, a number, a truth, a day `YYYY-MM-DD`, a moment in ISO 8601 (UTC). */
export type CellValue = string | number | boolean;

/** Values of a row by the keys of its columns; what is empty is absent. */
export type RowValues = Readonly<Record<string, CellValue | undefined>>;

/** A table with its columns, in the order in which they are written. */
export interface TableDefinition {
  readonly name: string;
  readonly title: BilingualText;
  readonly columns: readonly Column[];
}

export type SheetFormat = 'CSV' | 'XLSX';
export type SheetLanguage = keyof BilingualText;

import type { Bilingual } from '@gridloom/service-kit';

/** Thrown where a record that is brought in cannot be right. Names the table, the record's number (from 1) and the field, never a value. */
export class ImportRejected extends Error {
  override readonly name = 'ImportRejected';
  readonly table: string;
  readonly record: number | undefined;
  readonly field: string | undefined;
  readonly explanation: Bilingual;

  constructor(table: string, record: number | undefined, field: string | undefined, explanation: Bilingual) {
    const where = `${table}${record === undefined ? '' : `, record ${record}`}${field === undefined ? '' : `, ${field}`}`;
    super(`${where}: ${explanation.en} (${explanation.zh})`);
    this.table = table;
    this.record = record;
    this.field = field;
    this.explanation = explanation;
  }
}

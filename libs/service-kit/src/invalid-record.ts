import type { CopyValue } from './copy-rows.ts';
import type { Bilingual } from './locale.ts';

/** Thrown by an importer when a record of a county's file is wrong: says which step, record (from 1), field, and why. */
export class InvalidRecord extends Error {
  override readonly name = 'InvalidRecord';
  readonly step: string;
  readonly record: number;
  readonly field: string;
  readonly explanation: Bilingual;

  constructor(step: string, record: number, field: string, explanation: Bilingual) {
    super(`${step}, record ${String(record)}, ${field}: ${explanation.en}`);
    this.step = step;
    this.record = record;
    this.field = field;
    this.explanation = explanation;
  }
}

/** Refuses the record in hand because of a field. */
export type RefuseRecord = (field: string, explanation: Bilingual) => never;

/** Rows for COPY, one for each record, made lazily; `toRow` refuses a record that is wrong. Throws {@link InvalidRecord}. */
export function* rowsOfRecords<R>(
  step: string,
  records: Iterable<R>,
  toRow: (record: R, refuse: RefuseRecord) => readonly CopyValue[],
): Generator<readonly CopyValue[]> {
  let number = 0;
  const refuse: RefuseRecord = (field, explanation) => {
    throw new InvalidRecord(step, number, field, explanation);
  };
  for (const record of records) {
    number += 1;
    yield toRow(record, refuse);
  }
}

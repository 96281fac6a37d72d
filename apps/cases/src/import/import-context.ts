import {
  copyRows,
  InvalidRecord,
  runImportWork,
  type AreaTree,
  type CopyValue,
  type ImportOutcome,
  type ImportSession,
  type RefuseRecord,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { HandlerKnowledge } from './records.ts';

/** What the importers of cases need to know besides the records. */
export interface CasesImportContext {
  readonly areas: AreaTree;
  /** The county's organizations by id. */
  readonly organizations: ReadonlyMap<string, HandlerKnowledge>;
  /** A new UUID, for timeline entries and clocks, which have no id in the records. */
  readonly newId: () => string;
}

/** Called with the number of records written so far. */
export type OnProgress = (records: number) => void;

type Row = readonly CopyValue[];

/** A table that a step writes, parents before children. */
export interface ImportTable {
  readonly name: string;
  readonly columns: readonly string[];
}

interface RecordStep<R, T extends string> {
  readonly step: string;
  readonly tables: Readonly<Record<T, ImportTable>>;
  readonly records: Iterable<R>;
  /** Puts the rows of a record into their tables; refuses a record that is wrong. */
  readonly rowsOf: (record: R, add: (table: T, row: Row) => void, refuse: RefuseRecord) => void;
  readonly before?: (sql: SqlExecutor) => Promise<void>;
  readonly after?: (sql: SqlExecutor) => Promise<void>;
  readonly onProgress?: OnProgress | undefined;
}

const RECORDS_AT_ONCE = 2_000;

/** Runs a step whose records become rows of several tables: some thousand records at a time, by COPY, in one transaction. */
export const importRecords = <R, T extends string>(
  session: ImportSession,
  step: RecordStep<R, T>,
): Promise<ImportOutcome> =>
  runImportWork(session, step.step, async (sql) => {
    await step.before?.(sql);
    const names = Object.keys(step.tables) as T[];
    let count = 0;
    let rows = new Map<T, Row[]>(names.map((name) => [name, []]));
    const refuse: RefuseRecord = (field, explanation) => {
      throw new InvalidRecord(step.step, count, field, explanation);
    };
    const write = async () => {
      for (const name of names) {
        const { name: table, columns } = step.tables[name];
        const some = rows.get(name) ?? [];
        if (some.length > 0) await copyRows(session.client, table, columns, some);
      }
      rows = new Map(names.map((name) => [name, []]));
      step.onProgress?.(count);
    };
    for (const record of step.records) {
      count += 1;
      step.rowsOf(record, (table, row) => rows.get(table)?.push(row), refuse);
      if (count % RECORDS_AT_ONCE === 0) await write();
    }
    await write();
    await step.after?.(sql);
    return count;
  });

import { Client } from 'pg';

import type { SqlExecutor } from '@gridloom/messaging';

import { copyRows, type CopyValue } from './copy-rows.ts';

/** Statements that make the table in which an import notes what is done, so that it goes on where it was broken off. */
export const importMigration = (): string[] => [
  `create table import_step (
     import_id text not null,
     step text not null,
     rows bigint not null,
     finished_at timestamptz not null default now(),
     primary key (import_id, step)
   )`,
];

export const importMigrationDown = (): string[] => ['drop table import_step'];

/** One import into one database. */
export interface ImportSession {
  readonly importId: string;
  readonly client: Client;
  readonly sql: SqlExecutor;
  close(): Promise<void>;
}

/** Opens a session as the migrator or application role. */
export const openImport = async (databaseUrl: string, importId: string): Promise<ImportSession> => {
  const client = new Client({ connectionString: databaseUrl, application_name: 'gridloom-import' });
  await client.connect();
  return {
    importId,
    client,
    sql: async (text, params = []) => {
      const result = await client.query<Record<string, unknown>>(text, [...params]);
      return result.rows;
    },
    close: () => client.end(),
  };
};

export interface ImportOutcome {
  readonly rows: number;
  /** The step had been finished by an earlier run; nothing was written. */
  readonly skipped: boolean;
}

export interface ImportStep {
  readonly step: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>;
  /** Runs after the rows in the same transaction, e.g. to add to the kept figures. */
  readonly after?: (sql: SqlExecutor) => Promise<void>;
  readonly onProgress?: (rows: number) => void;
}

/**
 * Runs one step of an import as one transaction: what it writes, and the note that it is done. A step that an earlier run
 * finished is skipped, so a broken-off import goes on and doubles nothing.
 * @param work writes the step's rows, into as many tables as they need, and gives how many records they were
 */
export const runImportWork = async (
  session: ImportSession,
  step: string,
  work: (sql: SqlExecutor) => Promise<number>,
): Promise<ImportOutcome> => {
  await session.client.query('begin');
  try {
    const [finished] = await session.sql('select rows from import_step where import_id = $1 and step = $2', [
      session.importId,
      step,
    ]);
    if (finished) {
      await session.client.query('rollback');
      return { rows: Number(finished.rows), skipped: true };
    }
    const rows = await work(session.sql);
    await session.sql('insert into import_step (import_id, step, rows) values ($1, $2, $3)', [
      session.importId,
      step,
      rows,
    ]);
    await session.client.query('commit');
    return { rows, skipped: false };
  } catch (error) {
    await session.client.query('rollback').catch(() => undefined);
    throw error;
  }
};

/** Runs one step of an import whose rows go into one table: by COPY, then what follows from them. */
export const runImportStep = (session: ImportSession, step: ImportStep): Promise<ImportOutcome> =>
  runImportWork(session, step.step, async (sql) => {
    const rows = await copyRows(session.client, step.table, step.columns, step.rows, step.onProgress);
    await step.after?.(sql);
    return rows;
  });

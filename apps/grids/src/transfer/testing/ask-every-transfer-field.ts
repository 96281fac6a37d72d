import type { SqlExecutor } from '@gridloom/service-kit';
import type { GraphQLObjectType, GraphQLOutputType, GraphQLSchema } from 'graphql';

import { idOf } from '../../testing/county.ts';

interface Asking {
  readonly schema: GraphQLSchema;
  readonly mutate: (name: string, input: object) => Promise<void>;
  readonly ask: (text: string, variables?: Record<string, unknown>) => Promise<void>;
  readonly selectionOf: (type: GraphQLOutputType) => string;
  readonly sql: SqlExecutor;
}

const account = idOf('account', 2);
const now = '2026-03-02T01:00:00Z';
const later = '2026-03-09T01:00:00Z';
const said = JSON.stringify({ zh: '错', en: 'wrong' });

/** Reads every field of imports and exports once: of runs with faults, with rows that an undo left, with files. */
export const askEveryTransferField = async ({ schema, mutate, ask, selectionOf, sql }: Asking): Promise<void> => {
  const select = (type: string) => selectionOf(schema.getType(type) as GraphQLObjectType);
  const [sheet, result] = [crypto.randomUUID(), crypto.randomUUID()];
  for (const [id, purpose] of [
    [sheet, 'IMPORT'],
    [result, 'EXPORT'],
  ])
    await sql(
      `insert into stored_file (id, account_id, purpose, name, content_type, bytes, sha256, state, created_at, expires_at)
       values ($1, $2, $3, '表.csv', 'text/csv', 10, 'x', 'UNCLAIMED', $4, $5)`,
      [id, account, purpose, now, later],
    );
  const [faulty, done, given] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  for (const [id, status] of [
    [faulty, 'REJECTED'],
    [done, 'DONE'],
  ])
    await sql(
      `insert into import_run (id, table_name, file_id, file_name, format, dry_run, account_id, locale, status, created_at, finished_at,
         faults, kept_rows, problem, fault_file_id)
       values ($1, 'households', $2, '表.csv', 'CSV', false, $3, 'zh', $4, $5, $5, $6::jsonb, $7::jsonb, $8::jsonb, $9)`,
      [
        id,
        sheet,
        account,
        status,
        now,
        `[{"row": 2, "column": "name", "explanation": ${said}}]`,
        `[{"row": 2, "label": "H-1", "explanation": ${said}}]`,
        said,
        result,
      ],
    );
  await sql(
    `insert into export_run (id, table_name, format, filter, account_id, locale, status, created_at, file_id)
     values ($1, 'households', 'CSV', '{}', $2, 'zh', 'DONE', $3, $4)`,
    [given, account, now, result],
  );
  await ask(`{
    gridsTransferTables ${select('TransferTable')}
    gridsImportRun(id: "${faulty}") ${select('ImportRun')} gridsImportRuns(first: 5) ${select('ImportRunConnection')}
    gridsExportRun(id: "${given}") ${select('ExportRun')} gridsExportRuns(first: 5) ${select('ExportRunConnection')}
  }`);
  await mutate('startGridsImport', { table: 'households', fileId: sheet });
  await mutate('undoGridsImport', { importRunId: done });
  await mutate('startGridsExport', { table: 'households', format: 'CSV' });
};

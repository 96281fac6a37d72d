import { buffer } from 'node:stream/consumers';

import type { Caller } from '@gridloom/access';
import { applyRoleAssignments, receiveFile } from '@gridloom/service-kit';

import type { Context } from '../../context.ts';
import { filePurposes } from '../../files/file-purposes.ts';
import { testStorage, type County } from '../../testing/county.ts';
import { ask } from '../../testing/run.ts';

const runFields = `id table fileName format dryRun status finishedAt rowsRead rowsTotal rowsWritten inserted updated unchanged faulty
  faults { row column message } faultyRows { id name bytes } problem undone kept keptRows { row label message }`;

export interface Run {
  readonly id: string;
  readonly status: string;
  readonly [field: string]: unknown;
}

/** Makes the county know what roles somebody holds: a run asks for them when it begins. */
export const knowRoles = async (county: County, caller: Caller): Promise<void> => {
  if (caller.kind === 'anonymous') return;
  await applyRoleAssignments(
    caller.assignments.map(({ role, jurisdiction }, index) => {
      const key = caller.accountId.slice(0, -4) + String(9_000 + index);
      return {
        key,
        sequence: 1,
        data: {
          accountId: caller.accountId,
          role,
          jurisdictionKind: jurisdiction.kind,
          jurisdictionId: jurisdiction.kind === 'AREA' ? jurisdiction.code : jurisdiction.id,
          since: '2020-01-01',
        },
      };
    }),
    county.subgraph.sql,
  );
};

/** Sends a file as somebody, as over HTTP. */
export const sendFile = async (
  county: County,
  as: Caller,
  bytes: string | Uint8Array,
  name = '表.csv',
): Promise<string> => {
  const context = (await county.subgraph.context({ as })) as Context;
  const { id } = await receiveFile(
    context,
    { storage: testStorage(), purposes: filePurposes },
    { purpose: 'IMPORT', name, length: undefined, bytes: chunksOf(bytes) },
  );
  return id;
};

async function* chunksOf(bytes: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
}

const dataOrThrow = ({ data, errors }: Awaited<ReturnType<typeof ask>>) => {
  if (errors.length > 0 || !data) throw new Error(errors.join('; '));
  return data;
};

export const importRun = async (county: County, as: Caller, id: string): Promise<Run> => {
  const data = dataOrThrow(
    await ask(county, as, `query Run($id: ID!) { run: gridsImportRun(id: $id) { ${runFields} } }`, { id }),
  );
  return data.run as Run;
};

/** Orders an import and works it off. */
export const importOf = async (
  county: County,
  as: Caller,
  table: string,
  bytes: string | Uint8Array,
  { dryRun = false, name }: { readonly dryRun?: boolean; readonly name?: string } = {},
): Promise<Run> => {
  await knowRoles(county, as);
  const fileId = await sendFile(county, as, bytes, name);
  const data = dataOrThrow(
    await ask(
      county,
      as,
      `mutation Start($input: StartImportInput!) { started: startGridsImport(input: $input) {
         __typename ... on StartImportSuccess { importRun { id } } ... on UserError { message } } }`,
      { input: { table, fileId, dryRun } },
    ),
  );
  const started = data.started as { importRun?: { id: string }; message?: string };
  if (!started.importRun) throw new Error(started.message);
  await county.subgraph.runJobs();
  return importRun(county, as, started.importRun.id);
};

export const undoOf = async (county: County, as: Caller, id: string): Promise<Run> => {
  const data = dataOrThrow(
    await ask(
      county,
      as,
      `mutation Undo($input: UndoImportInput!) { undone: undoGridsImport(input: $input) { __typename ... on UserError { message } } }`,
      { input: { importRunId: id } },
    ),
  );
  const undone = data.undone as { message?: string };
  if (undone.message !== undefined) throw new Error(undone.message);
  await county.subgraph.runJobs();
  return importRun(county, as, id);
};

/** Orders an export, works it off, and gives the run with the file's text. */
export const exportOf = async (
  county: County,
  as: Caller,
  input: {
    readonly table: string;
    readonly format?: 'CSV' | 'XLSX';
    readonly areaCode?: string;
    readonly gridId?: string;
    readonly period?: { readonly from?: string; readonly to?: string };
  },
): Promise<{ readonly run: Run; readonly bytes: Buffer; readonly fileId: string }> => {
  await knowRoles(county, as);
  const data = dataOrThrow(
    await ask(
      county,
      as,
      `mutation Start($input: StartExportInput!) { started: startGridsExport(input: $input) {
         __typename ... on StartExportSuccess { exportRun { id } } ... on UserError { message } } }`,
      { input: { format: 'CSV', ...input } },
    ),
  );
  const started = data.started as { exportRun?: { id: string }; message?: string };
  if (!started.exportRun) throw new Error(started.message);
  await county.subgraph.runJobs();
  const answer = dataOrThrow(
    await ask(
      county,
      as,
      `query Run($id: ID!) { run: gridsExportRun(id: $id) { id status rowsTotal rowsWritten problem file { id name bytes } } }`,
      { id: started.exportRun.id },
    ),
  );
  const run = answer.run as Run & { file: { id: string } | null };
  if (!run.file) throw new Error(`The export ended as ${run.status}: ${String(run.problem)}`);
  return { run, fileId: run.file.id, bytes: await buffer(await testStorage().get(run.file.id)) };
};

const bookkeeping = ['import_run', 'import_row', 'export_run', 'stored_file', 'mutation_key'];

/** Everything that the tables hold, but for what imports note of themselves. */
export const dataOf = async (county: County): Promise<Record<string, string>> => {
  const tables = await county.session.sql(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('public', 'audit') and table_type = 'BASE TABLE' and table_name <> all($1::text[]) order by 1`,
    [bookkeeping],
  );
  const entries = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await county.session.sql(
        `select count(*)::text || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as content from ${String(name)} t`,
      );
      return [String(name), String(row?.content)] as const;
    }),
  );
  return Object.fromEntries(entries);
};

/** A file's bytes, as they are kept. */
export const bytesOfFile = async (id: string): Promise<Buffer> => buffer(await testStorage().get(id));

/** Lines of a CSV file without the mark at its beginning. */
export const linesOf = (bytes: Buffer): string[] =>
  bytes
    .toString()
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .filter((line) => line !== '');

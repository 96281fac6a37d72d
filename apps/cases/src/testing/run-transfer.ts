import { buffer } from 'node:stream/consumers';

import type { Caller } from '@gridloom/access';
import { applyRoleAssignments, receiveFile, transferFilePurposes } from '@gridloom/service-kit';
import type { TestSubgraph } from '@gridloom/testkit';

import { testStorage } from './test-storage.ts';

const runFields = `id table status dryRun rowsTotal inserted updated unchanged faulty faults { row column message }
  faultyRows { id name } problem undone kept keptRows { row label message } startedBy { id }`;

export interface Run {
  readonly id: string;
  readonly status: string;
  readonly [field: string]: unknown;
}

/** Makes the county know what roles somebody holds: a run asks for them when it begins. */
const knowRoles = async (test: TestSubgraph, caller: Caller): Promise<void> => {
  if (caller.kind === 'anonymous') return;
  await applyRoleAssignments(
    caller.assignments.map(({ role, jurisdiction }, index) => ({
      key: caller.accountId.slice(0, -4) + String(9_000 + index),
      sequence: 1,
      data: {
        accountId: caller.accountId,
        role,
        jurisdictionKind: jurisdiction.kind,
        jurisdictionId: jurisdiction.kind === 'AREA' ? jurisdiction.code : jurisdiction.id,
        since: '2020-01-01',
      },
    })),
    test.sql,
  );
};

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

const ask = async (test: TestSubgraph, as: Caller, document: string, variables: Record<string, unknown>) => {
  const { data, errors } = await test.execute(document, variables, { as });
  if (errors.length > 0 || !data) throw new Error(errors.join('; '));
  return data as unknown as Record<string, Record<string, unknown>>;
};

const importRun = async (test: TestSubgraph, as: Caller, id: string): Promise<Run> => {
  const { run } = await ask(test, as, `query ($id: ID!) { run: casesImportRun(id: $id) { ${runFields} } }`, { id });
  return run as Run;
};

/** Orders an import and works it off. */
export const importOf = async (
  test: TestSubgraph,
  as: Caller,
  table: string,
  text: string,
  { dryRun = false } = {},
): Promise<Run> => {
  await knowRoles(test, as);
  const { id: fileId } = await receiveFile(
    await test.context({ as }),
    { storage: testStorage(), purposes: transferFilePurposes },
    { purpose: 'IMPORT', name: '表.csv', length: undefined, bytes: chunksOf(text) },
  );
  const { started } = await ask(
    test,
    as,
    `mutation ($input: StartImportInput!) { started: startCasesImport(input: $input) {
       __typename ... on StartImportSuccess { importRun { id } } ... on UserError { message } } }`,
    { input: { table, fileId, dryRun } },
  );
  const run = started?.importRun as { id: string } | undefined;
  if (!run) throw new Error(String(started?.message));
  await test.runJobs();
  return importRun(test, as, run.id);
};

export const undoOf = async (test: TestSubgraph, as: Caller, id: string): Promise<Run> => {
  const { undone } = await ask(
    test,
    as,
    `mutation ($input: UndoImportInput!) { undone: undoCasesImport(input: $input) { __typename ... on UserError { message } } }`,
    { input: { importRunId: id } },
  );
  if (typeof undone?.message === 'string') throw new Error(undone.message);
  await test.runJobs();
  return importRun(test, as, id);
};

/** Orders an export, works it off, and gives its lines. */
export const exportOf = async (
  test: TestSubgraph,
  as: Caller,
  input: { readonly table: string; readonly areaCode?: string; readonly gridId?: string },
): Promise<string[]> => {
  await knowRoles(test, as);
  const { started } = await ask(
    test,
    as,
    `mutation ($input: StartExportInput!) { started: startCasesExport(input: $input) {
       __typename ... on StartExportSuccess { exportRun { id } } ... on UserError { message } } }`,
    { input: { format: 'CSV', ...input } },
  );
  const ordered = started?.exportRun as { id: string } | undefined;
  if (!ordered) throw new Error(String(started?.message));
  await test.runJobs();
  const { run } = await ask(
    test,
    as,
    `query ($id: ID!) { run: casesExportRun(id: $id) { status problem file { id } } }`,
    { id: ordered.id },
  );
  const file = run?.file as { id: string } | null;
  if (!file) throw new Error(`The export ended as ${String(run?.status)}: ${String(run?.problem)}`);
  const bytes = await buffer(await testStorage().get(file.id));
  return bytes
    .toString()
    .replace(/^\ufeff/u, '')
    .split('\r\n')
    .filter((line) => line !== '');
};

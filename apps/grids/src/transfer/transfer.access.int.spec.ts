import type { Caller } from '@gridloom/access';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask } from '../testing/run.ts';

type Person = keyof typeof people;
const everybody = Object.keys(people) as Person[];

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

const allowed = async (document: string): Promise<Person[]> => {
  const found: Person[] = [];
  for (const name of everybody) {
    const { codes } = await ask(county, people[name] satisfies Caller, document);
    if (!codes.includes('FORBIDDEN')) found.push(name);
  }
  return found;
};

const importers: Person[] = ['administrator', 'gridOffice', 'townshipOfficer', 'secretary', 'strangeSecretary'];
const exporters: Person[] = [...importers, 'head', 'worker', 'strangeWorker'];
const id = crypto.randomUUID();

describe('Imports and exports', () => {
  test.each([
    ['{ gridsTransferTables { name columns { key } templates { path } } }', [...exporters, 'auditor']],
    ['{ gridsImportRuns { totalCount edges { node { id } } } }', [...exporters, 'auditor']],
    [`{ gridsImportRun(id: "${id}") { id } }`, [...exporters, 'auditor']],
    ['{ gridsExportRuns { totalCount edges { node { id } } } }', [...exporters, 'auditor']],
    [`{ gridsExportRun(id: "${id}") { id } }`, [...exporters, 'auditor']],
    [`mutation { startGridsImport(input: { table: "x", fileId: "${id}" }) { __typename } }`, importers],
    [`mutation { undoGridsImport(input: { importRunId: "${id}" }) { __typename } }`, importers],
    ['mutation { startGridsExport(input: { table: "x", format: CSV }) { __typename } }', exporters],
  ] as const)('%s is for whoever holds the right, and nobody unknown', async (document, expected) => {
    expect((await allowed(document)).sort()).toEqual([...expected].sort());
    expect((await ask(county, undefined, document)).codes).toEqual(['UNAUTHENTICATED']);
  });

  const office: Person[] = ['administrator', 'gridOffice'];
  test.each([
    ['corps', office],
    ['corpsMemberships', importers],
    ['trainingKinds', office],
    ['trainingRecords', importers],
    ['absences', importers],
    ['visitIntervals', office],
    ['visitChecklists', office],
    ['visitDemands', importers],
    ['patrolRoutes', importers],
    ['patrols', importers],
    ['hazardClasses', office],
    ['hazards', importers],
    ['errandKinds', office],
    ['errands', importers],
  ] as const)('of %s are for whoever may do the same without a sheet', async (table, expected) => {
    const found: { import: Person[]; export: Person[] } = { import: [], export: [] };
    for (const name of everybody) {
      const { data } = await ask(county, people[name], '{ gridsTransferTables { name mayImport mayExport } }');
      const tables = (data?.gridsTransferTables ?? []) as { name: string; mayImport: boolean; mayExport: boolean }[];
      const open = tables.find((each) => each.name === table);
      if (open?.mayImport === true) found.import.push(name);
      if (open?.mayExport === true) found.export.push(name);
    }
    expect(found.import.sort()).toEqual([...expected].sort());
    expect(found.export.sort()).toEqual([...exporters].sort());
  });

  test.each([
    [
      { table: 'nothing', fileId: id },
      { __typename: 'InvalidInput', field: 'input.table' },
    ],
    [
      { table: 'households', fileId: id },
      { __typename: 'NotFound', field: 'input.fileId' },
    ],
    [
      { table: 'households', fileId: 'x' },
      { __typename: 'NotFound', field: 'input.fileId' },
    ],
  ])('of %j are a named error', async (input, expected) => {
    const { data } = await ask(
      county,
      people.gridOffice,
      `mutation Start($input: StartImportInput!) { started: startGridsImport(input: $input) { __typename
         ... on InvalidInput { field allowed } ... on NotFound { field } } }`,
      { input },
    );
    expect(data?.started).toMatchObject(expected);
  });

  test('are listed page by page, the newest first, in two statements whatever their number', async () => {
    const accountId = people.gridOffice.kind === 'account' ? people.gridOffice.accountId : '';
    const add = (n: number) =>
      county.subgraph.sql(
        `insert into export_run (id, table_name, format, filter, account_id, locale, status, created_at)
         select gen_random_uuid(), 'grids', 'CSV', '{}', $1, 'zh', 'DONE', $2::timestamptz + make_interval(secs => i) from generate_series(1, $3::int) i`,
        [accountId, '2026-03-01T00:00:00Z', n],
      );
    const page = `query Page($after: String) { gridsExportRuns(first: 3, after: $after, filter: { mine: true, table: "grids" }) {
      totalCount totalCountIsExact pageInfo { hasNextPage endCursor } edges { node { id createdAt file { id } } } } }`;
    const read = async (after: string | null) => {
      county.subgraph.statements();
      const { data } = await ask(county, people.gridOffice, page, { after });
      return { list: data?.gridsExportRuns, statements: county.subgraph.statements().length };
    };
    await add(4);
    const few = await read(null);
    await add(40);
    const many = await read(null);
    expect(many.statements).toBe(few.statements);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { list } = await read(after);
      const connection = list as {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        edges: { node: { id: string; createdAt: string } }[];
      };
      expect(connection.totalCount).toBe(44);
      seen.push(...connection.edges.map(({ node }) => `${node.createdAt} ${node.id}`));
      after = connection.pageInfo.hasNextPage ? connection.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(new Set(seen).size).toBe(44);
  });
});

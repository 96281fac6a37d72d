import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { idOf, type County } from '../testing/county.ts';
import { aPlainCounty, named, operate, partOf } from '../testing/grid-operations.ts';
import { people } from '../testing/people.ts';
import { runPeople } from '../testing/people-run.ts';
import { ask } from '../testing/run.ts';

const grid = idOf('grid', 1);
const [first, second] = [idOf('household', 1), idOf('household', 2)];

let county: County;
beforeAll(async () => {
  county = await aPlainCounty();
});
afterAll(() => county.stop());

const memberOf = async (householdId: string) => {
  const [row] = await county.subgraph.sql(
    'update resident set id_number_hash = null, id_number_sealed = null where id = (select min(id::text)::uuid from resident where household_id = $1) returning id',
    [householdId],
  );
  return row?.id as string;
};
const found = async (gridId: string, dismissed = false) => {
  const { data, errors } = await ask(
    county,
    people.secretary,
    `{ dataContradictions(filter: { gridId: "${gridId}", kinds: [ID_NUMBER_MISSING], dismissed: ${String(dismissed)} }) {
         totalCount edges { node { id resident { id } grid { id } } } } }`,
  );
  expect(errors).toEqual([]);
  const { edges } = data?.dataContradictions as {
    edges: { node: { id: string; resident: { id: string }; grid: { id: string } } }[];
  };
  return edges.map(({ node }) => node);
};

test('Contradictions go with the people whom they are about when a grid is split, and come back when that is taken back', async () => {
  const [one, two] = [await memberOf(first), await memberOf(second)];
  await county.subgraph.runScheduledJob('recheck-county');
  await county.subgraph.runJobs();
  const before = await found(grid);
  expect(before.map(({ resident }) => resident.id).sort()).toEqual([one, two].sort());
  const dismissed = before.find(({ resident }) => resident.id === two);
  await runPeople(county, 'dismissContradiction', 'contradiction { id }', {
    contradictionId: dismissed?.id,
    reason: '证件尚未办理',
  });
  const split = await operate(county, 'splitGrid', {
    gridId: grid,
    parts: [named('A1', { holds: { householdIds: [first] } }), named('A2', { holds: { rest: true } })],
  });
  const [a1, a2] = [partOf(split, 'A1'), partOf(split, 'A2')];
  expect(await found(grid)).toEqual([]);
  expect(await found(a1)).toMatchObject([{ resident: { id: one }, grid: { id: a1 } }]);
  expect(await found(a2)).toEqual([]);
  expect(await found(a2, true)).toMatchObject([{ id: dismissed?.id, grid: { id: a2 } }]);
  await operate(county, 'undoGridOperation', { operationId: split.operation?.id });
  expect(await found(grid)).toMatchObject([{ resident: { id: one }, grid: { id: grid } }]);
  expect(await found(grid, true)).toMatchObject([{ id: dismissed?.id, grid: { id: grid } }]);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask, send, sendWith } from '../testing/run.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty(12);
});
afterAll(() => county.stop());

type Person = keyof typeof people;
const oneOneN = [
  { label: '社区书记', roles: ['SECRETARY'], minimum: 1 },
  { label: '网格长', roles: ['GRID_HEAD'], minimum: 1 },
  { label: '网格员', roles: ['FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4'], minimum: 1, householdsEach: 4 },
];
const set = (input: object, who: Person = 'gridOffice') =>
  sendWith(
    county,
    people[who],
    'setStaffingRules',
    'SetStaffingRulesInput',
    '... on InvalidInput { field allowed } ... on SetStaffingRulesSuccess { staffingRules { id validFrom rules { label roles gridKind minimum householdsEach } } }',
    { validFrom: '2026-03-02', rules: oneOneN, ...input },
  );

const list = async (who: Person, args = '') => {
  const { data, codes } = await ask(
    county,
    people[who],
    `{ understaffedGrids${args} { totalCount missingTotal pageInfo { hasNextPage endCursor }
       edges { node { grid { id } missing needs { rule { label } required present missing } } } } }`,
  );
  if (codes.length > 0) throw new Error(String(codes[0]));
  return data?.understaffedGrids as {
    totalCount: number;
    missingTotal: number;
    pageInfo: { hasNextPage: boolean; endCursor: string };
    edges: {
      node: {
        grid: { id: string };
        missing: number;
        needs: { rule: { label: string }; required: number; present: number }[];
      };
    }[];
  };
};

describe('Staffing rules', () => {
  test('leave no grid short where there are none', async () => {
    expect(await list('gridOffice')).toMatchObject({ totalCount: 0, missingTotal: 0, edges: [] });
    const { data } = await ask(
      county,
      people.secretary,
      `{ staffingRules { id } grid(id: "${idOf('grid', 1)}") { staffing { required } } }`,
    );
    expect(data).toEqual({ staffingRules: null, grid: { staffing: [] } });
  });

  test('say which grids fall short, of what, and how many are missing in all', async () => {
    expect(await set({})).toMatchObject({
      staffingRules: {
        validFrom: '2026-03-02',
        rules: [{ gridKind: null, householdsEach: null }, {}, { householdsEach: 4 }],
      },
    });
    const all = await list('gridOffice');
    expect(
      all.edges.map(({ node }) => [
        node.grid.id,
        node.missing,
        node.needs.map(({ rule, required, present }) => [rule.label, required, present]),
      ]),
    ).toEqual([
      [idOf('grid', 1), 2, [['网格员', 3, 1]]],
      [idOf('grid', 2), 1, [['网格长', 1, 0]]],
      [
        idOf('grid', 3),
        2,
        [
          ['社区书记', 1, 0],
          ['网格长', 1, 0],
        ],
      ],
    ]);
    expect(all).toMatchObject({ totalCount: 3, missingTotal: 5 });
    const first = await list('gridOffice', '(first: 2)');
    const rest = await list('gridOffice', `(first: 2, after: "${first.pageInfo.endCursor}")`);
    expect([...first.edges, ...rest.edges]).toEqual(all.edges);
    expect((await list('gridOffice', '(lacking: [GRID_HEAD])')).edges.map(({ node }) => node.grid.id)).toEqual([
      idOf('grid', 2),
      idOf('grid', 3),
    ]);
    expect((await list('gridOffice', `(areaCode: "${YAOGOU}")`)).totalCount).toBe(1);
    expect((await list('secretary')).edges.map(({ node }) => node.grid.id)).toEqual([idOf('grid', 1), idOf('grid', 2)]);
    expect((await list('strangeWorker')).totalCount).toBe(1);
    await expect(list('resident')).rejects.toThrow('FORBIDDEN');
  });

  test('count no substitute', async () => {
    await send(county, people.gridOffice, 'recordAbsence', 'RecordAbsenceInput', '', {
      gridWorkerId: idOf('worker', 1),
      since: '2026-03-02',
      until: '2026-03-10',
      kind: 'ILLNESS',
      substituteId: idOf('worker', 3),
    });
    const { data } = await ask(
      county,
      people.secretary,
      `{ grids(first: 5) { edges { node { id staffing { rule { label } required present missing } } } } }`,
    );
    const grids = (data?.grids as { edges: { node: { id: string; staffing: { present: number }[] | null } }[] }).edges;
    expect(grids.find(({ node }) => node.id === idOf('grid', 1))?.node.staffing?.map(({ present }) => present)).toEqual(
      [1, 1, 1],
    );
    expect(grids.find(({ node }) => node.id === idOf('grid', 3))?.node.staffing).toBeNull();
  });

  test('cost as many statements for one grid as for many', async () => {
    await list('gridOffice', '(first: 1)');
    const one = county.subgraph.statements().length;
    await list('gridOffice', '(first: 50)');
    expect(county.subgraph.statements()).toHaveLength(one);
  });

  test('hold from their day on; those before stay for the days before', async () => {
    expect(
      await set({
        validFrom: '2026-04-01',
        rules: [{ label: '网格长', roles: ['GRID_HEAD'], minimum: 2, gridKind: 'DEDICATED' }],
      }),
    ).toMatchObject({
      __typename: 'SetStaffingRulesSuccess',
    });
    expect((await list('gridOffice')).totalCount).toBe(3);
    county.subgraph.setNow(new Date('2026-04-01T02:00:00Z'));
    expect(await list('gridOffice')).toMatchObject({ totalCount: 1, missingTotal: 2 });
    const { data } = await ask(
      county,
      people.gridOffice,
      '{ before: staffingRules(on: "2026-03-31") { validFrom } now: staffingRules { validFrom } }',
    );
    expect(data).toEqual({ before: { validFrom: '2026-03-02' }, now: { validFrom: '2026-04-01' } });
  });

  test('are refused by name where they cannot be', async () => {
    expect(await set({ validFrom: '2026-03-31' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.validFrom',
    });
    expect(await set({ validFrom: '2026-04-01' })).toMatchObject({ __typename: 'Conflict' });
    const rule = oneOneN[0];
    const bad = (over: object) => set({ validFrom: '2026-06-01', rules: [{ ...rule, ...over }] });
    expect(await set({ validFrom: '2026-06-01', rules: [] })).toMatchObject({ field: 'input.rules' });
    expect(await bad({ label: '' })).toMatchObject({ field: 'input.rules.0.label' });
    expect(await bad({ minimum: -1 })).toMatchObject({ field: 'input.rules.0.minimum' });
    expect(await bad({ minimum: 0 })).toMatchObject({ field: 'input.rules.0.minimum' });
    expect(await bad({ householdsEach: 0 })).toMatchObject({ field: 'input.rules.0.householdsEach' });
    expect(await bad({ roles: ['SECRETARY', 'SECRETARY'] })).toMatchObject({ field: 'input.rules.0.roles' });
  });
});

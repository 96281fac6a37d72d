import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callerAt, callerOfGrid } from '@gridloom/testkit';

import { aCounty, BAISHU, idOf, TODAY, type County } from '../testing/county.ts';
import { done, named, operate, partOf, preview } from '../testing/grid-operations.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask } from '../testing/run.ts';

const one = idOf('grid', 1);

describe('A grid that is split', () => {
  let county: County;
  let split: Awaited<ReturnType<typeof operate>>;
  let before: Record<string, number>;
  const parts = [
    named('A1', { holds: { householdIds: [idOf('household', 1)] }, assignmentIds: [idOf('assignment', 1)] }),
    named('A2', { holds: { microGridIds: [idOf('grid', 4)], rest: true } }),
  ];

  beforeAll(async () => {
    county = await aCounty(8);
    before = await keptFigures(county.subgraph.sql);
    expect(await preview(county, 'splitGridPreview', { gridId: one, parts })).toEqual({
      __typename: 'GridOperationPreview',
      kind: 'SPLIT',
      effectiveOn: TODAY,
      workers: 3,
      grids: [{ id: one }],
      gaps: [],
      moves: { households: 5, residents: 10, dwellings: 5, assignments: 3, microGrids: 1 },
      parts: [
        { grid: { name: 'A1' }, holds: { households: 1, residents: 2, dwellings: 1, assignments: 3, microGrids: 0 } },
        { grid: { name: 'A2' }, holds: { households: 4, residents: 8, dwellings: 4, assignments: 2, microGrids: 1 } },
      ],
    });
    expect(await keptFigures(county.subgraph.sql)).toEqual(before);
    expect(await county.subgraph.outbox()).toEqual([]);
    split = await operate(county, 'splitGrid', { gridId: one, parts, reason: '人口增长' });
  });
  afterAll(() => county.stop());

  test('ends, and its parts are grids of their own', async () => {
    expect(split.operation).toMatchObject({
      kind: 'SPLIT',
      state: 'DONE',
      effectiveOn: TODAY,
      reason: '人口增长',
      area: { code: BAISHU },
      before: [{ id: one, validUntil: TODAY }],
      after: [{ name: 'A1' }, { name: 'A2' }],
      moved: { households: 5, residents: 10, dwellings: 5, assignments: 3, microGrids: 1 },
    });
    const { data } = await ask(
      county,
      people.secretary,
      `{ old: grid(id: "${one}") { validUntil successors { since kind grid { name } } workers { id }
           now: population(grids: NOW) { permanent floating households } then: population(grids: THEN) { permanent floating households } }
         part: grid(id: "${partOf(split, 'A2')}") { predecessors { grid { id } } microGrids { id parent { name } } workers { role worker { name } } population { permanent floating households } } }`,
    );
    expect(data).toMatchObject({
      old: {
        validUntil: TODAY,
        workers: [],
        successors: [
          { since: TODAY, kind: 'SPLIT', grid: { name: 'A1' } },
          { since: TODAY, kind: 'SPLIT', grid: { name: 'A2' } },
        ],
        now: { permanent: 9, floating: 1, households: 5 },
        then: { permanent: 9, floating: 1, households: 5 },
      },
      part: {
        predecessors: [{ grid: { id: one } }],
        microGrids: [{ id: idOf('grid', 4), parent: { name: 'A2' } }],
        workers: [
          { role: 'FULL_TIME', worker: { name: '网格员2' } },
          { role: 'SECRETARY', worker: { name: '网格员4' } },
        ],
        population: { permanent: 7, floating: 1, households: 4 },
      },
    });
  });

  test('leaves every household in one grid, and every figure of the village as it was but for the number of grids', async () => {
    const { sql } = county.subgraph;
    const after = await keptFigures(sql);
    expect(after).toEqual(await recount(sql, TODAY));
    const changed = Object.keys({ ...before, ...after }).filter(
      (key) => key.startsWith('410326') && before[key] !== after[key],
    );
    expect(changed.sort()).toEqual(
      ['410326', '410326200', BAISHU].flatMap((area) => [`${area} grids`, `${area} grids.rural`]).sort(),
    );
    const strays = await sql(
      `select h.id from household h join grid g on g.id = h.grid_id where g.valid_until is not null
       union select r.id from resident r join household h on h.id = r.household_id where r.grid_id <> h.grid_id
       union select c.id from care_record c join resident r on r.id = c.resident_id where c.grid_id <> r.grid_id
       union select c.id from emergency_contact c join household h on h.id = c.household_id where c.grid_id <> h.grid_id
       union select d.id from dwelling d join household h on h.dwelling_id = d.id where d.grid_id <> h.grid_id`,
    );
    expect(strays).toEqual([]);
  });

  test('is told once, with who went where, and each new state besides', async () => {
    const told = await county.subgraph.outbox();
    const splits = told.filter(({ type }) => type === 'gridloom.grids.grid.split.v1');
    expect(splits).toMatchObject([
      {
        key: one,
        version: 2,
        data: {
          operationId: done(split).id,
          since: TODAY,
          parts: [
            {
              gridId: partOf(split, 'A1'),
              householdIds: [idOf('household', 1)],
              residentIds: [idOf('resident', 1), idOf('resident', 2)],
            },
            { gridId: partOf(split, 'A2') },
          ],
        },
      },
    ]);
    const countOf = (type: string) => told.filter((event) => event.type === `gridloom.grids.${type}.v1`).length;
    expect({
      drawn: countOf('grid.drawn'),
      grids: countOf('grid.state'),
      households: countOf('household.state'),
      residents: countOf('resident.state'),
      dwellings: countOf('dwelling.state'),
      begun: countOf('grid-assignment.begun'),
      ended: countOf('grid-assignment.ended'),
      assignments: countOf('grid-assignment.state'),
    }).toEqual({
      drawn: 2,
      grids: 4,
      households: 5,
      residents: 10,
      dwellings: 5,
      begun: 5,
      ended: 3,
      assignments: 8,
    });
    expect(JSON.stringify(told.filter(({ type }) => type.includes('.grid.')))).not.toMatch(/王建国|138\d{8}|组/);
  });

  test('is split no more than once', async () => {
    expect(await operate(county, 'splitGrid', { gridId: one, parts })).toMatchObject({
      __typename: 'GridOperationRefused',
      problem: 'GRID_ENDED',
      field: 'input.gridId',
    });
  });

  test('takes the visit of an offline device at a household that moved: it lands in the new grid', async () => {
    const { data } = await ask(
      county,
      callerOfGrid('GRID_WORKER', partOf(split, 'A2'), { accountId: idOf('account', 2) }),
      `mutation { recordVisit(input: { householdId: "${idOf('household', 2)}", recordedAt: "2026-03-02T01:30:00Z" }) {
         __typename ... on RecordVisitSuccess { visit { household { grid { name } } } } } }`,
    );
    expect(data?.recordVisit).toEqual({
      __typename: 'RecordVisitSuccess',
      visit: { household: { grid: { name: 'A2' } } },
    });
    const { sql } = county.subgraph;
    expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  });

  test('tells visits by the grids of then and by those of now', async () => {
    const { data } = await ask(
      county,
      people.secretary,
      `{ old: grid(id: "${one}") { then: visitStatistics { visits householdsVisited } now: visitStatistics(grids: NOW) { visits householdsVisited demands } }
         part: grid(id: "${partOf(split, 'A2')}") { then: visitStatistics { visits } now: visitStatistics(grids: NOW) { visits } } }`,
    );
    expect(data).toEqual({
      old: {
        then: { visits: 2, householdsVisited: 2 },
        now: { visits: 3, householdsVisited: 2, demands: 1 },
      },
      part: { then: { visits: 1 }, now: { visits: 2 } },
    });
  });

  test('cannot be taken back once a visit builds on it', async () => {
    expect(await operate(county, 'undoGridOperation', { operationId: done(split).id })).toMatchObject({
      problem: 'BUILT_ON',
    });
  });
});

describe('A split', () => {
  let county: County;
  beforeEach(async () => {
    county = await aCounty(8);
  });
  afterEach(() => county.stop());

  const splitBy = (...holds: object[]) =>
    operate(county, 'splitGrid', {
      gridId: one,
      parts: holds.map((rules, index) => named(`A${index + 1}`, { holds: rules })),
    });
  const gridsOfHouseholds = async () => {
    const rows = await county.subgraph.sql(
      `select h.id, g.name from household h join grid g on g.id = h.grid_id where g.name like 'A%' order by h.id`,
    );
    return Object.fromEntries(rows.map((row) => [Number.parseInt((row.id as string).slice(-4), 16), row.name]));
  };

  test('shares households by parts of their address, a number never by half', async () => {
    await county.subgraph.sql(`update household set address = '柏树乡柏树村三组' || n || '号' from (
      select id, (array[11, 12, 1, 3, 4, 5, 21, 2])[row_number() over (order by id)] as n from household
    ) a where a.id = household.id`);
    done(await splitBy({ addresses: ['1号', '2号'] }, { rest: true }));
    expect(await gridsOfHouseholds()).toEqual({ 1: 'A2', 2: 'A2', 3: 'A1', 7: 'A2', 8: 'A1' });
  });

  test('shares households by micro-grid; a list beats it, and takes the household out of the micro-grid', async () => {
    const arranged = await ask(
      county,
      people.secretary,
      `mutation { arrangeMicroGrid(input: { microGridId: "${idOf('grid', 4)}", householdIds: ["${idOf('household', 1)}", "${idOf('household', 2)}"] }) {
         ... on ArrangeMicroGridSuccess { moved microGrid { population { households permanent floating } } } } }`,
    );
    expect(arranged.data?.arrangeMicroGrid).toEqual({
      moved: 2,
      microGrid: { population: { households: 2, permanent: 4, floating: 0 } },
    });
    done(await splitBy({ microGridIds: [idOf('grid', 4)] }, { householdIds: [idOf('household', 2)], rest: true }));
    expect(await gridsOfHouseholds()).toEqual({ 1: 'A1', 2: 'A2', 3: 'A2', 7: 'A2', 8: 'A2' });
    const { data } = await ask(
      county,
      people.administrator,
      `{ one: household(id: "${idOf('household', 1)}") { microGrid { id } } two: household(id: "${idOf('household', 2)}") { microGrid { id } } }`,
    );
    expect(data).toEqual({ one: { microGrid: { id: idOf('grid', 4) } }, two: { microGrid: null } });
  });

  test.each([
    [
      'a household nowhere',
      [{ householdIds: [idOf('household', 1)] }, { addresses: ['2号'], microGridIds: [idOf('grid', 4)] }],
      'HOUSEHOLD_NOWHERE',
    ],
    [
      'a household twice',
      [{ householdIds: [idOf('household', 1)] }, { householdIds: [idOf('household', 1)], rest: true }],
      'HOUSEHOLD_TWICE',
    ],
    ['a household of another grid', [{ householdIds: [idOf('household', 4)] }, { rest: true }], 'HOUSEHOLD_ELSEWHERE'],
    ['a micro-grid of another grid', [{ microGridIds: [idOf('grid', 3)] }, { rest: true }], 'MICRO_GRID_ELSEWHERE'],
    [
      'a micro-grid twice',
      [{ microGridIds: [idOf('grid', 4)] }, { microGridIds: [idOf('grid', 4)], rest: true }],
      'MICRO_GRID_TWICE',
    ],
    ['one part alone', [{ rest: true }], 'PARTS_WRONG'],
    ['two parts that take the rest', [{ rest: true }, { rest: true }], 'PARTS_WRONG'],
  ])('that leaves %s is refused, and nothing is done', async (_, holds, problem) => {
    const { sql } = county.subgraph;
    const rows = () =>
      sql('select id, version, grid_id from household union all select id, version, id from grid order by id');
    const earlier = await rows();
    expect(await splitBy(...holds)).toMatchObject({ __typename: 'GridOperationRefused', problem });
    expect(await rows()).toEqual(earlier);
    expect(await county.subgraph.outbox()).toEqual([]);
    expect(await sql('select id from grid_operation')).toEqual([]);
  });

  test('with the same key is done once; two at once are one and a refusal', async () => {
    const input = {
      gridId: one,
      parts: [named('A1', { holds: { householdIds: [idOf('household', 1)] } }), named('A2', { holds: { rest: true } })],
      clientMutationKey: 'split-1',
    };
    const first = await operate(county, 'splitGrid', input);
    expect(await operate(county, 'splitGrid', input)).toEqual(first);
    expect(await operate(county, 'splitGrid', { ...input, reason: '不同' })).toMatchObject({ __typename: 'KeyReused' });

    const two = { gridId: idOf('grid', 2), parts: [named('B1'), named('B2', { holds: { rest: true } })] };
    const both = await Promise.all([operate(county, 'splitGrid', two), operate(county, 'splitGrid', two)]);
    expect(both.map(({ __typename, problem }) => problem ?? __typename).sort()).toEqual([
      'GRID_ENDED',
      'GridOperationSuccess',
    ]);
  });

  test('while visits go on leaves each visit in exactly one grid, and the figures right', async () => {
    const households = [1, 2, 3, 7, 8];
    const visit = (n: number) =>
      ask(
        county,
        callerAt('GRID_WORKER', BAISHU, { accountId: idOf('account', 2) }),
        `mutation { recordVisit(input: { householdId: "${idOf('household', n)}", recordedAt: "2026-03-02T01:0${n}:00Z" }) { __typename } }`,
      );
    const [answers] = await Promise.all([
      Promise.all(households.map(visit)),
      splitBy({ householdIds: [idOf('household', 1), idOf('household', 7)] }, { rest: true }),
    ]);
    expect(answers.map(({ data }) => (data?.recordVisit as { __typename: string }).__typename)).toEqual(
      households.map(() => 'RecordVisitSuccess'),
    );
    const { sql } = county.subgraph;
    expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
    expect(await sql('select count(*)::int as n from visit')).toEqual([{ n: 8 }]);
  });
});

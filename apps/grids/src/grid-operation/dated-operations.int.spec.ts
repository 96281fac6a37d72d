import { afterEach, describe, expect, test } from '@jest/globals';

import { BAISHU, idOf, TODAY, YAOGOU, type County } from '../testing/county.ts';
import { aPlainCounty, done, named, operate, partOf } from '../testing/grid-operations.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask } from '../testing/run.ts';

const [one, two, micro] = [idOf('grid', 1), idOf('grid', 2), idOf('grid', 4)];
const tables = ['grid', 'household', 'resident', 'dwelling', 'grid_assignment', 'care_record', 'emergency_contact'];

let county: County;

/** A county for one test alone. */
const ownCounty = async () => {
  county = await aPlainCounty();
};
afterEach(() => county.stop());

const figuresAreRight = async (day = TODAY) => {
  expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, day));
};

/** All rows, but for the versions. */
const everything = async () => {
  const rows = await Promise.all(
    tables.map((table) => county.subgraph.sql(`select to_jsonb(t) - 'version' as row from ${table} t order by 1`)),
  );
  return rows.map((table) => table.map(({ row }) => row));
};

const draw = (name: string, more: object = {}) =>
  operate(county, 'drawGrid', { areaCode: BAISHU, kind: 'RURAL', ...named(name), ...more });

describe('An operation for a day to come', () => {
  const plan = () =>
    operate(county, 'splitGrid', {
      gridId: one,
      effectiveOn: '2026-03-05',
      parts: [named('A1', { holds: { householdIds: [idOf('household', 1)] } }), named('A2', { holds: { rest: true } })],
    });
  const stateOf = async (id: string) =>
    (
      await ask(
        county,
        people.gridOffice,
        `{ gridOperation(id: "${id}") { state doneAt failure { problem message } after { name } planned { name } } }`,
      )
    ).data?.gridOperation;
  const settle = () => county.subgraph.runScheduledJob('settle-grid-operations');

  test('moves nothing until its day, then everything, with whoever moved in meanwhile; once', async () => {
    await ownCounty();
    const before = await everything();
    const { id, state } = done(await plan());
    expect(state).toBe('PLANNED');
    await settle();
    expect(await everything()).toEqual(before);
    expect(await county.subgraph.outbox()).toEqual([]);
    await county.subgraph.sql('update household set grid_id = $2 where id = $1', [idOf('household', 4), one]);
    await county.subgraph.sql('update resident set grid_id = $2 where household_id = $1', [idOf('household', 4), one]);
    await county.subgraph.sql(`delete from counter`);
    county.subgraph.setNow(new Date('2026-03-04T16:00:00Z'));
    await settle();
    await settle();
    expect(await stateOf(id)).toMatchObject({ state: 'DONE', after: [{ name: 'A1' }, { name: 'A2' }] });
    const homes = await county.subgraph.sql(
      `select g.name, count(*)::int as n from household h join grid g on g.id = h.grid_id where g.name like 'A%' group by 1 order by 1`,
    );
    expect(homes).toEqual([
      { name: 'A1', n: 1 },
      { name: 'A2', n: 5 },
    ]);
    const told = (await county.subgraph.outbox()).filter(({ type }) => type === 'gridloom.grids.grid.split.v1');
    expect(told).toMatchObject([{ data: { since: '2026-03-05' } }]);
  });

  test('can be cancelled until then, and no more afterwards', async () => {
    await ownCounty();
    const { id } = done(await plan());
    expect(await operate(county, 'undoGridOperation', { operationId: id })).toMatchObject({ problem: 'NOT_DONE' });
    done(await operate(county, 'cancelGridOperation', { operationId: id }));
    expect(await operate(county, 'cancelGridOperation', { operationId: id })).toMatchObject({ problem: 'NOT_PLANNED' });
    county.subgraph.setNow(new Date('2026-03-06T02:00:00Z'));
    await settle();
    expect(await stateOf(id)).toMatchObject({
      state: 'CANCELLED',
      doneAt: null,
      planned: [{ name: 'A1' }, { name: 'A2' }],
    });
  });

  test('fails with its reason where something changed meanwhile, and holds up no other', async () => {
    await ownCounty();
    const { id } = done(await plan());
    const other = done(await operate(county, 'renumberGrid', { gridId: two, name: '改名', effectiveOn: '2026-03-05' }));
    done(await operate(county, 'mergeGrids', { gridIds: [one, two], ...named('合并网格'), effectiveOn: '2026-03-04' }));
    county.subgraph.setNow(new Date('2026-03-06T02:00:00Z'));
    await settle();
    expect(await stateOf(id)).toMatchObject({ state: 'FAILED', failure: { problem: 'GRID_ENDED' } });
    expect(await stateOf(other.id)).toMatchObject({ state: 'FAILED' });
    await figuresAreRight('2026-03-06');
  });
});

describe('Taking an operation back', () => {
  const undo = async (id: string) => done(await operate(county, 'undoGridOperation', { operationId: id }));

  test.each([
    [
      'splitGrid',
      {
        gridId: one,
        parts: [
          named('A1', { holds: { householdIds: [idOf('household', 1)], microGridIds: [micro] } }),
          named('A2', { holds: { rest: true } }),
        ],
      },
    ],
    ['mergeGrids', { gridIds: [one, two], ...named('合并网格') }],
    ['renumberGrid', { gridId: one, name: '改名', codes: [{ scheme: 'PREFIXED', code: 'ZS-1' }] }],
    ['drawGrid', { areaCode: BAISHU, kind: 'RURAL', ...named('新网格') }],
    ['retireGrid', { gridId: micro }],
  ] as const)('restores every row and figure that %s had changed', async (mutation, input) => {
    await ownCounty();
    await ask(
      county,
      people.secretary,
      `mutation { arrangeMicroGrid(input: { microGridId: "${mutation === 'retireGrid' ? '' : micro}", householdIds: ["${idOf('household', 2)}"] }) { __typename } }`,
    );
    const [before, figures] = [await everything(), await keptFigures(county.subgraph.sql)];
    const { id } = done(await operate(county, mutation, input));
    expect(await everything()).not.toEqual(before);
    const operation = await undo(id);
    expect(operation.state).toBe('UNDONE');
    expect(await everything()).toEqual(before);
    expect(await keptFigures(county.subgraph.sql)).toEqual(figures);
    await figuresAreRight();
    expect(await operate(county, 'undoGridOperation', { operationId: id })).toMatchObject({ problem: 'NOT_DONE' });
    // It may be done anew.
    done(await operate(county, mutation, input));
  });

  test('is refused once another operation builds on it', async () => {
    await ownCounty();
    const first = await draw('新网格');
    done(await operate(county, 'renumberGrid', { gridId: partOf(first, '新网格'), name: '改名' }));
    expect(await operate(county, 'undoGridOperation', { operationId: done(first).id })).toMatchObject({
      problem: 'BUILT_ON',
    });
  });
});

describe('Open work of a grid', () => {
  test('follows a merger, two routes of one name side by side, and comes back as it was', async () => {
    await ownCounty();
    const { sql } = county.subgraph;
    const route = (n: number, gridId: string) =>
      sql(`insert into patrol_route (id, grid_id, area_code, name, stops) values ($1, $2, $3, '早巡', '[]'::jsonb)`, [
        idOf('case', n),
        gridId,
        BAISHU,
      ]);
    await route(1, one);
    await route(2, two);
    const routes = () => sql(`select name, grid_id from patrol_route where name like '早巡%' order by name, id`);
    const [before, figures] = [await routes(), await keptFigures(sql)];
    const merged = await operate(county, 'mergeGrids', { gridIds: [one, two], ...named('合并网格') });
    const whole = partOf(merged, '合并网格');
    expect(await routes()).toEqual([
      { name: '早巡（柏树村第1网格）', grid_id: whole },
      { name: '早巡（柏树村第2网格）', grid_id: whole },
    ]);
    expect(await sql(`select distinct grid_id from hazard where status = 'OPEN' and grid_id <> $1`, [whole])).toEqual(
      await sql(`select distinct grid_id from hazard where status = 'OPEN' and area_code <> $1`, [BAISHU]),
    );
    await figuresAreRight();
    done(await operate(county, 'undoGridOperation', { operationId: done(merged).id }));
    expect(await routes()).toEqual(before);
    expect(await keptFigures(sql)).toEqual(figures);
  });
});

describe('A worker who is away', () => {
  test('is stood in for in the parts of a split, and in the old grid again when it is taken back', async () => {
    await ownCounty();
    const { sql } = county.subgraph;
    await sql(
      `insert into grid_worker_absence (id, grid_worker_id, kind, since, until, substitute_id, recorded_by_account_id, recorded_at)
       values ($1, $2, 'LEAVE', '2026-03-01', '2026-03-20', $3, $4, now())`,
      [idOf('case', 9), idOf('worker', 1), idOf('worker', 3), idOf('account', 4)],
    );
    await county.subgraph.runJobs();
    const standIns = async () =>
      (
        await sql(
          `select g.name from grid_assignment a join grid g on g.id = a.grid_id
           where a.absence_id is not null and a.until > $1::date order by 1`,
          [TODAY],
        )
      ).map((row) => row.name);
    const split = await operate(county, 'splitGrid', {
      gridId: one,
      parts: [named('A1', { holds: { rest: true } }), named('A2')],
    });
    expect(await standIns()).toEqual(['A1', 'A2']);
    await figuresAreRight();
    done(await operate(county, 'undoGridOperation', { operationId: done(split).id }));
    expect(await standIns()).toEqual(['柏树村第1网格']);
    await figuresAreRight();
  });
});

describe('The list of operations', () => {
  test('keeps to the jurisdiction, pages by key, and costs the same however long it is', async () => {
    await ownCounty();
    for (const n of [1, 2, 3]) done(await draw(`第${n}号`));
    done(await operate(county, 'drawGrid', { areaCode: YAOGOU, kind: 'RURAL', ...named('窑沟') }));
    const page = (as: keyof typeof people, args: string) =>
      ask(
        county,
        people[as],
        `{ gridOperations(${args}) { totalCount totalCountIsExact edges { node { id kind after { name } before { id } requestedBy { id } area { code } } cursor } pageInfo { hasNextPage endCursor } } }`,
      );
    interface Page {
      totalCount: number;
      edges: { node: { after: { name: string }[] } }[];
      pageInfo: { endCursor: string; hasNextPage: boolean };
    }
    const first = (await page('secretary', 'first: 2')).data?.gridOperations as Page;
    const short = county.subgraph.statements().length;
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const next = (await page('secretary', `first: 2, after: "${first.pageInfo.endCursor}"`)).data
      ?.gridOperations as Page;
    expect([...first.edges, ...next.edges].map(({ node }) => node.after[0]?.name).sort()).toEqual([
      '第1号',
      '第2号',
      '第3号',
    ]);
    expect((await page('gridOffice', 'first: 10')).data?.gridOperations).toMatchObject({ totalCount: 4 });
    expect(county.subgraph.statements()).toHaveLength(short);
    expect((await page('strangeSecretary', 'first: 10')).data?.gridOperations).toMatchObject({ totalCount: 1 });
    expect((await page('gridOffice', `areaCode: "${YAOGOU}", state: DONE`)).data?.gridOperations).toMatchObject({
      totalCount: 1,
    });
    expect((await page('gridOffice', `gridId: "${one}"`)).data?.gridOperations).toMatchObject({ totalCount: 0 });
  });
});

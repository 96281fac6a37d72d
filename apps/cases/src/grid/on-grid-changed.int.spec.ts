import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '@gridloom/service-kit';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { database } from '../database.ts';
import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { aHistory, aVisitDemand, caseId, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

const uuid = (n: number) => `9f000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [partA, partB, partC, whole] = [uuid(1), uuid(2), uuid(3), uuid(4)];
const operation = (n: number) => uuid(100 + n);

describe('open cases of a grid that changes', () => {
  let test: TestSubgraph;
  beforeEach(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterEach(() => test.stop());

  const tell = (happened: string, gridId: string, sequence: number, operationId: string, data: object) =>
    test.deliver({
      type: `gridloom.grids.grid.${happened}.v1`,
      key: gridId,
      sequence,
      data: { gridId, areaCode: village, operationId, ...data },
    });
  const part = (gridId: string, ...residentIds: string[]) => ({ gridId, householdIds: [], residentIds });
  const split = (id?: string) =>
    test.deliver({
      type: 'gridloom.grids.grid.split.v1',
      key: ids.grid15,
      sequence: 2,
      ...(id === undefined ? {} : { id }),
      data: {
        gridId: ids.grid15,
        areaCode: village,
        operationId: operation(1),
        since: '2026-03-02',
        parts: [part(partA, ids.neighbour), part(partB, ids.resident)],
      },
    });
  const splitB = () =>
    tell('split', partB, 2, operation(2), {
      since: '2026-03-02',
      parts: [part(partC, ids.resident), part(uuid(5))],
    });
  const merge = (gridId: string) =>
    tell('merged', gridId, 2, operation(3), { since: '2026-03-02', successorGridId: whole });
  const gridsOf = async (...numbers: number[]) => {
    const rows = await test.sql('select id, grid_id from case_file where id = any($1::uuid[])', [numbers.map(caseId)]);
    return numbers.map((n) => rows.find((row) => row.id === caseId(n))?.grid_id);
  };
  const figures = async () => {
    const [kept, counted] = await Promise.all([
      test.sql(
        `select subject, metric, value::int as n from counter where value <> 0 and metric like 'status:%' order by 1, 2`,
      ),
      test.sql(
        `select s.subject, 'status:' || c.status as metric, count(*)::int as n from case_file c
         join area_view a on a.code = c.area_code
         cross join lateral (select unnest(array[a.code] || a.ancestors) union all select c.grid_id::text where c.grid_id is not null) s (subject)
         group by 1, 2 order by 1, 2`,
      ),
    ]);
    expect(kept).toEqual(counted);
  };

  it('go where their complainants went; ended ones stay where they were handled', async () => {
    await seedCases(test, [aHistory(1, { length: 2 }), aHistory(2, { length: 8 })], 'cases');
    const [ended] = await test.sql('select status from case_file where id = $1', [caseId(2)]);
    await split('00000000-0000-4000-8000-0000000000aa');
    await split('00000000-0000-4000-8000-0000000000aa');
    await split();
    expect(ended?.status).toBe('CLOSED');
    expect(await gridsOf(1, 2)).toEqual([partB, ids.grid15]);
    await figures();
    const told = (await test.outbox()).filter(({ key }) => key === caseId(1));
    expect(told).toMatchObject([{ type: 'gridloom.cases.case.state.v1', data: { gridId: partB } }]);
  });

  it('end up in the same grid in whatever order the grids are told of', async () => {
    await seedCases(test, [aHistory(1, { length: 2 })], 'cases');
    await splitB();
    expect(await gridsOf(1)).toEqual([ids.grid15]);
    await split();
    expect(await gridsOf(1)).toEqual([partC]);
    await figures();
  });

  it('of a demand that arrives late begin in the grid of now', async () => {
    await split();
    const demandId = await aVisitDemand(test, 1);
    const rows = await test.sql('select grid_id from case_file where demand_id = $1', [demandId]);
    expect(rows).toEqual([{ grid_id: partB }]);
  });

  it('come together in a merger, and are the village’s where a grid is retired', async () => {
    await seedCases(test, [aHistory(1, { length: 2 })], 'cases');
    await merge(ids.grid15);
    expect(await gridsOf(1)).toEqual([whole]);
    await tell('retired', whole, 2, operation(4), { since: '2026-03-03' });
    expect(await gridsOf(1)).toEqual([null]);
    await figures();
    await tell('restored', whole, 3, operation(4), { withdrawnGridIds: [] });
    expect(await gridsOf(1)).toEqual([whole]);
    await figures();
  });

  it('are counted by the grids of then, or of now through splits and mergers', async () => {
    await seedCases(test, [aHistory(1, { length: 2 }), aHistory(2, { length: 6 })], 'all');
    await split();
    await merge(partB);
    const both = { accepted: 2, closed: 1 };
    expect(await accepted('THEN', ids.grid15, partA, partB, whole)).toEqual([both, none, none, none]);
    // Both complainants live in part B, which was merged: the grid in the place of the old one has what happened there.
    expect(await accepted('NOW', ids.grid15, partA, partB, whole, ids.grid16)).toEqual([both, none, both, both, none]);
    expect(await byGrid('THEN')).toEqual({ [ids.grid15]: 2 });
    expect(await byGrid('NOW')).toEqual({ [whole]: 2 });
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  const none = { accepted: 0, closed: 0 };
  const one = { accepted: 1, closed: 1 };
  const accepted = async (grids: string, ...gridIds: string[]) => {
    const { data } = await test.execute(
      `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Grid { caseStatistics(grids: ${grids}) { accepted closed } } } }`,
      { all: gridIds.map((id) => ({ __typename: 'Grid', id })) },
    );
    return (data?._entities as unknown as { caseStatistics: object }[]).map((row) => row.caseStatistics);
  };
  const byGrid = async (grids: string) => {
    const { data } = await test.execute(
      `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Area { caseStatistics { byGrid(grids: ${grids}) { grid { id } accepted } } } } }`,
      { all: [{ __typename: 'Area', code: village }] },
    );
    const [area] = data?._entities as unknown as {
      caseStatistics: { byGrid: { grid: { id: string }; accepted: number }[] };
    }[];
    return Object.fromEntries(area?.caseStatistics.byGrid.map((row) => [row.grid.id, row.accepted]) ?? []);
  };
  it.each([
    ['in order', [split, splitB]],
    ['the later one first', [splitB, split]],
  ])('that ended count by the grids of now where their complainants live, after splits told %s', async (_, facts) => {
    await seedCases(test, [aHistory(1, { length: 8 }), aHistory(2, { length: 2 })], 'all');
    await test.sql(`update case_file set complainant_resident_ids = array[$2::uuid] where id = $1`, [
      caseId(2),
      ids.neighbour,
    ]);
    for (const fact of facts) await fact();
    expect(await gridsOf(1, 2)).toEqual([ids.grid15, partA]);
    expect(await accepted('NOW', ids.grid15, partA, partB, partC, uuid(5))).toEqual([
      { accepted: 2, closed: 1 },
      { accepted: 1, closed: 0 },
      one,
      one,
      none,
    ]);
    expect(await byGrid('NOW')).toEqual({ [partA]: 1, [partC]: 1 });
    expect(await recountFigures(test.sql)).toEqual([]);
    // What is counted costs the same number of statements for one grid and for five.
    await accepted('NOW', partA);
    const statements = test.statements().length;
    await accepted('NOW', ids.grid15, partA, partB, partC, uuid(5));
    expect(test.statements().length).toBe(statements);
  });

  it('that ended go back in the figures by the grids of now when a split is taken back, and on through what is left', async () => {
    await seedCases(test, [aHistory(1, { length: 8 })], 'all');
    await split();
    await splitB();
    expect(await byGrid('NOW')).toEqual({ [partC]: 1 });
    await tell('restored', partB, 3, operation(2), { withdrawnGridIds: [partC, uuid(5)] });
    for (const gridId of [partC, uuid(5)])
      await tell('withdrawn', gridId, 2, operation(2), { restoredGridIds: [partB] });
    expect(await byGrid('NOW')).toEqual({ [partB]: 1 });
    expect(await recountFigures(test.sql)).toEqual([]);
    await tell('restored', ids.grid15, 3, operation(1), { withdrawnGridIds: [partA, partB] });
    for (const gridId of [partA, partB])
      await tell('withdrawn', gridId, 3, operation(1), { restoredGridIds: [ids.grid15] });
    expect(await byGrid('NOW')).toEqual({ [ids.grid15]: 1 });
    expect(await byGrid('THEN')).toEqual({ [ids.grid15]: 1 });
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it('of before the county’s software counted so are counted by its migration', async () => {
    const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 2 });
    try {
      await seedCases(test, [aHistory(1, { length: 8 }), aHistory(2, { length: 2 })], 'all');
      await split();
      const migration = '20261124111200-count-by-grids-of-now';
      await orm.migrator.down({ migrations: [migration] });
      await orm.migrator.up({ migrations: [migration] });
      expect(await byGrid('NOW')).toEqual({ [partB]: 2 });
      expect(await recountFigures(test.sql)).toEqual([]);
    } finally {
      await orm.close(true);
    }
  });

  it('count where they were last when their grid is retired', async () => {
    await seedCases(test, [aHistory(1, { length: 3 })], 'all');
    await split();
    await tell('retired', partB, 2, operation(4), { since: '2026-03-03' });
    expect(await gridsOf(1)).toEqual([null]);
    expect(await byGrid('NOW')).toEqual({ [partB]: 1 });
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it.each([
    ['the old grid first', ['restored', 'withdrawn']],
    ['the part first', ['withdrawn', 'restored']],
  ])('come back when a split is taken back, told of %s, and so do those reported meanwhile', async (_, order) => {
    await seedCases(test, [aHistory(1, { length: 2 })], 'cases');
    await split();
    const demandId = await aVisitDemand(test, 1);
    for (const happened of order) {
      if (happened === 'restored')
        await tell('restored', ids.grid15, 3, operation(1), { withdrawnGridIds: [partA, partB] });
      else
        for (const gridId of [partA, partB])
          await tell('withdrawn', gridId, 2, operation(1), { restoredGridIds: [ids.grid15] });
    }
    expect(await gridsOf(1)).toEqual([ids.grid15]);
    expect(await test.sql('select grid_id from case_file where demand_id = $1', [demandId])).toEqual([
      { grid_id: ids.grid15 },
    ]);
    await figures();
    // An older fact that comes again changes nothing.
    await split();
    expect(await gridsOf(1)).toEqual([ids.grid15]);
  });
});

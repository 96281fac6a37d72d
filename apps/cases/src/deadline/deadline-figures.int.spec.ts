import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '@gridloom/service-kit';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { database } from '../database.ts';
import { subgraph } from '../subgraph.ts';
import { recountDeadlines } from '../testing/recount-deadlines.ts';
import { aHistory, caseId, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

const office = callerAt('GRID_OFFICE', county);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const at = (text: string) => new Date(`${text}:00+08:00`);
const nothing = { dueSoon: 0, overdue: 0, urged: 0, supervised: 0, supervisedNormal: 0, supervisedRed: 0 };

describe('how deadlines stand', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: at('2026-03-02T10:00') });
    await seedCounty(test);
    // taken up on 2 March: three working days, of which 6 March is none, so due on 5 March at 18:00
    await seedCases(test, [aHistory(1, { length: 3, reportedAt: at('2026-03-01T09:00') })], 'one');
  });
  afterAll(() => test.stop());

  const fire = async (moment: string) => {
    test.setNow(at(moment));
    await test.runScheduledJob('fire-deadline-alarms');
  };
  const fields = 'deadlineFigures { dueSoon overdue urged supervised supervisedNormal supervisedRed }';
  const figures = async (as = office) => {
    const r = [
      { __typename: 'Area', code: county },
      { __typename: 'Area', code: village },
      { __typename: 'Grid', id: ids.grid15 },
      { __typename: 'Organization', id: ids.roads.toUpperCase() },
      { __typename: 'Organization', id: ids.water },
    ];
    const { data, errors } = await test.execute(
      `query ($r: [_Any!]!) { serviceItem(code: "A-001") { ${fields} }
         _entities(representations: $r) { ... on Area { ${fields} } ... on Grid { ${fields} } ... on Organization { ${fields} } } }`,
      { r },
      { as },
    );
    expect(errors).toEqual([]);
    type Figured = { readonly deadlineFigures: Record<string, number> };
    const { _entities: entities, serviceItem } = data as unknown as { _entities: Figured[]; serviceItem: Figured };
    const [whole, here, grid, roads, water] = entities.map((entity) => entity.deadlineFigures);
    return { whole, here, grid, roads, water, item: serviceItem.deadlineFigures };
  };
  const all = (each: Record<string, number>) => ({
    whole: each,
    here: each,
    grid: each,
    roads: each,
    water: nothing,
    item: each,
  });
  const told = async () =>
    (await test.outbox()).filter(({ type }) => type === 'gridloom.cases.case.deadline-due-soon.v1');
  const run = async (name: string, input: object, as = office) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename } }`,
      { input: { caseId: caseId(1), ...input } },
      { as },
    );
    expect({ data, errors }).toEqual({ data: { it: { __typename: `${type}Success` } }, errors: [] });
  };

  it('tells once that a deadline is near, and counts it for area, grid, item and body', async () => {
    await fire('2026-03-04T17:59');
    expect(await told()).toEqual([]);
    await fire('2026-03-04T18:00');
    await fire('2026-03-04T19:00');
    expect(await told()).toMatchObject([
      {
        key: caseId(1),
        data: {
          caseId: caseId(1),
          areaCode: village,
          gridId: ids.grid15,
          serviceItemCode: 'A-001',
          handlerId: ids.roads,
          stage: 'HANDLE',
          dueAt: at('2026-03-05T18:00').toISOString(),
        },
      },
    ]);
    expect(await figures()).toEqual(all({ ...nothing, dueSoon: 1 }));
  });

  it('counts whoever was urged by hand besides, once however often', async () => {
    await run('urgeCase', {});
    expect(await figures()).toEqual(all({ ...nothing, dueSoon: 1, urged: 1 }));
    await fire('2026-03-10T09:00');
    expect(await figures()).toEqual(all({ ...nothing, overdue: 1, urged: 1, supervised: 1, supervisedNormal: 1 }));
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('is counted again by the migration for the clocks that are there', async () => {
    const before = await figures();
    const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 1 });
    const migrations = ['20261124112000-count-what-deadlines-do'];
    try {
      await orm.migrator.down({ migrations });
      expect(await test.sql(`select 1 from counter where metric = 'clock:URGED' and value <> 0`)).toEqual([]);
      await orm.migrator.up({ migrations });
    } finally {
      await orm.close(true);
    }
    expect(await figures()).toEqual(before);
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('goes with the case to another body; what somebody ordered stays on it, what came by rule does not', async () => {
    await run('superviseCase', { level: 'RED', note: '限期办结' });
    await run('transferCase', { handlerId: ids.water, note: '属水利' });
    const ordered = { ...nothing, supervised: 1, supervisedRed: 1 };
    expect(await figures()).toEqual({ ...all(ordered), roads: nothing, water: ordered });
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('goes with the case to another grid', async () => {
    await fire('2026-03-12T18:00');
    await test.deliver({
      type: 'gridloom.grids.grid.merged.v1',
      key: ids.grid15,
      sequence: 2,
      data: {
        gridId: ids.grid15,
        areaCode: village,
        operationId: '9f000000-0000-4000-8000-000000000001',
        since: '2026-03-12',
        successorGridId: ids.grid16,
      },
    });
    const [moved] = await test.sql('select grid_id from case_file where id = $1', [caseId(1)]);
    expect(moved?.grid_id).toBe(ids.grid16);
    expect((await figures()).grid).toEqual(nothing);
    expect((await figures()).water).not.toEqual(nothing);
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('costs the same number of statements for one body and for several, and tells nothing to whom no case is shown', async () => {
    const ask = async (idsAsked: readonly string[], as = office) => {
      const r = idsAsked.map((id) => ({ __typename: 'Organization', id }));
      return test.execute(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { id ${fields} } } }`,
        { r },
        { as },
      );
    };
    await ask([ids.roads]);
    const one = test.statements().length;
    await ask([ids.roads, ids.water, ids.gridOffice]);
    expect(test.statements().length).toBe(one);
    expect((await ask([ids.roads], officer)).errors).toEqual([]);
    expect((await ask([ids.roads], callerAt('DATA_TEAM', county))).codes).toEqual(['FORBIDDEN']);
  });
});

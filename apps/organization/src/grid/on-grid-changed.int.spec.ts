import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { COUNTY, deployments, grids, NOW, party, seedCounty, VILLAGE } from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

const uuid = (n: number) => `9f000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [partA, partB, whole] = [uuid(1), uuid(2), uuid(3)];
const [splitting, merging, retiring] = [uuid(101), uuid(102), uuid(103)];

describe('What organization keeps of a grid that changes', () => {
  let county: TestSubgraph;
  beforeEach(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterEach(() => county.stop());

  const tell = (happened: string, gridId: string, sequence: number, operationId: string, data: object, id?: string) =>
    county.deliver({
      type: `gridloom.grids.grid.${happened}.v1`,
      key: gridId,
      sequence,
      ...(id === undefined ? {} : { id }),
      data: { gridId, areaCode: VILLAGE, operationId, ...data },
    });
  const part = (gridId: string) => ({ gridId, householdIds: [], residentIds: [] });
  const split = (id?: string) =>
    tell('split', grids.first, 2, splitting, { since: '2026-03-02', parts: [part(partA), part(partB)] }, id);
  const merge = (gridId: string) => tell('merged', gridId, 2, merging, { since: '2026-03-02', successorGridId: whole });
  const places = async () => {
    const rows = await county.sql(
      `select id, grid_id from party_organization union all select id, grid_id from deployment union all select id, grid_id from report_in`,
    );
    const of = (id: string) => rows.find((row) => row.id === id)?.grid_id;
    const [report] = await county.sql('select grid_id from report_in');
    return {
      branch: of(party.branch),
      loose: of(party.loose),
      deployment: of(deployments.waterInGrid),
      reportIn: report?.grid_id,
    };
  };
  const attachedCount = async () => {
    const [row] = await county.sql(
      `select value::int as n from counter where subject = $1 and metric = 'grid-party-organizations'`,
      [COUNTY],
    );
    return row?.n;
  };
  const attachSecond = () =>
    county.sql('update party_organization set grid_id = $2, founded_on = $3 where id = $1', [
      party.loose,
      grids.second,
      '2020-01-01',
    ]);

  test('goes to the first part of a split, once, however often it is told', async () => {
    await split(uuid(900));
    await split(uuid(900));
    await split();
    expect(await places()).toEqual({ branch: partA, loose: null, deployment: partA, reportIn: partA });
    expect(await attachedCount()).toBe(1);
    expect((await county.outbox()).map(({ type, data }) => [type.split('.')[3], data?.gridId])).toEqual([
      ['attached-to-grid', partA],
      ['state', partA],
    ]);
  });

  test.each([
    ['one after the other', [grids.first, grids.second]],
    ['the other way round', [grids.second, grids.first]],
  ])('comes together in a merger, where the oldest party organization stays: %s', async (_, order) => {
    await attachSecond();
    for (const gridId of order) await merge(gridId);
    expect(await places()).toMatchObject({ branch: null, loose: whole, deployment: whole, reportIn: whole });
    const states = (await county.outbox()).filter(({ type }) => type.endsWith('.state.v1'));
    expect(states.filter(({ key }) => key === party.branch).at(-1)?.data).not.toHaveProperty('gridId');
    await tell('restored', grids.first, 3, merging, { withdrawnGridIds: [whole] });
    await tell('withdrawn', whole, 2, merging, { restoredGridIds: [grids.first, grids.second] });
    await tell('restored', grids.second, 3, merging, { withdrawnGridIds: [whole] });
    expect(await places()).toEqual({
      branch: grids.first,
      loose: grids.second,
      deployment: grids.first,
      reportIn: grids.first,
    });
  });

  test('is detached from a grid that was retired, and attached again when that is taken back', async () => {
    await tell('retired', grids.first, 2, retiring, { since: '2026-03-02' });
    expect(await places()).toMatchObject({ branch: null, reportIn: null });
    expect(await attachedCount()).toBe(0);
    await tell('restored', grids.first, 3, retiring, { withdrawnGridIds: [] });
    expect(await places()).toMatchObject({ branch: grids.first, reportIn: grids.first });
    expect(await attachedCount()).toBe(1);
  });

  test.each([
    ['the old grid first', ['restored', 'withdrawn']],
    ['the parts first', ['withdrawn', 'restored']],
  ])('comes back when a split is taken back, told of %s', async (_, order) => {
    await split();
    for (const happened of order) {
      if (happened === 'restored')
        await tell('restored', grids.first, 3, splitting, { withdrawnGridIds: [partA, partB] });
      else
        for (const gridId of [partA, partB])
          await tell('withdrawn', gridId, 2, splitting, { restoredGridIds: [grids.first] });
    }
    expect(await places()).toEqual({
      branch: grids.first,
      loose: null,
      deployment: grids.first,
      reportIn: grids.first,
    });
    expect(await attachedCount()).toBe(1);
  });
});

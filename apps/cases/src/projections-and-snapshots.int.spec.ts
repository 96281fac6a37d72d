import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { stateOf } from './case/case-events.ts';
import { Case } from './case/case.ts';
import { applyOrganizations } from './organization/handlers.ts';
import { subgraph } from './subgraph.ts';
import { aHistory, county, ids, seedCases, seedCounty } from './testing/seed.ts';

describe('what cases know of organizations', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph);
  });
  afterAll(() => test.stop());

  const state = (sequence: number, name: string) => ({
    key: ids.roads,
    sequence,
    data: { organizationId: ids.roads, name, kind: 'COUNTY_DEPARTMENT', areaCode: county, handlesCases: true },
  });
  const rows = () => test.sql('select name, version::int from organization_view');

  it('is the newest state, told twice or late or not', async () => {
    await applyOrganizations([state(2, '交通运输局')], test.sql);
    await applyOrganizations([state(2, '交通运输局')], test.sql);
    await applyOrganizations([state(1, '交通局')], test.sql);
    expect(await rows()).toEqual([{ name: '交通运输局', version: 2 }]);
    await applyOrganizations([{ key: ids.roads, sequence: 3, data: null }], test.sql);
    expect(await rows()).toEqual([]);
  });
});

describe('the snapshots of cases', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph);
    await seedCounty(test);
    await seedCases(
      test,
      Array.from({ length: 14 }, (_, n) => aHistory(n + 1, { length: n % 7 })),
      'all',
    );
  });
  afterAll(() => test.stop());

  it('give every row once, in order of the keys, in the closed form of its event', async () => {
    for (const snapshot of subgraph.snapshots ?? []) {
      const keys: string[] = [];
      for (let after: string | null = null; ; after = keys.at(-1) ?? null) {
        const batch = await snapshot.selectBatch(test.sql, after, 5);
        if (batch.length === 0) break;
        for (const row of batch) expect(snapshot.event.parseClosed(row.data)).toEqual(row.data);
        keys.push(...batch.map(({ key }) => key));
      }
      expect(keys).toEqual([...new Set(keys)].sort());
      expect(keys).toHaveLength(await snapshot.countRows(test.sql));
    }
  });

  it('tell of a case what its last event told', async () => {
    const [snapshot] = (subgraph.snapshots ?? []).filter(({ event }) => event.aggregate === 'case');
    const told = (await snapshot?.selectBatch(test.sql, null, 100)) ?? [];
    const files = await test.em().find(Case, {}, { orderBy: { id: 'asc' } });
    expect(told.map(({ data }) => data)).toEqual(files.map(stateOf));
    expect(told.map(({ sequence }) => sequence)).toEqual(files.map(({ version }) => version));
  });
});

import { readRows } from '@gridloom/service-kit';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { database } from './database.ts';
import { subgraph } from './subgraph.ts';
import { caseSteps } from './testing/case-steps.ts';
import { seedCounty } from './testing/seed.ts';

const now = new Date('2026-03-02T02:00:00Z');
let county: TestSubgraph;
const { aCaseAfter } = caseSteps(() => county, now);
beforeAll(async () => {
  county = await testSubgraph(subgraph, { now });
  await seedCounty(county);
  await aCaseAfter(3);
});
afterAll(() => county.stop());

test.each(database.entities.map((entity) => [(entity as { name: string }).name, entity] as const))(
  'Rows of %s that are read plainly are what the ORM makes of them',
  async (_, entity) => {
    const { em } = await county.context();
    const found = await em.find(entity, {}, { disableIdentityMap: true });
    const read = await readRows(em, entity, '');
    const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    expect(inOrder(read)).toEqual(inOrder(found));
  },
);

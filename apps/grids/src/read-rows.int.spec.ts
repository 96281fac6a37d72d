import { readRows } from '@gridloom/service-kit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { database } from './database.ts';
import { aCounty, type County } from './testing/county.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

test.each(database.entities.map((entity) => [(entity as { name: string }).name, entity] as const))(
  'Rows of %s that are read plainly are what the ORM makes of them',
  async (_, entity) => {
    const { em } = await county.subgraph.context();
    const found = await em.find(entity, {}, { disableIdentityMap: true });
    const read = await readRows(em, entity, '');
    const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    expect(inOrder(read)).toEqual(inOrder(found));
  },
);

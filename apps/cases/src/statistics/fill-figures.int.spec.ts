import { expect, it } from '@jest/globals';
import { connectDatabase } from '@gridloom/service-kit';
import { testSubgraph } from '@gridloom/testkit';

import { database } from '../database.ts';
import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { aHistory, ids, otherVillage, seedCases, seedCounty } from '../testing/seed.ts';

const migration = '20261124098100-tell-figures-apart';

it('The migration that tells figures apart fills them for the cases that are there as counting them again does', async () => {
  const test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
  const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 2 });
  try {
    await seedCounty(test);
    const histories = function* () {
      for (let n = 1; n <= 60; n += 1) {
        const here = n % 4 === 0 ? { areaCode: otherVillage, gridId: ids.otherGrid } : {};
        yield aHistory(n, { length: n % 7, ...here });
      }
    };
    await seedCases(test, histories(), 'all');
    expect(await recountFigures(test.sql)).toEqual([]);
    await orm.migrator.down({ migrations: [migration] });
    await orm.migrator.up({ migrations: [migration] });
    const [told] = await test.sql(`select count(distinct dimension)::int as dimensions from case_figure`);
    expect(told?.dimensions).toBe(5);
    expect(await recountFigures(test.sql)).toEqual([]);
  } finally {
    await orm.close(true);
    await test.stop();
  }
});

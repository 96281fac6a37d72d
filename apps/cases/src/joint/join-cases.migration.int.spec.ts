import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '@gridloom/service-kit';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { database } from '../database.ts';
import { subgraph } from '../subgraph.ts';
import { aHistory, caseId, complainantId, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

describe('The migration that joins cases', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    const complainants = [{ id: complainantId(2), residentId: ids.neighbour, demand: '路灯不亮' }];
    await seedCases(test, [aHistory(1, { length: 1 }), aHistory(2, { length: 1, complainants })], 'two');
    await test.execute(
      `mutation ($input: JoinCasesInput!) { joinCases(input: $input) { __typename } }`,
      { input: { intoCaseId: caseId(1), caseIds: [caseId(2)] } },
      { as: callerAt('COMMUNITY_SECRETARY', village) },
    );
  });
  afterAll(() => test.stop());

  it('goes down without losing who complains: each is back with the own case', async () => {
    const whose = () => test.sql('select id::text, case_id::text from case_complainant order by id');
    expect(await whose()).toEqual([
      { id: complainantId(1), case_id: caseId(1) },
      { id: complainantId(2), case_id: caseId(1) },
    ]);
    const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 1 });
    try {
      await orm.migrator.down({ to: '20261124096200-bind-duties' });
      const columns = await test.sql(
        `select column_name from information_schema.columns where table_name = 'case_complainant' and column_name like 'joined%'`,
      );
      expect(columns).toEqual([]);
      expect(await whose()).toEqual([
        { id: complainantId(1), case_id: caseId(1) },
        { id: complainantId(2), case_id: caseId(2) },
      ]);
      await orm.migrator.up();
    } finally {
      await orm.close(true);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { seedAccounts } from '../testing/seed-accounts.ts';
import { aHistory, caseId, ids, seedCases, seedCounty, village } from '../testing/seed.ts';
import { keptDays } from './prune-notices.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const start = new Date('2026-03-02T02:00:00Z');
const DAY = 86_400_000;

describe('old notices', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: start });
    await seedCounty(test);
    await seedAccounts(test.sql, [secretary, officer]);
    await seedCases(test, [aHistory(1, { length: 1 }), aHistory(2, { length: 1 })], 'cases');
    await test.sql(
      `insert into webhook_subscription (id, name, url, secret, area_code, created_at) values (gen_random_uuid(), 'x', 'https://sms.example.com/', 'whsec_', '410326', $1)`,
      [start],
    );
  });
  afterAll(() => test.stop());

  const dispatch = async (n: number) => {
    const { errors } = await test.execute(
      `mutation ($input: DispatchCaseInput!) { dispatchCase(input: $input) { __typename } }`,
      { input: { caseId: caseId(n), handlerId: ids.roads } },
      { as: secretary },
    );
    expect(errors).toEqual([]);
  };
  const count = async () => {
    const [row] = await test.sql(
      `select (select count(*)::int from notice) as notices, (select count(*)::int from notice_recipient) as told, (select count(*)::int from webhook_delivery) as deliveries`,
    );
    return row;
  };

  it('go after their time, deliveries earlier, parked ones not at all', async () => {
    await dispatch(1);
    await test.sql(`update webhook_delivery set status = 'DELIVERED'`);
    test.setNow(new Date(start.getTime() + DAY));
    await dispatch(2);
    await test.sql(`update webhook_delivery set status = 'PARKED' where status = 'WAITING'`);
    expect(await count()).toEqual({ notices: 2, told: 2, deliveries: 2 });
    await test.runScheduledJob('prune-notices');
    expect(await count()).toEqual({ notices: 2, told: 2, deliveries: 2 });
    test.setNow(new Date(start.getTime() + (keptDays.deliveries + 2) * DAY));
    await test.runScheduledJob('prune-notices');
    expect(await count()).toEqual({ notices: 2, told: 2, deliveries: 1 });
    test.setNow(new Date(start.getTime() + (keptDays.notices + 2) * DAY));
    await test.runScheduledJob('prune-notices');
    expect(await count()).toEqual({ notices: 1, told: 0, deliveries: 1 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountDeadlines } from '../testing/recount-deadlines.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { seedAccounts } from '../testing/seed-accounts.ts';
import {
  aHistory,
  caseId,
  county,
  ids,
  otherVillage,
  seedCases,
  seedCounty,
  township,
  village,
} from '../testing/seed.ts';

const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const townshipOfficer = callerAt('TOWNSHIP_OFFICER', township);
const office = callerAt('GRID_OFFICE', county);
const roads = callerOf('DEPARTMENT_OFFICER', ids.roads);
const water = callerOf('DEPARTMENT_OFFICER', ids.water);
const stranger = callerAt('COMMUNITY_SECRETARY', otherVillage);
const at = (text: string) => new Date(`${text}:00+08:00`);

describe('an emergency', () => {
  let test: TestSubgraph;
  let id = '';
  /** A Friday night. */
  const night = at('2026-03-06T22:00');

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: at('2026-03-02T09:00') });
    await seedCounty(test);
    await seedAccounts(test.sql, [worker, secretary, townshipOfficer, office, roads, water, stranger]);
  });
  afterAll(() => test.stop());

  const run = async (name: string, input: object, as: Caller, fields = '') => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, codes, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename ${fields && `... on ${type}Success { ${fields} }`}
         ... on UserError { message } } }`,
      { input },
      { as },
    );
    return { codes, errors, ...(data as { it?: Record<string, unknown> } | null)?.it } as Record<string, unknown>;
  };
  const ok = async (name: string, input: object, as: Caller, fields = '') => {
    const answer = await run(name, input, as, fields);
    expect(answer).toMatchObject({ codes: [], __typename: `${name.charAt(0).toUpperCase()}${name.slice(1)}Success` });
    return answer;
  };
  const told = async (kind: string) => {
    const rows = await test.sql(
      `select r.account_id::text as id from notice n join notice_recipient r on r.notice_id = n.id
       where n.case_id = $1 and n.kind = $2 order by n.at desc, 1`,
      [id, kind],
    );
    return rows.map((row) => row.id);
  };
  const accounts = (...callers: Caller[]) =>
    callers.map((caller) => (caller.kind === 'account' ? caller.accountId : '')).sort();
  const clock = async () => {
    const [row] = await test.sql(
      'select stage, amount, unit, source, due_at from case_deadline where case_id = $1 and ended_at is null',
      [id],
    );
    return { ...row, due_at: new Date(row?.due_at as string) };
  };

  it('has rules of its own, which count hours round the clock and go before all others', async () => {
    for (const [stage, amount] of [
      ['ACCEPT', 0.5],
      ['TAKE_UP', 1],
      ['HANDLE', 24],
    ] as const)
      await ok(
        'putDeadlineRule',
        { stage, amount, unit: 'HOURS', source: 'EMERGENCY', validFrom: '2026-03-02' },
        office,
      );
    const { data } = await test.execute(
      '{ deadlineRules(stage: TAKE_UP) { totalCount edges { node { source amount unit } } } }',
      {},
      { as: office },
    );
    expect(data).toEqual({
      deadlineRules: {
        totalCount: 2,
        edges: [
          { node: { source: null, amount: 1, unit: 'WORKING_DAYS' } },
          { node: { source: 'EMERGENCY', amount: 1, unit: 'HOURS' } },
        ],
      },
    });
  });

  it('is told to every level up to the county at once, and is extra urgent', async () => {
    test.setNow(night);
    const reported = await ok(
      'reportCase',
      { source: 'EMERGENCY', areaCode: village, gridId: ids.grid15, description: '河水漫过村口桥面，有车被困。' },
      worker,
      'case { id urgency deadline { stage dueAt explanation } }',
    );
    const file = reported.case as { id: string; urgency: string; deadline: Record<string, string> };
    id = file.id;
    expect(file).toMatchObject({
      urgency: 'EXTRA_URGENT',
      deadline: { stage: 'ACCEPT', dueAt: at('2026-03-06T22:30').toISOString() },
    });
    expect(file.deadline.explanation).toContain('应急适用');
    expect(await told('REPORTED')).toEqual(accounts(secretary, townshipOfficer, office));
  });

  it('brings bodies in parallel, each on its own clock, before anybody has approved it', async () => {
    test.setNow(at('2026-03-06T22:05'));
    const drafted = await ok(
      'draftWhistle',
      {
        caseId: id,
        kind: 'EMERGENCY',
        leadId: ids.water,
        assistantIds: [ids.roads, ids.gridOffice],
        reason: '桥面过水，需封路、排险、救人',
      },
      secretary,
      'whistle { answers { organization { id } dueAt arrivalDueAt } }',
    );
    const { answers } = drafted.whistle as {
      answers: { organization: { id: string }; dueAt: string | null; arrivalDueAt: string | null }[];
    };
    expect(answers.map(({ organization }) => organization.id).sort()).toEqual(
      [ids.water, ids.roads, ids.gridOffice].sort(),
    );
    expect(answers.every(({ dueAt, arrivalDueAt }) => dueAt !== null && arrivalDueAt !== null)).toBe(true);
    await ok('acceptCase', { caseId: id, serviceItemCode: 'A-001' }, secretary);
    await ok('dispatchCase', { caseId: id, handlerId: ids.water, assistantIds: [ids.roads] }, secretary);
    expect(await clock()).toEqual({
      stage: 'TAKE_UP',
      amount: 1,
      unit: 'HOURS',
      source: 'EMERGENCY',
      due_at: at('2026-03-06T23:05'),
    });
    expect(await told('DISPATCHED')).toEqual(accounts(water, roads));
  });

  it('is reported on from the spot to every level, the handler and who assists; nobody else is told in which words', async () => {
    await ok('reportSituation', { caseId: id, note: '已救出 2 人，水位仍在上涨' }, worker);
    expect(await told('SITUATION_REPORTED')).toEqual(accounts(secretary, townshipOfficer, office, roads, water));
    const events = (await test.outbox()).filter(({ type }) => type.includes('.situation-reported.'));
    expect(events).toMatchObject([{ key: id, data: { caseId: id, areaCode: village, handlerId: ids.water } }]);
    expect(JSON.stringify(events)).not.toContain('水位');
    await ok('reportSituation', { caseId: id, note: '道路已封闭' }, roads);
    const { data } = await test.execute(
      'query ($id: ID!) { case(id: $id) { timeline { action note } } }',
      { id },
      { as: office },
    );
    const { timeline } = (data as unknown as { case: { timeline: { action: string; note: string }[] } }).case;
    expect(timeline.filter(({ action }) => action === 'SITUATION_REPORTED').map(({ note }) => note)).toEqual([
      '已救出 2 人，水位仍在上涨',
      '道路已封闭',
    ]);
  });

  it('is overdue by night, of which every level is told', async () => {
    test.setNow(at('2026-03-06T23:06'));
    await test.runScheduledJob('fire-deadline-alarms');
    expect(await told('OVERDUE')).toEqual(accounts(secretary, townshipOfficer, office, water));
    await ok('takeUpCase', { caseId: id }, water);
    expect(await clock()).toMatchObject({ stage: 'HANDLE', due_at: at('2026-03-07T23:06') });
    expect(await recountDeadlines(test.sql)).toEqual([]);
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it('is reported on by those alone who have to do with it, in words, and while it lasts', async () => {
    expect(await run('reportSituation', { caseId: id, note: ' ' }, worker)).toMatchObject({
      __typename: 'InvalidInput',
    });
    expect(await run('reportSituation', { caseId: id, note: '路过' }, stranger)).toMatchObject({
      __typename: 'NotFound',
    });
    const resident = callerAt('RESIDENT', village, { residentId: ids.resident });
    expect((await run('reportSituation', { caseId: id, note: '我看见了' }, resident)).codes).toEqual(['FORBIDDEN']);
    const keyed = { caseId: id, note: '水位回落', clientMutationKey: 'situation-1' };
    await ok('reportSituation', keyed, worker);
    await ok('reportSituation', keyed, worker);
    const [row] = await test.sql(
      `select count(*)::int as n from case_timeline_entry where case_id = $1 and step = 'SITUATION_REPORTED'`,
      [id],
    );
    expect(row).toEqual({ n: 3 });
    await ok('voidCase', { caseId: id, note: '演练' }, office);
    expect(await run('reportSituation', { caseId: id, note: '晚了' }, worker)).toMatchObject({
      __typename: 'Conflict',
    });
    await seedCases(test, [aHistory(7, { length: 2, reportedAt: at('2026-03-05T09:00') })], 'plain');
    expect(await run('reportSituation', { caseId: caseId(7), note: '不是应急' }, worker)).toMatchObject({
      __typename: 'Conflict',
    });
  });
});

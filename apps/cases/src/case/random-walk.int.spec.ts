import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import fc from 'fast-check';

import { subgraph } from '../subgraph.ts';
import { aHistory, caseId, county, ids, seedCases, seedCounty, township, village } from '../testing/seed.ts';
import { recountFigures } from '../testing/recount-figures.ts';

const people: readonly Caller[] = [
  callerAt('COUNTY_ADMINISTRATOR', county),
  callerAt('GRID_OFFICE', county),
  callerAt('TOWNSHIP_OFFICER', township),
  callerAt('COMMUNITY_SECRETARY', village),
  callerOf('DEPARTMENT_OFFICER', ids.roads),
  callerOf('DEPARTMENT_OFFICER', ids.water),
  callerOfGrid('GRID_WORKER', ids.grid15),
  callerAt('RESIDENT', village, { residentId: ids.resident }),
];

const mutations: Readonly<Record<string, readonly [name: string, input: (good: boolean) => object]>> = {
  ACCEPT: ['acceptCase', () => ({ serviceItemCode: 'A-001' })],
  REFUSE: ['refuseCase', () => ({ reason: 'ALREADY_ANSWERED' })],
  DISPATCH: ['dispatchCase', () => ({ handlerId: ids.roads })],
  TAKE_UP: ['takeUpCase', () => ({})],
  RETURN: ['returnCase', () => ({ reason: 'NOT_OUR_DUTY' })],
  DEFER: ['deferCase', () => ({ note: '等' })],
  RESUME: ['resumeCase', () => ({})],
  VOID: ['voidCase', () => ({ note: '重复' })],
  RESOLVE: ['resolveCase', () => ({ outcome: '已办好' })],
  VERIFY: ['verifyCase', (good) => ({ passed: good })],
  EVALUATE: ['evaluateCase', (good) => ({ satisfied: good })],
  SELF_HANDLE: ['selfHandleCase', () => ({ serviceItemCode: 'A-001' })],
  DISPATCH_TO_GRID: ['dispatchCaseToGrid', () => ({})],
  TRANSFER: [
    'transferCase',
    (good) => ({ handlerId: good ? ids.townshipGovernment : ids.gridOffice, note: '属地更近' }),
  ],
  ASK_EXTENSION: ['askCaseExtension', () => ({ workingDays: 2, note: '材料未到' })],
  DECIDE_EXTENSION: ['decideCaseExtension', (good) => ({ granted: good })],
  ASK_DEFERRAL: ['askCaseDeferral', () => ({ note: '等汛期过', lookAgainOn: '2026-06-01' })],
  REFUSE_DEFERRAL: ['refuseCaseDeferral', () => ({ note: '不具备条件' })],
  ESCALATE: ['escalateCase', () => ({})],
  VERIFY_BY_CALL_BACK: ['verifyCaseByCallBack', (good) => ({ passed: good })],
  CLOSE: ['closeCase', () => ({ note: '无法联系' })],
  REOPEN: ['reopenCase', () => ({ note: '又坏了' })],
  ARCHIVE: ['archiveCase', () => ({})],
};

describe('whatever people do with cases', () => {
  let test: TestSubgraph;
  let next = 0;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  it('each action that a case offers somebody succeeds, and the kept figures equal the rows', async () => {
    const step = fc.record({
      person: fc.nat({ max: people.length - 1 }),
      pick: fc.nat({ max: 10 }),
      good: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 6 }), fc.array(step, { minLength: 1, maxLength: 20 }), async (length, steps) => {
        next += 1;
        await seedCases(test, [aHistory(next, { length })], `case-${String(next)}`);
        const id = caseId(next);
        for (const { person, pick, good } of steps) {
          const as = people[person];
          if (!as) continue;
          const { data } = await test.execute(`query ($id: ID!) { case(id: $id) { allowedActions } }`, { id }, { as });
          const actions = (data as { case?: { allowedActions: string[] } | null } | null)?.case?.allowedActions ?? [];
          const mutation = mutations[actions[pick % Math.max(1, actions.length)] ?? ''];
          if (!mutation) continue;
          const [name, input] = mutation;
          const type = name.charAt(0).toUpperCase() + name.slice(1);
          const done = await test.execute(
            `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename } }`,
            { input: { caseId: id, ...input(good) } },
            { as },
          );
          // a case that cannot go up or is there already says so; everything else is done
          const outcome = (done.data as unknown as { step?: { __typename: string } } | null)?.step?.__typename;
          const elsewhere = ['transferCase', 'escalateCase'].includes(name) && outcome === 'InvalidInput';
          expect({ name, codes: done.codes, outcome: elsewhere ? `${type}Success` : outcome }).toEqual({
            name,
            codes: [],
            outcome: `${type}Success`,
          });
        }
      }),
      { numRuns: 25 },
    );
    expect(await recountFigures(test.sql)).toEqual([]);
    const running = await test.sql(
      `select c.id from case_file c left join case_deadline d on d.case_id = c.id and d.ended_at is null
       where (d.paused_at is null and (c.due_at is distinct from d.due_at or c.stage is distinct from d.stage))
         or c.timeline_length <> (select count(*) from case_timeline_entry e where e.case_id = c.id)
         or (c.pending_request_id is not null) <> exists (select 1 from case_request r where r.case_id = c.id and r.outcome is null)`,
    );
    expect(running).toEqual([]);
  });
});

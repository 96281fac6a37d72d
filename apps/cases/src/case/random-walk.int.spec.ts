import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import fc from 'fast-check';

import { subgraph } from '../subgraph.ts';
import { aHistory, caseId, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';
import { recountFigures } from '../testing/recount-figures.ts';

const people: readonly Caller[] = [
  callerAt('GRID_OFFICE', county),
  callerAt('COMMUNITY_SECRETARY', village),
  callerOf('DEPARTMENT_OFFICER', ids.roads),
  callerOfGrid('GRID_WORKER', ids.grid15),
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
      fc.asyncProperty(fc.nat({ max: 6 }), fc.array(step, { minLength: 1, maxLength: 12 }), async (length, steps) => {
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
          expect(done).toMatchObject({ codes: [], data: { step: { __typename: `${type}Success` } } });
        }
      }),
      { numRuns: 25 },
    );
    expect(await recountFigures(test.sql)).toEqual([]);
    const running = await test.sql(
      `select c.id from case_file c left join case_deadline d on d.case_id = c.id and d.ended_at is null
       where c.due_at is distinct from d.due_at or c.stage is distinct from d.stage
         or c.timeline_length <> (select count(*) from case_timeline_entry e where e.case_id = c.id)`,
    );
    expect(running).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import fc from 'fast-check';

import { subgraph } from '../subgraph.ts';
import { recountDeadlines } from '../testing/recount-deadlines.ts';
import { aHistory, caseId, complainantId, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

const office = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const HOUR = 3_600_000;

type Act = readonly [name: string, input: object, as: Caller];

/** What may be done with a case; the flow refuses what does not fit, which is as good a step as any. */
const acts: readonly Act[] = [
  ['resolveCase', { outcome: '好' }, officer],
  ['deferCase', { note: '等' }, office],
  ['resumeCase', {}, office],
  ['returnCase', { reason: 'NOT_ENOUGH_INFORMATION' }, officer],
  ['dispatchCase', { handlerId: ids.roads }, secretary],
  ['takeUpCase', {}, officer],
  ['verifyCase', { passed: false }, worker],
  ['verifyCase', { passed: true }, worker],
  ['evaluateCase', { satisfied: false }, secretary],
  ['voidCase', { note: '重复' }, office],
  ['superviseCase', { level: 'YELLOW', note: '晚' }, office],
  ['liftSupervision', {}, office],
  ['urgeCase', {}, office],
  ['transferCase', { handlerId: ids.water, note: '归口' }, office],
  ['escalateCase', {}, office],
  ['putLocalDay', { day: '2026-06-17', worked: false }, office],
  ['removeLocalDay', { day: '2026-06-17' }, office],
];

describe('as time passes', () => {
  let test: TestSubgraph;
  let n = 3;
  /** It never goes back: what one run leaves behind is there in the next. */
  let now = Date.parse('2026-06-10T01:00:00Z');

  beforeAll(async () => {
    test = await testSubgraph(subgraph);
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const run = async (name: string, input: object, as: Caller) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { errors } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename } }`,
      { input },
      { as },
    );
    expect(errors).toEqual([]);
  };

  it('histories that are brought in leave the clocks that the same steps leave when they are taken', async () => {
    const at = (text: string) => new Date(`${text}:00+08:00`);
    // both under the same item, which goes by the number
    const [live, imported] = [1, 2];
    const officerId = officer.kind === 'account' ? officer.accountId : '';
    const base = (i: number) => aHistory(i, { length: 3, reportedAt: at('2026-06-01T09:00') });
    await seedCases(test, [base(live)], 'live');
    test.setNow(at('2026-06-03T10:00'));
    await run('deferCase', { caseId: caseId(live), note: '等' }, office);
    test.setNow(at('2026-06-08T11:00'));
    await run('resumeCase', { caseId: caseId(live) }, office);
    const { steps } = base(imported);
    await seedCases(
      test,
      [
        aHistory(imported, {
          reportedAt: at('2026-06-01T09:00'),
          steps: [
            ...steps,
            { action: 'DEFER', at: at('2026-06-03T10:00'), actorAccountId: officerId, note: '等' },
            { action: 'RESUME', at: at('2026-06-08T11:00'), actorAccountId: officerId },
          ],
        }),
      ],
      'imported',
    );
    const clocksOf = async (i: number) => ({
      clocks: await test.sql(
        `select stage, started_at, due_at, ended_at, paused_at, handler_id::text, moves, next_alarm, next_alarm_at, alarms_fired, provisional_years
         from case_deadline where case_id = $1 order by position`,
        [caseId(i)],
      ),
      entries: await test.sql(
        `select e.kind, e.at, e.due_before, e.due_after from case_deadline_entry e join case_deadline d on d.id = e.deadline_id where d.case_id = $1 order by e.at`,
        [caseId(i)],
      ),
      due: await test.sql('select due_at from case_file where id = $1', [caseId(i)]),
    });
    expect(await clocksOf(imported)).toEqual(await clocksOf(live));
  });

  it('kept figures equal the rows, no alarm comes twice on a clock, and running clocks are those of open cases', async () => {
    const step = fc.record({
      act: fc.nat(acts.length - 1),
      which: fc.nat(2),
      hours: fc.integer({ min: 0, max: 60 }),
      fires: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        test.setNow(new Date(now));
        const own = [n + 1, n + 2, n + 3];
        n += 3;
        await seedCases(
          test,
          own.map((i, at) => aHistory(i, { length: at + 2, reportedAt: new Date(now - 2 * 24 * HOUR) })),
          `walk-${String(n)}`,
        );
        for (const { act, which, hours, fires } of steps) {
          now += hours * HOUR;
          test.setNow(new Date(now));
          if (fires) await test.runScheduledJob('fire-deadline-alarms');
          const [name, input, as] = acts[act] ?? ['resumeCase', {}, office];
          const target = name.endsWith('LocalDay') ? {} : { caseId: caseId(own[which] ?? 0) };
          const complainant = name === 'evaluateCase' ? { complainantId: complainantId(own[which] ?? 0) } : {};
          await run(name, { ...target, ...complainant, ...input }, as);
          await test.runJobs();
        }
        await test.runScheduledJob('fire-deadline-alarms');
        expect(await recountDeadlines(test.sql)).toEqual([]);
        const twice = await test.sql(
          `select id from case_deadline where cardinality(alarms_fired) <> (select count(distinct kind) from unnest(alarms_fired) kind)`,
        );
        expect(twice).toEqual([]);
        const wrong = await test.sql(
          `select f.number from case_file f left join case_deadline d on d.case_id = f.id and d.ended_at is null
           where f.due_at is distinct from (case when d.paused_at is null then d.due_at end)
             or (f.status in ('REFUSED', 'CLOSED', 'VOID', 'MERGED') and d.id is not null)
             or (d.overdue_at is not null and d.due_at > $1 and d.paused_at is null)
             or (d.overdue_at is null and d.due_at <= $1 and d.paused_at is null)`,
          [new Date(now).toISOString()],
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

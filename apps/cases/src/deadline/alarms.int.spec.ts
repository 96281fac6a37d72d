import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountDeadlines } from '../testing/recount-deadlines.ts';
import { seedAccounts } from '../testing/seed-accounts.ts';
import { aHistory, caseId, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const office = callerAt('GRID_OFFICE', county);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const at = (text: string) => new Date(`${text}:00+08:00`);

describe('what deadlines do by themselves', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: at('2026-03-02T09:00') });
    await seedCounty(test);
    await seedAccounts(test.sql, [secretary, officer, office, worker]);
  });
  afterAll(() => test.stop());

  const timelineOf = async (n: number) => {
    const rows = await test.sql(
      `select step, reason, at from case_timeline_entry where case_id = $1 and step in ('OVERDUE', 'URGED', 'SUPERVISED') order by position`,
      [caseId(n)],
    );
    return rows.map((row) => [row.step, row.reason, new Date(row.at as string).toISOString()]);
  };
  const noticesOf = async (n: number, account: typeof officer) => {
    const rows = await test.sql(
      `select n.kind from notice n join notice_recipient r on r.notice_id = n.id where n.case_id = $1 and r.account_id = $2 order by n.at, n.kind`,
      [caseId(n), account.kind === 'account' ? account.accountId : null],
    );
    return rows.map((row) => row.kind);
  };
  const figures = async (as = office) => {
    const { data } = await test.execute(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Area { deadlineFigures { dueSoon overdue supervisedNormal supervisedYellow supervisedRed } } } }`,
      { r: [{ __typename: 'Area', code: county }] },
      { as },
    );
    return (data as unknown as { _entities: { deadlineFigures: Record<string, number> }[] })._entities[0]
      ?.deadlineFigures;
  };

  it('happen once each and in order after an outage, as if nothing had been', async () => {
    // taken up on 2 March: three working days, 6 March is a local day off, so due on 5 March at 18:00
    await seedCases(test, [aHistory(1, { length: 3, reportedAt: at('2026-03-01T09:00') })], 'outage');
    const [clock] = await test.sql(
      `select due_at, next_alarm, next_alarm_at from case_deadline where case_id = $1 and ended_at is null`,
      [caseId(1)],
    );
    expect(new Date(clock?.due_at as string)).toEqual(at('2026-03-05T18:00'));
    expect([clock?.next_alarm, new Date(clock?.next_alarm_at as string)]).toEqual(['DUE_SOON', at('2026-03-04T18:00')]);

    test.setNow(at('2026-03-04T17:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    expect(await noticesOf(1, officer)).toEqual([]);

    // the service stands still for three weeks
    test.setNow(at('2026-03-25T09:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    expect(await timelineOf(1)).toEqual([
      ['OVERDUE', 'HANDLE', at('2026-03-05T18:00').toISOString()],
      ['URGED', 'BY_RULE', at('2026-03-09T15:00').toISOString()],
      ['SUPERVISED', 'NORMAL', at('2026-03-09T18:00').toISOString()],
      ['SUPERVISED', 'YELLOW', at('2026-03-11T18:00').toISOString()],
      ['SUPERVISED', 'RED', at('2026-03-13T18:00').toISOString()],
    ]);
    expect(await noticesOf(1, officer)).toEqual([
      'DUE_SOON',
      'OVERDUE',
      'URGED',
      'SUPERVISED',
      'SUPERVISED',
      'SUPERVISED',
    ]);
    expect(await noticesOf(1, office)).toEqual(['SUPERVISED', 'SUPERVISED', 'SUPERVISED']);
    expect(await figures()).toEqual({
      dueSoon: 0,
      overdue: 1,
      supervisedNormal: 0,
      supervisedYellow: 0,
      supervisedRed: 1,
    });
    expect(await recountDeadlines(test.sql)).toEqual([]);

    const told = (await test.outbox()).filter(({ key }) => key === caseId(1)).map(({ type }) => type);
    for (const [type, times] of [
      ['overdue', 1],
      ['urged', 1],
      ['supervised', 3],
    ] as const) {
      expect([type, told.filter((each) => each === `gridloom.cases.case.${type}.v1`).length]).toEqual([type, times]);
    }

    await test.runScheduledJob('fire-deadline-alarms');
    expect((await timelineOf(1)).length).toBe(5);
  });

  it('end with the stage: figures and the supervision that came by rule go', async () => {
    const { data } = await test.execute(
      `mutation ($input: ResolveCaseInput!) { resolveCase(input: $input) { __typename } }`,
      { input: { caseId: caseId(1), outcome: '已修好' } },
      { as: officer },
    );
    expect(data).toEqual({ resolveCase: { __typename: 'ResolveCaseSuccess' } });
    expect(await figures()).toEqual({
      dueSoon: 0,
      overdue: 0,
      supervisedNormal: 0,
      supervisedYellow: 0,
      supervisedRed: 0,
    });
    const [ended] = await test.sql(
      `select lift_reason from case_supervision where case_id = $1 order by since desc limit 1`,
      [caseId(1)],
    );
    expect(ended?.lift_reason).toBe('STAGE_ENDED');
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('go off in the order of their times over all cases', async () => {
    await seedCases(
      test,
      [
        aHistory(11, { length: 3, reportedAt: at('2026-03-23T08:00') }),
        aHistory(13, { length: 3, reportedAt: at('2026-03-22T08:00') }),
      ],
      'several',
    );
    test.setNow(at('2026-04-10T09:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    const rows = (await test.outbox()).filter(
      ({ type, key }) => [caseId(11), caseId(13)].includes(key) && type.endsWith('.overdue.v1'),
    );
    expect(rows.map(({ key }) => key)).toEqual([caseId(13), caseId(11)]);
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('stand still while a case waits, and the deadline moves by the working days of that time', async () => {
    test.setNow(at('2026-04-13T09:00'));
    await seedCases(test, [aHistory(22, { length: 3, reportedAt: at('2026-04-12T09:00') })], 'waits');
    const step = async (name: string, input: object) => {
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      const { data, errors } = await test.execute(
        `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename ... on UserError { message }
          ... on ${type}Success { case { status deadline { dueAt explanation entries { kind dueBefore dueAfter } } } } } }`,
        { input: { caseId: caseId(22), ...input } },
        { as: office },
      );
      expect(errors).toEqual([]);
      return (
        data as unknown as {
          it: {
            __typename: string;
            case: {
              deadline: {
                dueAt: Date;
                explanation: string;
                entries: { kind: string; dueBefore: Date; dueAfter: Date }[];
              } | null;
            };
          };
        }
      ).it;
    };
    // due on 16 April at 18:00; waits from 14 to 20 April: four working days
    test.setNow(at('2026-04-14T10:00'));
    expect(await step('deferCase', { note: '等汛期过后' })).toMatchObject({
      __typename: 'DeferCaseSuccess',
      case: { deadline: null },
    });
    test.setNow(at('2026-04-19T09:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    expect(await timelineOf(22)).toEqual([]);
    test.setNow(at('2026-04-20T11:00'));
    const resumed = await step('resumeCase', {});
    expect(resumed.case.deadline).toMatchObject({
      dueAt: at('2026-04-22T18:00').toISOString(),
      entries: [
        {
          kind: 'PAUSED',
          dueBefore: at('2026-04-16T18:00').toISOString(),
          dueAfter: at('2026-04-16T18:00').toISOString(),
        },
        {
          kind: 'RESUMED',
          dueBefore: at('2026-04-16T18:00').toISOString(),
          dueAfter: at('2026-04-22T18:00').toISOString(),
        },
      ],
    });
    expect(resumed.case.deadline?.explanation).toContain('暂停计时');
    const clocks = await test.sql(
      `select count(*)::int as n from case_deadline where case_id = $1 and stage = 'HANDLE'`,
      [caseId(22)],
    );
    expect(clocks[0]?.n).toBe(1);
  });

  it('are told after the stage where it ended late, before the job came by', async () => {
    test.setNow(at('2026-05-06T09:00'));
    await seedCases(test, [aHistory(31, { length: 3, reportedAt: at('2026-05-05T09:00') })], 'late');
    test.setNow(at('2026-05-12T09:00'));
    await test.execute(
      `mutation ($input: ResolveCaseInput!) { resolveCase(input: $input) { __typename } }`,
      { input: { caseId: caseId(31), outcome: '晚了' } },
      { as: officer },
    );
    await test.runScheduledJob('fire-deadline-alarms');
    expect((await timelineOf(31)).map(([step]) => step)).toEqual(['OVERDUE']);
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('wait for a year that is not loaded, and are planned when it comes', async () => {
    test.setNow(at('2027-12-27T09:00'));
    await seedCases(test, [aHistory(41, { length: 3, reportedAt: at('2027-12-26T09:00') })], 'year');
    test.setNow(at('2027-12-31T20:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    expect((await timelineOf(41)).map(([step, reason]) => [step, reason])).toEqual([
      ['OVERDUE', 'HANDLE'],
      ['URGED', 'BY_RULE'],
      ['SUPERVISED', 'NORMAL'],
    ]);
    const [clock] = await test.sql(`select waits_for_year from case_deadline where case_id = $1 and ended_at is null`, [
      caseId(41),
    ]);
    expect(clock?.waits_for_year).toBe(2028);
    const { data } = await test.execute(
      `mutation ($input: LoadCalendarYearInput!) { loadCalendarYear(input: $input) { __typename ... on LoadCalendarYearSuccess { calendarYear { year provisional days { day name } } } } }`,
      { input: { year: 2028, provisional: true } },
      { as: office },
    );
    expect(data).toMatchObject({
      loadCalendarYear: { __typename: 'LoadCalendarYearSuccess', calendarYear: { year: 2028, provisional: true } },
    });
    expect(await test.runJobs()).toContain('recompute-deadlines');
    test.setNow(at('2028-01-20T09:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    expect((await timelineOf(41)).map(([step, reason]) => [step, reason])).toEqual([
      ['OVERDUE', 'HANDLE'],
      ['URGED', 'BY_RULE'],
      ['SUPERVISED', 'NORMAL'],
      ['SUPERVISED', 'YELLOW'],
      ['SUPERVISED', 'RED'],
    ]);
  });
});

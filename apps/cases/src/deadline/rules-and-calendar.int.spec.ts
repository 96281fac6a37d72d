import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountDeadlines } from '../testing/recount-deadlines.ts';
import { aHistory, aVisitDemand, caseId, county, seedCases, seedCounty, village } from '../testing/seed.ts';

const office = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const at = (text: string) => new Date(`${text}:00+08:00`);

describe('the rules and the calendar of the county', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: at('2026-03-02T09:00') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const mutate = async (name: string, input: object, as = office) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const fields = name.endsWith('Rule')
      ? 'rule { id stage amount unit validFrom validUntil }'
      : 'calendarYear { year provisional days { day kind name } }';
    const { data, codes } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename ... on ${type}Success { ${fields} }
        ... on UserError { code message } ... on InvalidInput { field allowed } ... on NotFound { field } } }`,
      { input },
      { as },
    );
    return { codes, ...(data as { it?: Record<string, unknown> } | null)?.it } as Record<string, unknown>;
  };
  const rulesOn = async (on: string | null) => {
    const { data } = await test.execute(
      `query ($on: Date) { deadlineRules(on: $on, first: 100) { totalCount edges { node { id stage serviceItemCode bodyKind amount unit validFrom validUntil } } } }`,
      { on },
      { as: secretary },
    );
    return (data as unknown as { deadlineRules: { totalCount: number; edges: { node: Record<string, unknown> }[] } })
      .deadlineRules;
  };
  const dueOf = async (n: number) => {
    const [row] = await test.sql(`select due_at from case_file where id = $1`, [caseId(n)]);
    return new Date(row?.due_at as string);
  };

  it('get a new version from a day on; the one before ends then, and clocks go by that of their day', async () => {
    const put = await mutate('putDeadlineRule', {
      stage: 'ACCEPT',
      amount: 2,
      unit: 'WORKING_DAYS',
      validFrom: '2026-03-09',
    });
    expect(put).toMatchObject({ rule: { stage: 'ACCEPT', amount: 2, validFrom: '2026-03-09', validUntil: null } });
    const accept = ({ edges }: Awaited<ReturnType<typeof rulesOn>>) =>
      edges.filter(({ node }) => node.stage === 'ACCEPT').map(({ node }) => node.amount);
    expect(accept(await rulesOn('2026-03-08'))).toEqual([1]);
    expect(accept(await rulesOn('2026-03-09'))).toEqual([2]);
    expect(accept(await rulesOn(null))).toEqual([1, 2]);
    const clockOf = async (n: number, time: Date) => {
      const demandId = await aVisitDemand(test, n, { time });
      const [row] = await test.sql(`select f.due_at from case_file f where f.demand_id = $1`, [demandId]);
      return new Date(row?.due_at as string);
    };
    expect(await clockOf(1, at('2026-03-05T09:00'))).toEqual(at('2026-03-09T18:00'));
    expect(await clockOf(2, at('2026-03-09T09:00'))).toEqual(at('2026-03-11T18:00'));
  });

  it('may be for an item and a kind of body, and be withdrawn again; the default is only replaced', async () => {
    const particular = {
      stage: 'HANDLE',
      serviceItemCode: 'A-002',
      bodyKind: 'COUNTY_DEPARTMENT',
      unit: 'WORKING_HOURS',
      validFrom: '2026-03-02',
    };
    const put = await mutate('putDeadlineRule', { ...particular, amount: 6 });
    expect(await mutate('putDeadlineRule', { ...particular, amount: 7 })).toMatchObject({
      rule: { id: (put.rule as { id: string }).id, amount: 7 },
    });
    const { id } = put.rule as { id: string };
    expect(await mutate('withdrawDeadlineRule', { ruleId: id, validUntil: '2026-03-20' })).toMatchObject({
      rule: { validUntil: '2026-03-20' },
    });
    const [planned] = (await rulesOn('2026-03-09')).edges.filter(({ node }) => node.stage === 'ACCEPT');
    expect(await mutate('withdrawDeadlineRule', { ruleId: planned?.node.id, validUntil: '2026-03-10' })).toMatchObject({
      __typename: 'Conflict',
    });
    const later = await mutate('putDeadlineRule', { ...particular, amount: 9, validFrom: '2026-04-01' });
    expect(
      await mutate('withdrawDeadlineRule', { ruleId: (later.rule as { id: string }).id, validUntil: '2026-03-30' }),
    ).toMatchObject({ __typename: 'WithdrawDeadlineRuleSuccess', rule: null });
    expect(
      await mutate('putDeadlineRule', { stage: 'ACCEPT', amount: 3, unit: 'WORKING_DAYS', validFrom: '2026-03-05' }),
    ).toMatchObject({ __typename: 'Conflict' });
  });

  it.each([
    ['input.amount', { amount: 0 }],
    ['input.amount', { amount: 1.5 }],
    ['input.validFrom', { validFrom: '2026-03-01' }],
    ['input.bodyKind', { bodyKind: 'NONSENSE' }],
    ['input.serviceItemCode', { serviceItemCode: 'Z-999' }],
  ])('are refused with a wrong %s', async (field, wrong) => {
    const right = { stage: 'VERIFY', amount: 2, unit: 'WORKING_DAYS', validFrom: '2026-03-02' };
    expect(await mutate('putDeadlineRule', { ...right, ...wrong })).toMatchObject({ field });
  });

  it('say when to remind, urge and supervise, each with versions', async () => {
    const put = await mutate('putReminderRule', {
      kind: 'URGE',
      stage: 'HANDLE',
      amount: 1,
      unit: 'WORKING_HOURS',
      validFrom: '2026-03-02',
    });
    const { id } = put.rule as { id: string };
    const { data } = await test.execute(`{ reminderRules(on: "2026-03-02") { id kind stage } }`, {}, { as: secretary });
    expect((data as unknown as { reminderRules: object[] }).reminderRules).toContainEqual({
      id,
      kind: 'URGE',
      stage: 'HANDLE',
    });
    expect(await mutate('withdrawReminderRule', { ruleId: id, validUntil: '2026-03-02' })).toMatchObject({
      rule: null,
    });
    expect(await mutate('withdrawReminderRule', { ruleId: id, validUntil: '2026-03-02' })).toMatchObject({
      __typename: 'NotFound',
    });
  });

  it('move the deadlines that are open when a day or a year changes, with an entry, and only those', async () => {
    // taken up on 2 March, three working days: 6 March is off, so due on 5 March; 21 is another item and 9 March
    await seedCases(
      test,
      [
        aHistory(11, { length: 3, reportedAt: at('2026-03-01T09:00') }),
        aHistory(12, { length: 6, reportedAt: at('2026-02-20T09:00') }),
      ],
      'open',
    );
    expect(await dueOf(11)).toEqual(at('2026-03-05T18:00'));
    expect(await mutate('putLocalDay', { day: '2026-03-04', worked: false, name: '集中培训' })).toMatchObject({
      calendarYear: { year: 2026 },
    });
    expect(await test.runJobs()).toEqual(['recompute-deadlines']);
    expect(await dueOf(11)).toEqual(at('2026-03-09T18:00'));
    const { data } = await test.execute(
      `query ($id: ID!) { case(id: $id) { deadline { dueAt explanation entries { kind year dueBefore dueAfter } } } }`,
      { id: caseId(11) },
      { as: office },
    );
    expect(data).toMatchObject({
      case: {
        deadline: {
          entries: [{ kind: 'RECOMPUTED', year: 2026 }],
          explanation: expect.stringMatching(/2026-03-04 集中培训（本地放假）.*2026-03-06 本地放假.*重新计算/u),
        },
      },
    });
    expect(await mutate('removeLocalDay', { day: '2026-03-04' })).toMatchObject({
      __typename: 'RemoveLocalDaySuccess',
    });
    await test.runJobs();
    expect(await dueOf(11)).toEqual(at('2026-03-05T18:00'));
    const entries = await test.sql(
      `select count(*)::int as n from case_deadline_entry e join case_deadline d on d.id = e.deadline_id where d.case_id = $1`,
      [caseId(12)],
    );
    expect(entries[0]?.n).toBe(0);
    expect(await mutate('removeLocalDay', { day: '2026-03-04' })).toMatchObject({ __typename: 'NotFound' });
  });

  it('take back what was overdue where a day off comes in, and tell it again when that deadline passes', async () => {
    test.setNow(at('2026-03-06T09:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    const told = async () =>
      (await test.outbox()).filter(({ type, key }) => key === caseId(11) && type.endsWith('.overdue.v1')).length;
    expect(await told()).toBe(1);
    await mutate('putLocalDay', { day: '2026-03-05', worked: false });
    await test.runJobs();
    expect(await dueOf(11)).toEqual(at('2026-03-09T18:00'));
    expect(await recountDeadlines(test.sql)).toEqual([]);
    test.setNow(at('2026-03-10T09:00'));
    await test.runScheduledJob('fire-deadline-alarms');
    expect(await told()).toBe(2);
    expect(await recountDeadlines(test.sql)).toEqual([]);
  });

  it('load a year by the arrangement that is known, or that is given, and keep local days', async () => {
    const known = await mutate('loadCalendarYear', { year: 2026 });
    const days = (known.calendarYear as { days: { day: string; kind: string; name: string | null }[] }).days;
    expect(days).toContainEqual({ day: '2026-10-01', kind: 'HOLIDAY', name: '国庆节' });
    expect(days).toContainEqual({ day: '2026-03-06', kind: 'LOCAL_OFF', name: null });
    const given = await mutate('loadCalendarYear', {
      year: 2027,
      days: [
        { day: '2027-01-01', worked: false, name: '元旦' },
        { day: '2027-01-03', worked: true },
      ],
    });
    expect(given).toMatchObject({
      calendarYear: {
        year: 2027,
        provisional: false,
        days: [
          { day: '2027-01-01', kind: 'HOLIDAY' },
          { day: '2027-01-03', kind: 'MAKE_UP_WORKDAY' },
        ],
      },
    });
    const { data } = await test.execute(`{ calendarYears { year provisional } }`, {}, { as: secretary });
    expect(data).toEqual({ calendarYears: [2025, 2026, 2027].map((year) => ({ year, provisional: false })) });
    await test.runJobs();
  });

  it.each([
    ['input.days', { year: 2035 }],
    ['input.year', { year: 1999 }],
    ['input.days', { year: 2028, provisional: true, days: [] }],
    ['input.days.0.day', { year: 2028, days: [{ day: '2027-01-01', worked: false }] }],
    [
      'input.days.1.day',
      {
        year: 2028,
        days: [
          { day: '2028-01-01', worked: false },
          { day: '2028-01-01', worked: true },
        ],
      },
    ],
  ])('refuse a year with a wrong %s', async (field, input) => {
    expect(await mutate('loadCalendarYear', input)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  it('take no local day into a year that is not loaded', async () => {
    expect(await mutate('putLocalDay', { day: '2030-01-02', worked: true })).toMatchObject({ __typename: 'Conflict' });
  });

  it('are for the grid office and the county alone', async () => {
    for (const name of ['putDeadlineRule', 'loadCalendarYear']) {
      const input =
        name === 'loadCalendarYear'
          ? { year: 2026 }
          : { stage: 'ACCEPT', amount: 1, unit: 'WORKING_DAYS', validFrom: '2026-12-01' };
      expect(await mutate(name, input, secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidRecord } from '@gridloom/service-kit';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { DeadlineRuleMissing } from '../deadline/stage-clock.ts';
import { subgraph } from '../subgraph.ts';
import {
  aHistory,
  aVisitDemand,
  caseId,
  complainantId,
  county,
  ids,
  importContext,
  openSession,
  seedCases,
  seedCounty,
  village,
} from '../testing/seed.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { importCalendar, importDeadlineRules } from './import-deadlines.ts';
import { importServiceItems } from './import-service-items.ts';
import type { CaseHistoryRecord } from './records.ts';

/** The order of the hotline by which a case came. */
const anOrder = ({ reportedAt }: CaseHistoryRecord) => ({
  id: '12345000-0000-4000-8000-000000000001',
  upstreamNumber: 'LY20260105000001',
  upstreamReceivedAt: new Date(reportedAt.getTime() - 60_000),
  upstreamDueAt: new Date(reportedAt.getTime() + 5 * 86_400_000),
});

describe('histories that are brought in', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const importOne = (history: CaseHistoryRecord) => seedCases(test, [history], crypto.randomUUID());

  it('are played through the flow, lazily, and leave figures that equal a recount', async () => {
    const lazily = function* () {
      for (let n = 1; n <= 60; n += 1) yield aHistory(n, { length: n % 7 });
    };
    expect(await seedCases(test, lazily(), 'many')).toEqual({ rows: 60, skipped: false });
    expect(await seedCases(test, lazily(), 'many')).toEqual({ rows: 60, skipped: true });
    const rows = await test.sql('select status, count(*)::int as n from case_file group by status order by status');
    expect(rows).toEqual([
      { status: 'ACCEPTED', n: 9 },
      { status: 'CLOSED', n: 8 },
      { status: 'DISPATCHED', n: 9 },
      { status: 'HANDLING', n: 9 },
      { status: 'REPORTED', n: 8 },
      { status: 'RESOLVED', n: 9 },
      { status: 'VERIFIED', n: 8 },
    ]);
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it('come with the order of the hotline that they came by', async () => {
    const history = aHistory(871, {
      source: 'HOTLINE_12345',
      length: 4,
      reportedAt: new Date('2025-11-03T02:00:00Z'),
    });
    const resolved = history.steps.at(-1)?.at ?? history.reportedAt;
    const answer = { text: '已办好', at: new Date(resolved.getTime() + 60_000), accountId: ids.worker };
    await importOne({ ...history, hotline: { ...anOrder(history), answer } });
    const [row] = await test.sql(
      'select upstream_number, reply, version, received_at from hotline_order where case_id = $1',
      [history.id],
    );
    expect(row).toMatchObject({ upstream_number: 'LY20260105000001', reply: '已办好', version: 2 });
  });

  it('go on with numbers behind the highest that was brought in', async () => {
    const demandId = await aVisitDemand(test, 1);
    const [row] = await test.sql('select c.number from case_file c where c.demand_id = $1', [demandId]);
    expect(row?.number).toBe('410326-2026-000061');
  });

  it('leave the same rows as the same steps done live', async () => {
    const people = {
      secretary: callerAt('COMMUNITY_SECRETARY', village),
      officer: callerOf('DEPARTMENT_OFFICER', ids.roads),
      worker: callerOfGrid('GRID_WORKER', ids.grid15, { accountId: ids.worker }),
    };
    const accountOf = (who: keyof typeof people) => (people[who].kind === 'account' ? people[who].accountId : '');
    const at = (hour: number) => new Date(Date.parse('2026-03-03T01:00:00Z') + hour * 3_600_000);
    const demandId = await aVisitDemand(test, 500, { time: at(0) });
    const [live] = await test.sql('select id::text from case_file where demand_id = $1', [demandId]);
    const id = live?.id as string;
    const inputs: readonly (readonly [name: string, who: keyof typeof people, input: object])[] = [
      ['acceptCase', 'secretary', { serviceItemCode: 'A-001', note: '受理' }],
      ['dispatchCase', 'secretary', { handlerId: ids.roads, assistantIds: [ids.water] }],
      ['takeUpCase', 'officer', {}],
      ['resolveCase', 'officer', { outcome: '已拆除' }],
      ['verifyCase', 'worker', { passed: true }],
      ['evaluateCase', 'secretary', { satisfied: true, comment: '好' }],
    ];
    for (const [index, [name, who, input]] of inputs.entries()) {
      test.setNow(at(index + 1));
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      const { codes } = await test.execute(
        `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { ... on ${type}Success { case { id } } ... on UserError { message } } }`,
        { input: { caseId: id, ...input } },
        { as: people[who] },
      );
      expect(codes).toEqual([]);
    }
    const twin = '7d000000-0000-4000-8000-00000000aaaa';
    const step = (hour: number, who: keyof typeof people) => ({ at: at(hour), actorAccountId: accountOf(who) });
    await importOne({
      ...aHistory(700, { reportedAt: at(0) }),
      id: twin,
      title: '粮站旧棚占道，路太窄，车过不去',
      source: 'VISIT',
      place: '第15网格 老粮站',
      reportedByAccountId: ids.worker,
      complainants: [
        { id: complainantId(7_000), residentId: ids.resident, demand: '粮站旧棚占道，路太窄，车过不去。请帮忙拆除。' },
      ],
      steps: [
        { action: 'ACCEPT', ...step(1, 'secretary'), serviceItemCode: 'A-001', note: '受理' },
        { action: 'DISPATCH', ...step(2, 'secretary'), handlerId: ids.roads, assistantIds: [ids.water] },
        { action: 'TAKE_UP', ...step(3, 'officer') },
        { action: 'RESOLVE', ...step(4, 'officer'), outcome: '已拆除' },
        { action: 'VERIFY', ...step(5, 'worker'), passed: true },
        {
          action: 'EVALUATE',
          ...step(6, 'secretary'),
          complainantId: complainantId(7_000),
          satisfied: true,
          comment: '好',
        },
      ],
    });
    const rowsOf = async (table: string, own: string, of: string) => {
      const rows = await test.sql(`select to_jsonb(t) as row from ${table} t where ${own} = $1 order by 1`, [of]);
      const its = ['id', 'case_id', 'number', 'demand_id', 'complainant_id'];
      return rows
        .map(({ row }) => Object.fromEntries(Object.entries(row as object).filter(([column]) => !its.includes(column))))
        .sort((a, b) => Number(a.position) - Number(b.position));
    };
    for (const [table, own] of [
      ['case_file', 'id'],
      ['case_complainant', 'case_id'],
      ['case_timeline_entry', 'case_id'],
      ['case_deadline', 'case_id'],
    ] as const) {
      expect({ table, rows: await rowsOf(table, own, twin) }).toEqual({ table, rows: await rowsOf(table, own, id) });
    }
    expect(await recountFigures(test.sql)).toEqual([]);
    test.setNow(new Date('2026-03-02T02:00:00Z'));
  });

  it.each<[what: string, field: string, change: (history: CaseHistoryRecord) => CaseHistoryRecord]>([
    [
      'a step that the flow does not allow',
      'steps.1',
      (h) => ({ ...h, steps: [h.steps[0], h.steps[2]].filter((s) => s !== undefined) }),
    ],
    ['steps out of order', 'steps.0.at', (h) => ({ ...h, reportedAt: new Date('2026-02-27T02:00:00Z') })],
    ['a number of another year', 'number', (h) => ({ ...h, number: '410326-2025-000001' })],
    ['no complainant', 'complainants', (h) => ({ ...h, complainants: [] })],
    ['an area of another county', 'areaCode', (h) => ({ ...h, areaCode: '430112001001' })],
    [
      'a year without a calendar',
      'reportedAt',
      (h) => ({ ...h, number: '410326-2024-000001', reportedAt: new Date('2024-03-01T02:00:00Z'), steps: [] }),
    ],
    [
      'a check by the handler',
      'steps.4.actorAccountId',
      (h) => ({ ...h, steps: h.steps.map((s) => ({ ...s, actorAccountId: ids.worker })) }),
    ],
    [
      'a handler of no cases',
      'steps.1.handlerId',
      (h) => ({ ...h, steps: h.steps.map((s) => (s.action === 'DISPATCH' ? { ...s, handlerId: ids.library } : s)) }),
    ],
    [
      'an item that was not in force',
      'steps.0.serviceItemCode',
      (h) => ({ ...h, steps: h.steps.map((s) => (s.action === 'ACCEPT' ? { ...s, serviceItemCode: 'A-900' } : s)) }),
    ],
    [
      'an order of the hotline for another source',
      'hotline',
      (h) => ({ ...h, source: 'VISIT', hotline: { ...anOrder(h), id: crypto.randomUUID() } }),
    ],
    [
      'an order of the hotline that was taken down after the report',
      'hotline.upstreamReceivedAt',
      (h) => ({
        ...h,
        source: 'HOTLINE_12345',
        hotline: { ...anOrder(h), upstreamReceivedAt: new Date('2026-12-01T00:00:00Z') },
      }),
    ],
    [
      'a reply to the hotline before there was an outcome',
      'hotline.answer.at',
      (h) => ({
        ...h,
        source: 'HOTLINE_12345',
        hotline: { ...anOrder(h), answer: { text: '已办', at: h.reportedAt, accountId: ids.worker } },
      }),
    ],
    [
      'a complainant of another case',
      'steps.5',
      (h) => ({
        ...h,
        steps: h.steps.map((s) => (s.action === 'EVALUATE' ? { ...s, complainantId: complainantId(1) } : s)),
      }),
    ],
  ])('are refused with record and field named: %s', async (_, field, change) => {
    const wrong = change(aHistory(900, { length: 6 }));
    const attempt = seedCases(test, [aHistory(899), wrong], crypto.randomUUID());
    await expect(attempt).rejects.toThrow(InvalidRecord);
    await expect(attempt).rejects.toMatchObject({ step: 'cases', record: 2, field });
    expect(await test.sql('select 1 from case_file where id = any($1::uuid[])', [[caseId(899), caseId(900)]])).toEqual(
      [],
    );
  });
});

describe('rules that are brought in', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph);
  });
  afterAll(() => test.stop());

  it('are refused where a stage has no default', async () => {
    const session = await openSession(test, 'rules');
    try {
      const only = [{ id: crypto.randomUUID(), stage: 'ACCEPT', amount: 1, unit: 'WORKING_DAYS' }] as const;
      await expect(importDeadlineRules(session, importContext(), only)).rejects.toThrow(DeadlineRuleMissing);
      expect(await test.sql('select 1 from deadline_rule')).toEqual([]);
    } finally {
      await session.close();
    }
  });

  it("are refused where a calendar's day is of another year, or an item has no duty", async () => {
    const session = await openSession(test, 'others');
    try {
      const twice = [
        {
          year: 2026,
          status: 'LOADED',
          days: [
            { day: '2026-10-01', kind: 'HOLIDAY' },
            { day: '2026-10-10', kind: 'MAKE_UP_WORKDAY' },
            { day: '2027-01-01', kind: 'HOLIDAY' },
          ],
        },
      ] as const;
      await expect(importCalendar(session, importContext(), twice)).rejects.toMatchObject({ field: 'days.2.day' });
      const item = {
        id: ids.item,
        code: 'A-001',
        areaCode: county,
        versions: [{ version: 1, name: '道路', sponsorId: ids.roads, dutyCode: 'NONE', validFrom: '2026-01-01' }],
      };
      await expect(importServiceItems(session, importContext(), [item])).rejects.toMatchObject({
        field: 'versions.0.dutyCode',
      });
    } finally {
      await session.close();
    }
  });
});

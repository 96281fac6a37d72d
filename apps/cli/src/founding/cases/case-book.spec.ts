import { describe, expect, test } from '@jest/globals';
import { instantOn, shanghaiDay, WorkingCalendar } from '@gridloom/standards';

import { story } from '../stories.ts';
import { lifeOnPaper } from '../../testing/found-on-paper.ts';
import { caseCalendar } from './calendar-records.ts';
import { caseBook, openCasesThatNeedHands } from './case-book.ts';
import type { CaseEnd } from './case-history.ts';
import { deadlineRuleRecords } from './list-records.ts';
import { caseRecords, societyDemandRecords, whistleRecords } from './case-records.ts';

const life = await lifeOnPaper();
const book = caseBook(life);
const steps = book.flatMap(({ record }) => record.steps);
const countOf = (end: string) => book.filter(({ draft }) => draft.end === end).length;

describe('The cases of a county', () => {
  test('1,389 are accepted and 1,365 closed; the open ones stand in all states, others were never accepted', () => {
    expect(steps.filter(({ action }) => action === 'ACCEPT')).toHaveLength(1_389);
    expect(countOf('CLOSED')).toBe(1_365);
    expect([countOf('REPORTED'), countOf('REFUSED'), countOf('VOID')]).toEqual([8, 15, 3]);
    for (const end of ['ACCEPTED', 'DISPATCHED', 'RETURNED', 'DEFERRED', 'HANDLING', 'RESOLVED', 'VERIFIED'])
      expect(countOf(end)).toBeGreaterThanOrEqual(2);
  });

  test('are the same on every run', async () => {
    expect([...caseRecords(await lifeOnPaper())]).toEqual([...caseRecords(life)]);
  });

  test('every demand of a visit is one, with its words, its resident and its grid', () => {
    const byDemand = new Map(book.map((each) => [each.draft.demandId, each.record]));
    for (const demand of life.visitDemands()) {
      const record = byDemand.get(demand.id);
      expect(record).toMatchObject({
        source: 'VISIT',
        areaCode: demand.villageCode,
        gridId: demand.gridId,
        reportedAt: demand.at,
        reportedByAccountId: demand.workerAccountId,
      });
      expect(record?.complainants[0]).toMatchObject({
        demandId: demand.id,
        residentId: demand.residentId,
        demand: demand.text,
      });
    }
  });

  test('three societies of Wangping brought 28 of them, and no other society there any', () => {
    const demands = [...societyDemandRecords(life)];
    const there = demands.filter(({ areaCode }) => areaCode === story.wangping);
    expect(there).toHaveLength(28);
    expect(new Set(there.map(({ societyId }) => societyId)).size).toBe(3);
    expect(demands.length).toBeGreaterThan(90);
  });

  test('come from all sides, over two years, mostly in office hours', () => {
    const sources = new Set(book.map(({ record }) => record.source));
    for (const source of [
      'VISIT',
      'SOCIETY',
      'HOTLINE_12345',
      'SELF_REPORT',
      'PATROL',
      'REPORT_IN',
      'WHISTLE',
      'DEPARTMENT',
    ])
      expect(sources).toContain(source);
    const days = book.map(({ record }) => shanghaiDay(record.reportedAt)).sort();
    expect(days[0]?.slice(0, 4)).toBe('2024');
    expect(new Set(days.map((day) => day.slice(0, 7))).size).toBeGreaterThan(22);
  });

  test('of the hotline came by an order each, with a number and a deadline upstream, answered once there was an outcome', () => {
    const records = [...caseRecords(life)];
    const ofHotline = records.filter(({ source }) => source === 'HOTLINE_12345');
    expect(records.filter(({ hotline }) => hotline)).toEqual(ofHotline);
    expect(new Set(ofHotline.map(({ hotline }) => hotline?.upstreamNumber)).size).toBe(ofHotline.length);
    for (const { hotline, reportedAt } of ofHotline) {
      expect(hotline?.upstreamReceivedAt.getTime()).toBeLessThan(reportedAt.getTime());
      expect(hotline?.upstreamDueAt.getTime()).toBeGreaterThan(reportedAt.getTime());
      expect((hotline?.answer?.at ?? life.now).getTime()).toBeLessThanOrEqual(life.now.getTime());
    }
    expect(ofHotline.filter(({ hotline }) => hotline?.answer).length).toBeGreaterThan(ofHotline.length / 2);
  });

  test('are numbered year by year in the order of their reports', () => {
    const numbers = book.map(({ record }) => record.number);
    expect(new Set(numbers).size).toBe(book.length);
    expect(numbers).toEqual([...numbers].sort());
    expect(numbers[0]).toBe('410326-2024-000001');
  });

  test('their steps lie in working time, one after another and before now', () => {
    const calendar = new WorkingCalendar(caseCalendar(life.today));
    for (const { record } of book) {
      let last = record.reportedAt;
      for (const { at } of record.steps) {
        expect(at.getTime()).toBeGreaterThanOrEqual(last.getTime());
        last = at;
      }
      expect(last < life.now).toBe(true);
      expect(record.steps.every(({ at }) => calendar.isWorkingDay(shanghaiDay(at)))).toBe(true);
    }
  });

  test('those that run late by design, and no others, are overdue on the evening of the founding day', () => {
    const calendar = new WorkingCalendar(caseCalendar(life.today));
    const rules = [...deadlineRuleRecords(life)];
    const kinds = new Map(
      life.villages.flatMap(({ committeeId, township }) => [
        [committeeId, 'VILLAGE_COMMITTEE'] as const,
        [township.organizationId, 'TOWNSHIP_GOVERNMENT'] as const,
      ]),
    );
    const dueOf = (stage: string, item: string | null, body: string | null, from: Date): Date => {
      const find = (i: string | null, b: string | null) =>
        rules.find((r) => r.stage === stage && (r.serviceItemCode ?? null) === i && (r.bodyKind ?? null) === b);
      const rule = find(item, body) ?? find(item, null) ?? find(null, body) ?? find(null, null);
      if (!rule) throw new TypeError(`no rule for ${stage}`);
      return rule.unit === 'WORKING_DAYS'
        ? calendar.addWorkingDays(from, rule.amount).at
        : calendar.addWorkingHours(from, rule.amount).at;
    };
    const stages: Partial<Record<CaseEnd, string>> = {
      REPORTED: 'ACCEPT',
      ACCEPTED: 'DISPATCH',
      RETURNED: 'DISPATCH',
      DISPATCHED: 'TAKE_UP',
      HANDLING: 'HANDLE',
      RESOLVED: 'VERIFY',
      VERIFIED: 'EVALUATE',
    };
    const evening = instantOn(life.today, 20 * 60);
    const late = book.filter(({ draft, record }) => {
      const stage = stages[draft.end];
      const handler = record.steps.findLast(({ action }) => action === 'DISPATCH');
      const body = handler?.action === 'DISPATCH' ? (kinds.get(handler.handlerId) ?? 'COUNTY_DEPARTMENT') : null;
      const isOfBody = stage === 'TAKE_UP' || stage === 'HANDLE';
      const accepted = record.steps.length > 0 ? draft.item.code : null;
      return (
        stage !== undefined &&
        dueOf(stage, accepted, isOfBody ? body : null, record.steps.at(-1)?.at ?? record.reportedAt) < evening
      );
    });
    expect(
      late
        .filter(({ draft }) => !draft.overdue)
        .map(({ draft, record }) => [draft.end, draft.item.code, record.steps.at(-1)?.at]),
    ).toEqual([]);
    expect(late.length).toBe(book.filter(({ draft }) => draft.overdue).length);
    expect(late.length).toBeGreaterThan(3);
  });

  test('who handled a case neither verified it nor asked the complainant', () => {
    for (const { record } of book) {
      const handlers = record.steps.flatMap((s) =>
        s.action === 'TAKE_UP' || s.action === 'RESOLVE' ? [s.actorAccountId] : [],
      );
      for (const step of record.steps)
        if (step.action === 'VERIFY' || step.action === 'EVALUATE') expect(handlers).not.toContain(step.actorAccountId);
    }
  });

  test('each step was done by somebody of the right place', () => {
    for (const { draft, record } of book) {
      const { village } = draft;
      const grid = village.grids.find(({ id }) => id === record.gridId);
      const desks = [village.secretaryAccountId, ...village.township.officerAccountIds, ...life.gridOfficeAccountIds];
      const askers = [village.secretaryAccountId, ...life.gridOfficeAccountIds];
      const complainant = village.residentAccounts.find(({ residentId }) =>
        record.complainants.some((each) => each.residentId === residentId),
      );
      for (const step of record.steps) {
        if (['ACCEPT', 'REFUSE', 'DISPATCH'].includes(step.action)) expect(desks).toContain(step.actorAccountId);
        if (step.action === 'VERIFY') expect(grid?.workerAccountIds).toContain(step.actorAccountId);
        if (step.action === 'EVALUATE') expect([...askers, complainant?.accountId]).toContain(step.actorAccountId);
        if (['DEFER', 'RESUME', 'VOID'].includes(step.action))
          expect(life.gridOfficeAccountIds).toContain(step.actorAccountId);
      }
    }
  });

  test('about 96 of 100 answers are satisfied; a few were done again, some had neighbours join', () => {
    const answers = steps.flatMap((step) => (step.action === 'EVALUATE' ? [step.satisfied] : []));
    const rate = answers.filter(Boolean).length / answers.length;
    expect(rate).toBeGreaterThan(0.955);
    expect(rate).toBeLessThan(0.975);
    expect(steps.filter((step) => step.action === 'VERIFY' && !step.passed).length).toBeGreaterThan(10);
    expect(book.filter(({ record }) => record.complainants.length > 1).length).toBeGreaterThan(20);
  });

  test('at least three have a whistle, answered by three to five departments; one goes on', () => {
    const whistles = [...whistleRecords(life)];
    expect(whistles.length).toBeGreaterThanOrEqual(3);
    for (const { answers } of whistles) expect([3, 4, 5]).toContain(answers.length);
    expect(whistles.filter(({ releasedAt }) => releasedAt === undefined)).toHaveLength(1);
    const open = new Set(book.flatMap(({ draft, record }) => (draft.end === 'CLOSED' ? [] : [record.id])));
    for (const { caseId, releasedAt } of whistles) expect(open.has(caseId)).toBe(releasedAt === undefined);
  });

  test('volunteers are asked to help with those that are under way', () => {
    const asked = life.villages.flatMap(({ code }) => openCasesThatNeedHands(life, code));
    expect(asked).toHaveLength(countOf('HANDLING') + countOf('DISPATCHED'));
  });

  test.each([0, 1, 5, 14])('a county of %i cases has as many', (acceptedCases) => {
    const closedCases = Math.round(acceptedCases * 0.983);
    const figures = { ...life.figures, acceptedCases, closedCases };
    const small = caseBook({ ...life, figures, visitDemands: () => [] });
    const accepted = small.filter(({ record }) => record.steps.some(({ action }) => action === 'ACCEPT'));
    expect(accepted).toHaveLength(acceptedCases);
    expect(small.filter(({ draft }) => draft.end === 'CLOSED')).toHaveLength(closedCases);
  });

  test.each([
    { asOf: '2025-10-06' },
    { asOf: '2026-02-17', scale: 0.1 },
    { asOf: '2027-01-01', scale: 0.02 },
    { county: '430112', scale: 0.1 },
    { county: '110101', scale: 0.01 },
  ])('a county founded as %j has all of its cases as well', async (choice) => {
    const other = await lifeOnPaper(choice);
    const { acceptedCases, closedCases } = other.figures;
    const cases = caseBook(other);
    expect(cases.flatMap(({ record }) => record.steps).filter(({ action }) => action === 'ACCEPT')).toHaveLength(
      acceptedCases,
    );
    expect(cases.filter(({ draft }) => draft.end === 'CLOSED')).toHaveLength(closedCases);
    expect(cases.filter(({ draft }) => draft.source === 'VISIT')).toHaveLength([...other.visitDemands()].length);
    expect([...whistleRecords(other)].filter(({ releasedAt }) => releasedAt === undefined)).toHaveLength(1);
  });
});

import { describe, expect, test } from '@jest/globals';

import { lifeOnPaper } from '../../testing/found-on-paper.ts';
import { claimRecords, plannedOrders, serviceOrderRecords } from './planned-orders.ts';
import { serviceHoursRecords, volunteerRecords } from './volunteer-records.ts';

const life = await lifeOnPaper();
const orders = [...serviceOrderRecords(life)];

describe('Volunteers', () => {
  test('6,000 of them have numbers of their own that are no id numbers', () => {
    const numbers = [...volunteerRecords(life)].map(({ number }) => number);
    expect(new Set(numbers).size).toBe(6_000);
    for (const number of numbers) expect(number).toMatch(/^410326\d{7}$/);
  });

  test('about 900 orders were posted, most are completed, some are posted or claimed now', () => {
    const of = (status: string) => orders.filter((order) => order.status === status).length;
    expect(orders.length).toBeGreaterThan(850);
    expect(orders.length).toBeLessThan(950);
    expect(of('COMPLETED')).toBeGreaterThan(650);
    expect(of('POSTED')).toBeGreaterThan(10);
    expect(of('CLAIMED')).toBeGreaterThan(10);
    expect(orders.filter(({ title }) => title.startsWith('寺帮帮'))).toHaveLength(14);
    expect(orders.filter(({ caseId }) => caseId !== undefined).length).toBeGreaterThan(0);
    expect(orders.filter(({ societyId }) => societyId !== undefined).length).toBeGreaterThan(100);
  });

  test('nobody serves two orders at once, and all claims come before the end and before now', () => {
    const spans = new Map<string, { from: number; until: number }[]>();
    for (const { record, claims } of plannedOrders(life)) {
      const span = { from: record.startsAt.getTime(), until: record.endsAt.getTime() };
      for (const { volunteer, record: claim } of claims) {
        const others = spans.get(volunteer.id) ?? [];
        expect(others.some(({ from, until }) => from < span.until && span.from < until)).toBe(false);
        spans.set(volunteer.id, [...others, span]);
        expect(claim.claimedAt >= record.postedAt && claim.claimedAt <= life.now).toBe(true);
      }
      expect(record.postedAt < life.now).toBe(true);
    }
  });

  test('the ledger has about 20,000 entries in half hours, corrections among them', () => {
    const entries = [...serviceHoursRecords(life)];
    expect(entries.length).toBeGreaterThan(18_500);
    expect(entries.length).toBeLessThan(21_500);
    const known = new Map(entries.map((entry) => [entry.id, entry]));
    for (const { hours, correctsId, volunteerId, recordedAt } of entries) {
      expect(Number.isInteger(hours * 2)).toBe(true);
      expect(recordedAt < life.now).toBe(true);
      if (correctsId !== undefined) expect(known.get(correctsId)?.volunteerId).toBe(volunteerId);
    }
    expect(entries.filter(({ kind }) => kind === 'CORRECTION').length).toBeGreaterThan(100);
  });

  test('are the same on every run', async () => {
    const again = await lifeOnPaper();
    expect([...serviceOrderRecords(again)]).toEqual(orders);
    expect([...claimRecords(again)]).toEqual([...claimRecords(life)]);
  });
});

import { describe, expect, test } from '@jest/globals';

import { toHalfHours } from '../hours/service-hours.ts';
import { ServiceOrder } from './service-order.ts';

const BEFORE = new Date('2026-03-02T00:00:00Z');
const AFTER = new Date('2026-03-02T04:00:00Z');

const posted = (volunteersNeeded: number) =>
  ServiceOrder.post({
    id: '1',
    title: '理发',
    description: null,
    areaCode: '410326200200',
    place: null,
    startsAt: new Date('2026-03-02T01:00:00Z'),
    endsAt: new Date('2026-03-02T03:00:00Z'),
    volunteersNeeded,
    skills: [],
    societyId: null,
    caseId: null,
    posterAccountId: '2',
    postedAt: BEFORE,
  });

describe('A service order', () => {
  test('is claimed when as many volunteers as needed have claimed it, and then full', () => {
    const order = posted(2);
    expect(order.claim(BEFORE)).toBe('CLAIMED');
    expect(order.status).toBe('POSTED');
    expect(order.claim(BEFORE)).toBe('CLAIMED');
    expect(order.status).toBe('CLAIMED');
    expect(order.claim(BEFORE)).toBe('FULL');
    expect(order.claimedCount).toBe(2);
  });

  test('takes no claims when its time is over', () => {
    expect(posted(1).claim(AFTER)).toBe('CLOSED');
  });

  test('is completed with the last of its claims', () => {
    const order = posted(2);
    order.claim(BEFORE);
    order.claim(BEFORE);
    expect(order.completeClaim(AFTER)).toBe('CLAIM_COMPLETED');
    expect(order.completeClaim(AFTER)).toBe('ORDER_COMPLETED');
    expect(order).toMatchObject({ status: 'COMPLETED', completedAt: AFTER });
    expect(order.completeClaim(AFTER)).toBe('CLOSED');
  });

  test('waits for who is still needed until its time is over', () => {
    const early = posted(2);
    early.claim(BEFORE);
    expect(early.completeClaim(BEFORE)).toBe('CLAIM_COMPLETED');
    expect(early.status).toBe('POSTED');

    const late = posted(2);
    late.claim(BEFORE);
    expect(late.completeClaim(AFTER)).toBe('ORDER_COMPLETED');
  });

  test('takes claims again when one is given back, and none once it is called off', () => {
    const order = posted(1);
    order.claim(BEFORE);
    expect(order.release()).toBe('RELEASED');
    expect(order).toMatchObject({ status: 'POSTED', claimedCount: 0 });
    expect(order.cancel(BEFORE)).toBe('CANCELLED');
    expect(order).toMatchObject({ status: 'CANCELLED', cancelledAt: BEFORE });
    expect([order.cancel(BEFORE), order.release(), order.claim(BEFORE)]).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);
  });

  test('is not called off when somebody has served already', () => {
    const order = posted(2);
    order.claim(BEFORE);
    order.completeClaim(BEFORE);
    expect(order.cancel(BEFORE)).toBe('CLOSED');
  });

  test('certifies its span and an hour more at most, a day at the very most', () => {
    expect(posted(1).mostHalfHours).toBe(6);
    const long = posted(1);
    long.endsAt = new Date('2026-03-05T01:00:00Z');
    expect(long.mostHalfHours).toBe(48);
  });
});

describe('Hours', () => {
  test('are counted in half hours', () => {
    expect([0.5, 2, 2.5, 24].map(toHalfHours)).toEqual([1, 4, 5, 48]);
    expect([0.25, 1.1, Number.NaN].map(toHalfHours)).toEqual([undefined, undefined, undefined]);
  });
});

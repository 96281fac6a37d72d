import { describe, expect, test } from '@jest/globals';

import { Household } from './household.ts';

const aHousehold = (over: Partial<Household> = {}) =>
  Object.assign(new Household(), { visitIntervalDays: 90, lastVisitedAt: null, nextDueOn: '2026-01-01' }, over);

describe('A household that is visited', () => {
  test('is due again one interval after the day of the visit in Shanghai', () => {
    const household = aHousehold();
    expect(household.visited(new Date('2026-03-01T17:00:00Z'))).toBe(true);
    expect(household.lastVisitedAt).toEqual(new Date('2026-03-01T17:00:00Z'));
    expect(household.nextDueOn).toBe('2026-05-31');
  });

  test('keeps its due day when an older visit arrives late', () => {
    const household = aHousehold({ lastVisitedAt: new Date('2026-03-01T01:00:00Z'), nextDueOn: '2026-05-30' });
    expect(household.visited(new Date('2026-02-01T01:00:00Z'))).toBe(false);
    expect(household.nextDueOn).toBe('2026-05-30');
  });
});

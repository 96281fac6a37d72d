import { describe, expect, test } from '@jest/globals';

import { Hazard, RecheckRefused } from './hazard.ts';

const aHazard = (over: Partial<Hazard> = {}) =>
  Object.assign(new Hazard(), {
    status: 'OPEN',
    foundAt: new Date('2026-03-01T02:00:00Z'),
    recheckDueOn: '2026-03-08',
    recheckCount: 0,
    caseSequence: 0,
    caseStatus: null,
    goneAt: null,
    ...over,
  });

describe('A hazard', () => {
  test('that is still there is due again after the days of its class', () => {
    const hazard = aHazard();
    hazard.recheck(new Date('2026-03-07T02:00:00Z'), '2026-03-07', false, 7);
    expect([hazard.status, hazard.recheckDueOn, hazard.recheckCount]).toEqual(['OPEN', '2026-03-14', 1]);
  });

  test('that is gone is due no more and is not re-checked again', () => {
    const hazard = aHazard();
    const at = new Date('2026-03-07T02:00:00Z');
    hazard.recheck(at, '2026-03-07', true, 7);
    expect([hazard.status, hazard.recheckDueOn, hazard.goneAt]).toEqual(['GONE', null, at]);
    expect(() => {
      hazard.recheck(at, '2026-03-07', true, 7);
    }).toThrow(RecheckRefused);
  });

  test('is not re-checked before it was found', () => {
    expect(() => {
      aHazard().recheck(new Date('2026-02-28T02:00:00Z'), '2026-02-28', true, 7);
    }).toThrow('before it was found');
  });

  test('whose case is closed is to be looked at at once; an older word of the case changes nothing', () => {
    const hazard = aHazard();
    expect(hazard.followCase('c', 'CLOSED', 5, '2026-03-03')).toBe(true);
    expect(hazard.recheckDueOn).toBe('2026-03-03');
    expect(hazard.followCase('c', 'HANDLING', 3, '2026-03-04')).toBe(false);
    expect(hazard.caseStatus).toBe('CLOSED');
  });

  test('is overdue the day after its due day', () => {
    expect(aHazard().isOverdue('2026-03-08')).toBe(false);
    expect(aHazard().isOverdue('2026-03-09')).toBe(true);
  });
});

import { describe, expect, test } from '@jest/globals';

import { Errand, ErrandStepRefused } from './errand.ts';

const at = new Date('2026-03-02T02:00:00Z');
const anErrand = (over: Partial<Errand> = {}) =>
  Object.assign(new Errand(), { status: 'BEGUN', caseSequence: 0, caseStatus: null, succeeded: null, ...over });

describe('An errand', () => {
  test('goes from begun over the department to the resident', () => {
    const errand = anErrand();
    errand.handOver(at);
    expect(errand.followCase('c', 'HANDLING', 3, at)).toBeUndefined();
    expect(errand.followCase('c', 'RESOLVED', 4, at)).toBe('ANSWERED');
    expect(errand.succeeded).toBe(true);
    errand.complete(at);
    expect(errand.status).toBe('COMPLETED');
  });

  test('whose case is refused is answered too, without success', () => {
    const errand = anErrand({ status: 'HANDED_OVER' });
    expect(errand.followCase('c', 'REFUSED', 2, at)).toBe('ANSWERED');
    expect(errand.succeeded).toBe(false);
  });

  test('whose case is reworked waits again, unless the resident was told', () => {
    const errand = anErrand({ status: 'ANSWERED', caseSequence: 4, succeeded: true });
    expect(errand.followCase('c', 'HANDLING', 5, at)).toBe('REOPENED');
    expect([errand.status, errand.succeeded]).toEqual(['HANDED_OVER', null]);
    const told = anErrand({ status: 'COMPLETED', caseSequence: 4 });
    expect(told.followCase('c', 'HANDLING', 5, at)).toBeUndefined();
    expect(told.status).toBe('COMPLETED');
  });

  test('passes over an older word of the case', () => {
    const errand = anErrand({ status: 'HANDED_OVER', caseSequence: 6 });
    expect(errand.followCase('c', 'CLOSED', 6, at)).toBeUndefined();
    expect(errand.status).toBe('HANDED_OVER');
  });

  test.each([
    ['handed over twice', 'HANDED_OVER', 'handOver'],
    ['completed before it is answered', 'HANDED_OVER', 'complete'],
    ['withdrawn after it was answered', 'ANSWERED', 'withdraw'],
  ] as const)('is not %s', (_, status, step) => {
    expect(() => {
      anErrand({ status })[step](at);
    }).toThrow(ErrandStepRefused);
  });
});

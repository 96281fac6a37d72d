import { describe, expect, test } from '@jest/globals';

import { ageBandOf, Resident } from './resident.ts';

describe('A resident', () => {
  test.each([
    ['2026-03-01', 'AGE_0_9'],
    ['1961-03-03', 'AGE_60_69'],
    ['1936-03-02', 'AGE_90_UP'],
    ['1920-01-01', 'AGE_90_UP'],
  ])('born on %s is told of as %s', (birthDate, band) => {
    expect(ageBandOf(birthDate, '2026-03-02')).toBe(band);
  });

  test('is verified anew by a later day only', () => {
    const resident = Object.assign(new Resident(), { verifiedOn: '2026-01-10' });
    expect(resident.verify('2026-01-09')).toBe(false);
    expect(resident.verify('2026-01-10')).toBe(false);
    expect(resident.verify('2026-01-11')).toBe(true);
    expect(resident.verifiedOn).toBe('2026-01-11');
  });
});

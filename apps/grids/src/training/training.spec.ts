import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { addMonths, TrainingKind } from './training.ts';

describe('The validity of a training', () => {
  test('ends on the same day of a later month, or on its last', () => {
    expect(addMonths('2026-03-02', 12)).toBe('2027-03-02');
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28');
  });

  test('grows with the months', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 119 }), (days, months) => {
        const day = new Date(days * 86_400_000).toISOString().slice(0, 10);
        expect(addMonths(day, months) > day).toBe(true);
        expect(addMonths(day, months + 1) > addMonths(day, months)).toBe(true);
      }),
    );
  });

  test('is for good where the kind has none', () => {
    expect(Object.assign(new TrainingKind(), { validMonths: null }).validUntil('2026-03-02')).toBeNull();
    expect(Object.assign(new TrainingKind(), { validMonths: 6 }).validUntil('2026-03-02')).toBe('2026-09-02');
  });
});

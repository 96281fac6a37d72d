import { describe, expect, test } from '@jest/globals';

import { checklistOn, type Checklist } from './checklist.ts';

const version = (number: number, validFrom: string): Checklist => ({ version: number, validFrom, items: [] });
const versions = [version(1, '2026-01-01'), version(2, '2026-03-01'), version(3, '2026-06-01')];

describe('The checklist in force', () => {
  test('is the newest that has begun', () => {
    expect(checklistOn(versions, '2026-02-28')?.version).toBe(1);
    expect(checklistOn(versions, '2026-03-01')?.version).toBe(2);
    expect(checklistOn(versions, '2027-01-01')?.version).toBe(3);
  });

  test('is the first one before there was any, and none where the county has none', () => {
    expect(checklistOn(versions, '2025-01-01')?.version).toBe(1);
    expect(checklistOn([], '2026-01-01')).toBeUndefined();
  });
});

import { describe, expect, test } from '@jest/globals';

import { AssignmentPeriodWrong, GridAssignment } from './grid-assignment.ts';

const anAssignment = (over: Partial<GridAssignment> = {}) =>
  Object.assign(new GridAssignment(), { since: '2026-01-01', until: null }, over);

describe('A grid assignment', () => {
  test('is current from its first day to the day before its end', () => {
    const assignment = anAssignment({ until: '2026-02-01' });
    expect(['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((day) => assignment.isCurrentOn(day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('ends once, after it has begun', () => {
    const assignment = anAssignment();
    expect(() => {
      assignment.end('2026-01-01');
    }).toThrow(AssignmentPeriodWrong);
    assignment.end('2026-03-01');
    expect(assignment.until).toBe('2026-03-01');
    expect(() => {
      assignment.end('2026-04-01');
    }).toThrow(/ended before/);
  });
});

import type { Increment } from '@gridloom/service-kit';

import type { Case } from '../case/case.ts';

/** Kept figures of running clocks and of supervision, per area with all above it, grid and responsible body. */
export const clockMetrics = { OVERDUE: 'clock:OVERDUE', DUE_SOON: 'clock:DUE_SOON' } as const;
export const supervisionMetric = (level: string): string => `supervision:${level}`;

interface ClockFlags {
  readonly overdueAt?: Date | null | undefined;
  readonly dueSoonAt?: Date | null | undefined;
}

/** As what a running clock counts: overdue, due soon, or nothing. */
export const clockIncrements = (subjects: readonly string[], flags: ClockFlags, delta: number): Increment[] => {
  const metric = flags.overdueAt ? clockMetrics.OVERDUE : flags.dueSoonAt ? clockMetrics.DUE_SOON : null;
  return metric === null ? [] : subjects.map((subject) => ({ subject, metric, delta }));
};

/** For whom a case counts: its area with all above, its grid, the body that has to act. */
export const subjectsOf = (
  file: Pick<Case, 'areaCode' | 'gridId'>,
  handlerId: string | null | undefined,
  withAncestors: (areaCode: string) => readonly string[],
): string[] => [
  ...withAncestors(file.areaCode),
  ...(file.gridId ? [file.gridId] : []),
  ...(handlerId ? [handlerId] : []),
];

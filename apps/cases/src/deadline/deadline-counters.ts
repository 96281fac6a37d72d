import type { Increment } from '@gridloom/service-kit';

import type { Case } from '../case/case.ts';

/** Kept figures of running clocks and of supervision, per area with all above it, grid, service item and responsible body. */
export const clockMetrics = { OVERDUE: 'clock:OVERDUE', DUE_SOON: 'clock:DUE_SOON', URGED: 'clock:URGED' } as const;
export const supervisionMetric = (level: string): string => `supervision:${level}`;

/** What has happened on a clock. */
export interface ClockFlags {
  readonly overdueAt?: Date | null | undefined;
  readonly dueSoonAt?: Date | null | undefined;
  readonly urgedAt?: Date | null | undefined;
}

/** As what a running clock counts: overdue or due soon, and urged besides. */
export const clockIncrements = (subjects: readonly string[], flags: ClockFlags, delta: number): Increment[] => {
  const near = flags.overdueAt ? [clockMetrics.OVERDUE] : flags.dueSoonAt ? [clockMetrics.DUE_SOON] : [];
  const metrics = flags.urgedAt ? [...near, clockMetrics.URGED] : near;
  return metrics.flatMap((metric) => subjects.map((subject) => ({ subject, metric, delta })));
};

/** For whom a case counts: its area with all above, its grid, its service item, the body that has to act. */
export const subjectsOf = (
  file: Pick<Case, 'areaCode' | 'gridId' | 'serviceItemId'>,
  handlerId: string | null | undefined,
  withAncestors: (areaCode: string) => readonly string[],
): string[] => [
  ...withAncestors(file.areaCode),
  ...(file.gridId ? [file.gridId] : []),
  ...(file.serviceItemId ? [file.serviceItemId] : []),
  ...(handlerId ? [handlerId] : []),
];

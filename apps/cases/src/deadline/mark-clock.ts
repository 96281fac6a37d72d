import { applyIncrements } from '@gridloom/service-kit';

import type { Case } from '../case/case.ts';
import type { RecordTools } from '../case/record-change.ts';
import type { CaseDeadline } from './case-deadline.ts';
import { clockIncrements, subjectsOf, type ClockFlags } from './deadline-counters.ts';

/** Marks a clock and counts it anew, under the subjects that the case has now. Case and clock are locked. */
export const markClock = async (
  { em, sql, withAncestors }: RecordTools,
  file: Case,
  row: CaseDeadline,
  flags: ClockFlags,
): Promise<void> => {
  const isRunning = !row.endedAt && !row.pausedAt;
  const before = isRunning ? clockIncrements(row.countedFor, row, -1) : [];
  Object.assign(row, flags, { countedFor: subjectsOf(file, row.handlerId, withAncestors) });
  await em.flush();
  await applyIncrements(sql, [...before, ...(isRunning ? clockIncrements(row.countedFor, row, 1) : [])]);
};

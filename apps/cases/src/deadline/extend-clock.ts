import type { EntityManager } from '@gridloom/service-kit';

import { CaseDeadline } from './case-deadline.ts';
import { readMove, type ClockExtension } from './clock-moves.ts';
import type { RunningClock, StageClock } from './stage-clock.ts';

/** The running clock of a case as it runs with a longer time (延期). Throws YearNotLoaded. @returns null where none runs */
export const extendedClock = async (
  em: EntityManager,
  caseId: string,
  granted: Omit<ClockExtension, 'kind'>,
  clock: StageClock,
): Promise<RunningClock | null> => {
  const row = await em.findOne(CaseDeadline, { caseId, endedAt: null, pausedAt: null });
  if (!row) return null;
  const { stage, ruleId, amount, unit, startedAt, moves } = row;
  const { serviceItemCode = null, bodyKind = null, source = null } = row;
  const rule = { stage, ruleId, serviceItemCode, bodyKind, source };
  const running = { ...rule, amount, unit, startedAt, moves: moves.map(readMove) };
  return clock.extend(running, { kind: 'EXTENSION', ...granted });
};

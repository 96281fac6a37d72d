import { endStatuses } from '../case/case-flow.ts';
import type { Case, CaseChange } from '../case/case.ts';
import type { CaseStep } from '../case/timeline-entry.ts';
import type { ClockMove } from './clock-moves.ts';
import type { RunningClock } from './stage-clock.ts';
import { alarmColumns, continues } from './write-clock.ts';

/** A clock as a history leaves it. */
interface PlayedClock {
  readonly clock: RunningClock;
  readonly handlerId: string | null;
  readonly moves: ClockMove[];
  readonly entries: PlayedEntry[];
  dueAt: Date;
  provisionalYears: readonly number[];
  pausedAt: Date | null;
  endedAt: Date | null;
}

interface PlayedEntry {
  readonly at: Date;
  readonly kind: 'PAUSED' | 'RESUMED';
  readonly dueBefore: Date;
  readonly dueAfter: Date;
}

/** Steps whose organization is the body that has the case from then on. */
const givesToBody: ReadonlySet<CaseStep> = new Set(['DISPATCHED', 'TRANSFERRED', 'FELL_BACK', 'ESCALATED']);

const goOn = (played: PlayedClock, pausedAt: Date, at: Date, clock: RunningClock): void => {
  played.moves.push({ kind: 'PAUSE', from: pausedAt, until: at });
  const { dueAt, provisionalYears } = clock.startedBy.dueOf(played.clock, played.moves);
  played.entries.push({ at, kind: 'RESUMED', dueBefore: played.dueAt, dueAfter: dueAt });
  Object.assign(played, { pausedAt: null, dueAt, provisionalYears });
};

const stop = (played: PlayedClock | undefined, at: Date, waits: boolean): void => {
  if (!played || played.endedAt) return;
  if (waits) {
    played.pausedAt = at;
    played.entries.push({ at, kind: 'PAUSED', dueBefore: played.dueAt, dueAfter: played.dueAt });
  } else played.endedAt = at;
};

/**
 * The clocks of a history, one after another: with their pauses, and the moment at which the next one, or none, took their place. The
 * same as {@link writeClock} leaves; the case gets the deadline of the clock that runs in the end.
 */
export const clockHistory = (file: Case, changes: readonly CaseChange[]): readonly PlayedClock[] => {
  const clocks: PlayedClock[] = [];
  let handlerId: string | null = null;
  for (const { clock, entries, to } of changes) {
    const given = entries.findLast(({ step }) => givesToBody.has(step));
    if (given) handlerId = given.organizationId;
    if (clock === undefined) continue;
    const at = entries[0]?.at ?? file.reportedAt;
    const running = clocks.at(-1);
    if (clock && running?.pausedAt && !running.endedAt && continues(running.clock, clock)) {
      goOn(running, running.pausedAt, at, clock);
      continue;
    }
    stop(running, at, clock === null && !endStatuses.includes(to));
    if (!clock) continue;
    const { dueAt, provisionalYears } = clock;
    const forBody = clock.stage === 'TAKE_UP' || clock.stage === 'HANDLE';
    const responsible = { handlerId: forBody ? handlerId : null };
    clocks.push({
      clock,
      ...responsible,
      moves: [],
      entries: [],
      dueAt,
      provisionalYears,
      pausedAt: null,
      endedAt: null,
    });
  }
  const last = clocks.at(-1);
  if (last && !last.endedAt && !last.pausedAt) file.dueAt = last.dueAt;
  return clocks;
};

/** The next alarm of a clock that a history leaves running. */
export const alarmOf = ({ clock, dueAt, endedAt, pausedAt }: PlayedClock) =>
  alarmColumns(endedAt || pausedAt ? null : clock.startedBy.planAlarm({ ...clock, dueAt }, []));

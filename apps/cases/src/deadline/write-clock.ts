import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';
import { applyIncrements } from '@gridloom/service-kit';

import type { Case, CaseChange } from '../case/case.ts';
import type { AlarmKind, PlannedAlarm, WatchedClock } from './alarm.ts';
import { CaseDeadline } from './case-deadline.ts';
import { readMove, storeMove, type ClockPause } from './clock-moves.ts';
import { clockIncrements } from './deadline-counters.ts';
import { addDeadlineEntry } from './deadline-entry.ts';
import type { ClockDue, RunningClock } from './stage-clock.ts';

/** What clocks are written with. */
export interface ClockTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly newId: () => string;
}

/** A clock that stood still while the case waited, and goes on. */
interface ContinuedClock {
  readonly row: CaseDeadline;
  readonly pause: ClockPause;
  readonly due: ClockDue;
}

/** Columns of the next alarm. */
export const alarmColumns = (alarm: PlannedAlarm) => ({
  nextAlarm: alarm && 'kind' in alarm ? alarm.kind : null,
  nextAlarmAt: alarm && 'kind' in alarm ? alarm.at : null,
  waitsForYear: alarm && 'waitsForYear' in alarm ? alarm.waitsForYear : null,
});

/** A clock as its alarms are planned, with another deadline. */
export const watchedUntil = ({ stage, startedAt, unit }: CaseDeadline, dueAt: Date): WatchedClock => ({
  stage,
  startedAt,
  dueAt,
  unit,
});

/** Whether a clock that is to start takes up the one that stood still: the same stage by the same kind of rule. */
export const continues = (
  paused: Pick<CaseDeadline, 'stage' | 'serviceItemCode' | 'bodyKind'>,
  clock: Pick<RunningClock, 'stage' | 'serviceItemCode' | 'bodyKind'>,
): boolean =>
  paused.stage === clock.stage &&
  (paused.serviceItemCode ?? null) === clock.serviceItemCode &&
  (paused.bodyKind ?? null) === clock.bodyKind;

const momentOf = (file: Case, change: CaseChange): Date => change.entries[0]?.at ?? file.reportedAt;

/** The body that has to keep a clock; none where it is the desk of the area or the grid. */
const responsibleFor = (file: Case, { stage }: Pick<RunningClock, 'stage'>): string | null =>
  stage === 'TAKE_UP' || stage === 'HANDLE' ? (file.handlerId ?? null) : null;

/**
 * To be called before the case's row is written: where a case goes on after it has waited, its old clock goes on too, and the case
 * gets that deadline.
 */
export const settleClock = async (
  { em }: ClockTools,
  file: Case,
  change: CaseChange,
): Promise<ContinuedClock | null> => {
  if (!change.clock || change.clock.extension || change.from === null) return null;
  const row = await em.findOne(CaseDeadline, { caseId: file.id, endedAt: null, pausedAt: { $ne: null } });
  if (!row?.pausedAt || !continues(row, change.clock)) return null;
  const pause: ClockPause = { kind: 'PAUSE', from: row.pausedAt, until: momentOf(file, change) };
  const due = change.clock.startedBy.dueOf(row, [...row.moves.map(readMove), pause]);
  file.dueAt = due.dueAt;
  return { row, pause, due };
};

interface StoppedClock {
  readonly id: string;
  readonly dueAt: Date;
}

/** Stops the running clock, for good or while the case waits; what it counted as is taken back. */
export const stopClock = async (
  { sql }: Pick<ClockTools, 'sql'>,
  caseId: string,
  at: Date,
  how: 'ended_at' | 'paused_at',
): Promise<StoppedClock | null> => {
  // what it should have told before it was stopped is still told
  const kept = `due_at < $2 and not 'OVERDUE' = any(alarms_fired)`;
  const [row] = await sql(
    `update case_deadline set ${how} = $2,
       next_alarm = case when ${kept} then 'OVERDUE' end, next_alarm_at = case when ${kept} then due_at end
     where case_id = $1 and ended_at is null
     returning id::text, due_at, overdue_at, due_soon_at, urged_at, counted_for, old.paused_at is not null as was_paused`,
    [caseId, at],
  );
  if (!row) return null;
  if (row.was_paused !== true) {
    const counted = {
      overdueAt: row.overdue_at as Date | null,
      dueSoonAt: row.due_soon_at as Date | null,
      urgedAt: row.urged_at as Date | null,
    };
    await applyIncrements(sql, clockIncrements(row.counted_for as string[], counted, -1));
  }
  return { id: row.id as string, dueAt: new Date(row.due_at as string | Date) };
};

const continueClock = async (tools: ClockTools, { row, pause, due }: ContinuedClock, clock: RunningClock) => {
  const dueBefore = row.dueAt;
  const alarm = clock.startedBy.planAlarm(watchedUntil(row, due.dueAt), row.alarmsFired);
  Object.assign(row, {
    pausedAt: null,
    moves: [...row.moves, storeMove(pause)],
    dueAt: due.dueAt,
    provisionalYears: [...due.provisionalYears],
    ...alarmColumns(alarm),
  });
  await tools.em.flush();
  await applyIncrements(tools.sql, clockIncrements(row.countedFor, row, 1));
  await addDeadlineEntry(tools, row.id, { at: pause.until, kind: 'RESUMED', dueBefore, dueAfter: due.dueAt });
};

/** A running clock gets longer; what went off for the old deadline may go off again for the new one. */
const extendClock = async (
  tools: ClockTools,
  file: Case,
  change: CaseChange,
  { extension, dueAt, provisionalYears, startedBy }: RunningClock,
): Promise<void> => {
  const row = await tools.em.findOne(CaseDeadline, { caseId: file.id, endedAt: null });
  if (!row || !extension) return;
  const { dueAt: dueBefore, overdueAt, dueSoonAt, urgedAt } = row;
  const isOverdue = dueAt < extension.at;
  const alarmsFired = isOverdue ? row.alarmsFired : [];
  Object.assign(row, {
    moves: [...row.moves, storeMove(extension)],
    dueAt,
    provisionalYears: [...provisionalYears],
    alarmsFired,
    ...(isOverdue ? {} : { overdueAt: null, dueSoonAt: null, urgedAt: null }),
    ...alarmColumns(startedBy.planAlarm(watchedUntil(row, dueAt), alarmsFired)),
  });
  await tools.em.flush();
  await applyIncrements(tools.sql, [
    ...clockIncrements(row.countedFor, { overdueAt, dueSoonAt, urgedAt }, -1),
    ...clockIncrements(row.countedFor, row, 1),
  ]);
  const { amount, unit, at } = extension;
  const by = { actorAccountId: change.entries[0]?.actorAccountId ?? null, reason: change.entries[0]?.note ?? null };
  await addDeadlineEntry(tools, row.id, { at, kind: 'EXTENDED', dueBefore, dueAfter: dueAt, amount, unit, ...by });
};

/** The row of a clock that starts to run. */
export const clockRow = (file: Case, clock: RunningClock, position: number) => {
  const { startedBy, provisionalYears, stage, ruleId, serviceItemCode, bodyKind, source } = clock;
  const { amount, unit, startedAt, dueAt } = clock;
  const fired: AlarmKind[] = [];
  return {
    ...{ stage, ruleId, serviceItemCode, bodyKind, source, amount, unit, startedAt, dueAt },
    provisionalYears: [...provisionalYears],
    position,
    handlerId: responsibleFor(file, clock),
    ...alarmColumns(startedBy.planAlarm(clock, fired)),
  };
};

/** Writes what a step does to the clocks; `continued` is what {@link settleClock} said. */
export const writeClock = async (
  tools: ClockTools,
  file: Case,
  change: CaseChange,
  continued: ContinuedClock | null,
): Promise<void> => {
  if (change.clock === undefined) return;
  const at = momentOf(file, change);
  if (continued && change.clock) return continueClock(tools, continued, change.clock);
  if (change.clock?.extension) return extendClock(tools, file, change, change.clock);
  if (change.from !== null) {
    const waits = change.clock === null && file.isOpen();
    const stopped = await stopClock(tools, file.id, at, waits ? 'paused_at' : 'ended_at');
    if (stopped && waits) {
      const { id, dueAt } = stopped;
      await addDeadlineEntry(tools, id, { at, kind: 'PAUSED', dueBefore: dueAt, dueAfter: dueAt });
    }
  }
  if (change.clock) {
    const row = clockRow(file, change.clock, file.deadlineCount);
    await tools.em.insert(CaseDeadline, {
      id: tools.newId(),
      caseId: file.id,
      endedAt: null,
      moves: [],
      alarmsFired: [],
      countedFor: [],
      ...row,
    });
  }
};

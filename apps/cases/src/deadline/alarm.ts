import { YearNotLoaded, type WorkingCalendar } from '@gridloom/standards';

import type { CaseStage } from '../case/case-flow.ts';
import { isInForce, type Validity } from './validity.ts';
import type { ClockUnit } from './stage-clock.ts';

/** What a clock does by itself, in the order in which it does it. */
export const alarmKinds = [
  'DUE_SOON',
  'OVERDUE',
  'URGE',
  'SUPERVISE_NORMAL',
  'SUPERVISE_YELLOW',
  'SUPERVISE_RED',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** How long before (DUE_SOON) or after the deadline something happens by itself; being overdue needs no rule. */
export interface ReminderRule extends Validity {
  readonly id: string;
  readonly kind: Exclude<AlarmKind, 'OVERDUE'>;
  /** For this stage; null for every stage that has no rule of its own. */
  readonly stage: CaseStage | null;
  readonly amount: number;
  readonly unit: ClockUnit;
}

export interface NextAlarm {
  readonly kind: AlarmKind;
  readonly at: Date;
}

/** The next alarm, none, or the year that has to be loaded before it can be said. */
export type PlannedAlarm = NextAlarm | { readonly waitsForYear: number } | null;

/** What alarms are planned by. */
export interface WatchedClock {
  readonly stage: CaseStage;
  readonly startedAt: Date;
  readonly dueAt: Date;
  readonly unit: ClockUnit;
}

const HOUR_MS = 3_600_000;

/** A clock that runs round the clock reminds and urges round the clock: hours of work are hours, a working day is 24 of them. */
const roundTheClock = (rule: ReminderRule, { startedAt, dueAt }: WatchedClock): Date | null => {
  const time = rule.amount * (rule.unit === 'WORKING_DAYS' ? 24 : 1) * HOUR_MS;
  if (rule.kind !== 'DUE_SOON') return new Date(dueAt.getTime() + time);
  return dueAt.getTime() - startedAt.getTime() <= time ? null : new Date(dueAt.getTime() - time);
};

const momentOf = (rule: ReminderRule, clock: WatchedClock, calendar: WorkingCalendar): Date | null => {
  if (clock.unit === 'HOURS' || rule.unit === 'HOURS') return roundTheClock(rule, clock);
  if (rule.kind === 'DUE_SOON') {
    const whole = calendar.workingTimeBetween(clock.startedAt, clock.dueAt);
    // a clock that is no longer than the warning is not warned of
    if (rule.unit === 'WORKING_DAYS' ? whole.days <= rule.amount : whole.minutes <= rule.amount * 60) return null;
    return rule.unit === 'WORKING_DAYS'
      ? calendar.subtractWorkingDays(clock.dueAt, rule.amount)
      : calendar.subtractWorkingHours(clock.dueAt, rule.amount);
  }
  return rule.unit === 'WORKING_DAYS'
    ? calendar.addWorkingDays(clock.dueAt, rule.amount).at
    : calendar.addWorkingHours(clock.dueAt, rule.amount).at;
};

/**
 * The first alarm of a clock that has not gone off yet. Rules are those of the day on which the clock started; where one of them
 * needs a year that is not loaded, the alarms before it are still told, and then that year.
 */
export const planAlarm = (
  clock: WatchedClock,
  fired: readonly AlarmKind[],
  rules: readonly ReminderRule[],
  calendar: WorkingCalendar,
): PlannedAlarm => {
  let next: NextAlarm | null = null;
  let missing: number | null = null;
  for (const kind of alarmKinds) {
    if (fired.includes(kind)) continue;
    const inForce = rules.filter((rule) => rule.kind === kind && isInForce(rule, clock.startedAt));
    const rule = inForce.find(({ stage }) => stage === clock.stage) ?? inForce.find(({ stage }) => stage === null);
    if (kind !== 'OVERDUE' && !rule) continue;
    try {
      const at = rule ? momentOf(rule, clock, calendar) : clock.dueAt;
      if (at && (next === null || at < next.at)) next = { kind, at };
    } catch (error) {
      if (!(error instanceof YearNotLoaded)) throw error;
      missing ??= error.year;
    }
  }
  if (next !== null) return next;
  return missing === null ? null : { waitsForYear: missing };
};

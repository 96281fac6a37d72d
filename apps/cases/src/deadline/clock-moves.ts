import type { WorkingCalendar } from '@gridloom/standards';

import type { ClockDue, ClockStart, ClockUnit } from './stage-clock.ts';

/** A time in which a case waited and its clock stood still. */
export interface ClockPause {
  readonly kind: 'PAUSE';
  readonly from: Date;
  readonly until: Date;
}

/** A longer time that was granted. */
export interface ClockExtension {
  readonly kind: 'EXTENSION';
  readonly at: Date;
  readonly amount: number;
  readonly unit: ClockUnit;
}

/** What moves a running clock's deadline. */
export type ClockMove = ClockPause | ClockExtension;

/** A move as it is stored. */
export interface StoredMove {
  readonly kind: 'PAUSE' | 'EXTENSION';
  readonly from?: string;
  readonly until?: string;
  readonly at?: string;
  readonly amount?: number;
  readonly unit?: ClockUnit;
}

export const storeMove = (move: ClockMove): StoredMove =>
  move.kind === 'PAUSE'
    ? { kind: 'PAUSE', from: move.from.toISOString(), until: move.until.toISOString() }
    : { kind: 'EXTENSION', at: move.at.toISOString(), amount: move.amount, unit: move.unit };

export const readMove = (stored: StoredMove): ClockMove =>
  stored.kind === 'PAUSE'
    ? { kind: 'PAUSE', from: new Date(stored.from ?? ''), until: new Date(stored.until ?? '') }
    : {
        kind: 'EXTENSION',
        at: new Date(stored.at ?? ''),
        amount: stored.amount ?? 0,
        unit: stored.unit ?? 'WORKING_DAYS',
      };

const MINUTES_AN_HOUR = 60;
const HOUR_MS = 3_600_000;

/**
 * When a clock runs out. A pause moves it by the working time that lay in it (whole working days for clocks that count days, all of it for those that run round the clock), an
 * extension by what was granted; so that the working time left is the same when a case goes on as when it began to wait.
 */
export const dueAfter = (calendar: WorkingCalendar, start: ClockStart, moves: readonly ClockMove[]): ClockDue => {
  const years = new Set<number>();
  const add = (from: Date, amount: number, unit: ClockUnit): Date => {
    if (unit === 'HOURS') return new Date(from.getTime() + amount * HOUR_MS);
    const deadline =
      unit === 'WORKING_DAYS' ? calendar.addWorkingDays(from, amount) : calendar.addWorkingHours(from, amount);
    deadline.provisionalYears.forEach((year) => years.add(year));
    return deadline.at;
  };
  let dueAt = add(start.startedAt, start.amount, start.unit);
  for (const move of moves) {
    if (move.kind === 'EXTENSION') {
      dueAt = add(dueAt, move.amount, move.unit);
      continue;
    }
    if (start.unit === 'HOURS') {
      dueAt = add(dueAt, (move.until.getTime() - move.from.getTime()) / HOUR_MS, start.unit);
      continue;
    }
    const waited = calendar.workingTimeBetween(move.from, move.until);
    const amount = start.unit === 'WORKING_DAYS' ? waited.days : waited.minutes / MINUTES_AN_HOUR;
    if (amount > 0) {
      waited.provisionalYears.forEach((year) => years.add(year));
      dueAt = add(dueAt, amount, start.unit);
    }
  }
  return { dueAt, provisionalYears: [...years].sort((a, b) => a - b) };
};

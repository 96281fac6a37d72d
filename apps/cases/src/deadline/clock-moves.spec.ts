import { describe, expect, it } from '@jest/globals';
import { provisionalYear, WorkingCalendar } from '@gridloom/standards';
import fc from 'fast-check';

import { dueAfter, readMove, storeMove, type ClockMove } from './clock-moves.ts';
import type { ClockUnit } from './stage-clock.ts';

const calendar = new WorkingCalendar([2026, 2027].map((year) => ({ ...provisionalYear(year), status: 'loaded' })));
const at = (text: string) => new Date(`${text}:00+08:00`);
const monday = at('2026-03-02T09:00');
const days = (amount: number) => ({ startedAt: monday, amount, unit: 'WORKING_DAYS' as const });

describe('what moves a deadline', () => {
  it('is a pause by its working days, whole ones where days are counted', () => {
    const pause = (from: string, until: string): ClockMove => ({ kind: 'PAUSE', from: at(from), until: at(until) });
    const due = (move: ClockMove) => dueAfter(calendar, days(3), [move]).dueAt;
    expect(dueAfter(calendar, days(3), []).dueAt).toEqual(at('2026-03-05T18:00'));
    expect(due(pause('2026-03-03T09:00', '2026-03-03T17:00'))).toEqual(at('2026-03-05T18:00'));
    expect(due(pause('2026-03-03T09:00', '2026-03-04T08:00'))).toEqual(at('2026-03-06T18:00'));
    expect(due(pause('2026-03-06T17:00', '2026-03-09T09:00'))).toEqual(at('2026-03-06T18:00'));
  });

  it('is an extension, counted on from the deadline', () => {
    const extension: ClockMove = { kind: 'EXTENSION', at: at('2026-03-04T09:00'), amount: 5, unit: 'WORKING_DAYS' };
    expect(dueAfter(calendar, days(3), [extension]).dueAt).toEqual(at('2026-03-12T18:00'));
  });

  it('is the same after it was stored', () => {
    const moves: ClockMove[] = [
      { kind: 'PAUSE', from: monday, until: at('2026-03-04T09:00') },
      { kind: 'EXTENSION', at: monday, amount: 2.5, unit: 'WORKING_HOURS' },
    ];
    expect(
      moves.map((move) => readMove(JSON.parse(JSON.stringify(storeMove(move))) as ReturnType<typeof storeMove>)),
    ).toEqual(moves);
  });

  it('leaves a waiting case as much working time as it had when it began to wait', () => {
    const minutes = (from: number, size: number) =>
      fc.integer({ min: from, max: from + size }).map((m) => new Date(monday.getTime() + m * 60_000));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom<ClockUnit>('WORKING_DAYS', 'WORKING_HOURS'),
        minutes(0, 20_000),
        fc.integer({ min: 1, max: 60_000 }),
        (amount, unit, from, length) => {
          const until = new Date(from.getTime() + length * 60_000);
          const start = { startedAt: monday, amount, unit };
          const before = dueAfter(calendar, start, []).dueAt;
          const after = dueAfter(calendar, start, [{ kind: 'PAUSE', from, until }]).dueAt;
          const left = (now: Date, due: Date) => calendar.workingTimeBetween(now, due);
          if (unit === 'WORKING_DAYS') expect(left(until, after).days).toBe(left(from, before).days);
          else expect(left(until, after).minutes).toBeCloseTo(left(from, before).minutes, 2);
        },
      ),
    );
  });
});

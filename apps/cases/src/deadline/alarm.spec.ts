import { describe, expect, it } from '@jest/globals';
import { provisionalYear, WorkingCalendar } from '@gridloom/standards';
import fc from 'fast-check';

import { alarmKinds, planAlarm, type AlarmKind, type ReminderRule } from './alarm.ts';

const calendar = new WorkingCalendar([{ ...provisionalYear(2026), status: 'loaded' }]);
const at = (text: string) => new Date(`${text}:00+08:00`);

const rule = (
  kind: ReminderRule['kind'],
  amount: number,
  unit: ReminderRule['unit'],
  more: Partial<ReminderRule> = {},
): ReminderRule => ({
  id: kind,
  kind,
  stage: null,
  amount,
  unit,
  validFrom: '2000-01-01',
  validUntil: null,
  ...more,
});
const rules = [
  rule('DUE_SOON', 2, 'WORKING_HOURS'),
  rule('DUE_SOON', 1, 'WORKING_DAYS', { stage: 'HANDLE' }),
  rule('URGE', 4, 'WORKING_HOURS'),
  rule('SUPERVISE_NORMAL', 1, 'WORKING_DAYS'),
  rule('SUPERVISE_RED', 3, 'WORKING_DAYS'),
];
const clock = {
  stage: 'HANDLE',
  startedAt: at('2026-03-02T09:00'),
  dueAt: at('2026-03-05T18:00'),
  unit: 'WORKING_DAYS',
} as const;

const all = (from = rules, watched: Parameters<typeof planAlarm>[0] = clock) => {
  const fired: AlarmKind[] = [];
  const told: [AlarmKind, string][] = [];
  for (;;) {
    const next = planAlarm(watched, fired, from, calendar);
    if (!next || !('kind' in next)) return { told, next };
    fired.push(next.kind);
    told.push([next.kind, next.at.toISOString()]);
  }
};

describe('the alarms of a clock', () => {
  it('come one after another by the county`s rules, those of the stage before those of any', () => {
    expect(all().told).toEqual([
      ['DUE_SOON', at('2026-03-04T18:00').toISOString()],
      ['OVERDUE', at('2026-03-05T18:00').toISOString()],
      ['URGE', at('2026-03-06T15:00').toISOString()],
      ['SUPERVISE_NORMAL', at('2026-03-06T18:00').toISOString()],
      ['SUPERVISE_RED', at('2026-03-10T18:00').toISOString()],
    ]);
  });

  it('need no rule to be overdue, and know nothing else without one', () => {
    expect(all([]).told).toEqual([['OVERDUE', clock.dueAt.toISOString()]]);
  });

  it('give no warning where the whole time is no longer than the warning', () => {
    const short = {
      stage: 'TAKE_UP',
      startedAt: at('2026-03-02T09:00'),
      dueAt: at('2026-03-02T11:00'),
      unit: 'WORKING_HOURS',
    } as const;
    expect(all(rules, short).told[0]?.[0]).toBe('OVERDUE');
  });

  it('go by the rules of the day on which the clock started', () => {
    const changed = [
      rule('URGE', 4, 'WORKING_HOURS', { validUntil: '2026-03-02' }),
      rule('URGE', 1, 'WORKING_HOURS', { validFrom: '2026-03-02', validUntil: '2026-03-03' }),
      rule('URGE', 7, 'WORKING_HOURS', { validFrom: '2026-03-03' }),
    ];
    expect(all(changed).told.at(-1)).toEqual(['URGE', at('2026-03-06T09:30').toISOString()]);
  });

  it('say which year they wait for', () => {
    const late = {
      stage: 'HANDLE',
      startedAt: at('2026-12-28T09:00'),
      dueAt: at('2026-12-31T18:00'),
      unit: 'WORKING_DAYS',
    } as const;
    const { told, next } = all(rules, late);
    expect(told.map(([kind]) => kind)).toEqual(['DUE_SOON', 'OVERDUE']);
    expect(next).toEqual({ waitsForYear: 2027 });
  });

  it('each come once, never before the one before, whatever the rules', () => {
    const anyRule = fc.record({
      kind: fc.constantFrom('DUE_SOON', 'URGE', 'SUPERVISE_NORMAL', 'SUPERVISE_YELLOW', 'SUPERVISE_RED'),
      amount: fc.integer({ min: 1, max: 9 }),
      unit: fc.constantFrom('WORKING_DAYS', 'WORKING_HOURS'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyRule, { selector: ({ kind }) => kind }), (some) => {
        const { told } = all(some.map(({ kind, amount, unit }) => rule(kind, amount, unit)));
        expect(new Set(told.map(([kind]) => kind)).size).toBe(told.length);
        expect(told.map(([, moment]) => moment)).toEqual(told.map(([, moment]) => moment).sort());
        expect(told.every(([kind]) => alarmKinds.includes(kind))).toBe(true);
      }),
    );
  });

  it('goes on by night and on holidays where the clock itself does', () => {
    const night = {
      stage: 'HANDLE',
      startedAt: at('2026-03-06T22:00'),
      dueAt: at('2026-03-08T22:00'),
      unit: 'HOURS',
    } as const;
    expect(planAlarm(night, [], rules, calendar)).toEqual({ kind: 'DUE_SOON', at: at('2026-03-07T22:00') });
    expect(planAlarm(night, ['DUE_SOON', 'OVERDUE'], rules, calendar)).toEqual({
      kind: 'URGE',
      at: at('2026-03-09T02:00'),
    });
    const short = { ...night, dueAt: at('2026-03-06T23:00') };
    expect(planAlarm(short, [], rules, calendar)).toEqual({ kind: 'OVERDUE', at: at('2026-03-06T23:00') });
  });
});

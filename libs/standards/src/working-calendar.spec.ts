import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CalendarInvalid, provisionalYear, YearNotLoaded, type CalendarYear } from './calendar-year.ts';
import { addDays, instantOn, shanghaiDay } from './shanghai-day.ts';
import { explainDeadline, WorkingCalendar } from './working-calendar.ts';

const days = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => addDays(first, index));

const year2026: CalendarYear = {
  year: 2026,
  status: 'loaded',
  holidays: [
    ...days('2026-01-01', 3),
    ...days('2026-02-15', 9),
    ...days('2026-04-04', 3),
    ...days('2026-05-01', 5),
    ...days('2026-06-19', 3),
    ...days('2026-09-25', 3),
    ...days('2026-10-01', 7),
  ],
  makeUpWorkdays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  localDays: [],
};

const calendar = new WorkingCalendar([year2026]);
const withNextYear = new WorkingCalendar([year2026, provisionalYear(2027)]);
const at = (day: string, time: string): Date => new Date(`${day}T${time}:00+08:00`);

describe('working days', () => {
  it('are counted from the next working day, to the end of the last one', () => {
    expect(calendar.addWorkingDays(at('2026-11-24', '09:00'), 1).at).toEqual(at('2026-11-25', '18:00'));
    expect(calendar.addWorkingDays(at('2026-11-24', '23:59'), 5).at).toEqual(at('2026-12-01', '18:00'));
    expect(calendar.addWorkingDays(at('2026-11-28', '09:00'), 1).at).toEqual(at('2026-11-30', '18:00'));
  });

  it('pass over a holiday and count the Saturday that is worked for it', () => {
    expect(calendar.addWorkingDays(at('2026-09-30', '17:00'), 1).at).toEqual(at('2026-10-08', '18:00'));
    expect(calendar.addWorkingDays(at('2026-09-30', '17:00'), 3).at).toEqual(at('2026-10-10', '18:00'));
    expect(calendar.isWorkingDay('2026-10-10')).toBe(true);
    expect(calendar.isWorkingDay('2026-10-11')).toBe(false);
  });

  it("follow the county's own days, which weigh more than the national ones", () => {
    const local = new WorkingCalendar([
      {
        ...year2026,
        localDays: [
          { day: '2026-11-25', kind: 'OFF' },
          { day: '2026-11-28', kind: 'WORK' },
        ],
      },
    ]);
    expect(local.addWorkingDays(at('2026-11-24', '09:00'), 1).at).toEqual(at('2026-11-26', '18:00'));
    expect(local.addWorkingDays(at('2026-11-24', '09:00'), 3).at).toEqual(at('2026-11-28', '18:00'));
  });

  it('are not counted in fractions, nor none of them', () => {
    expect(() => calendar.addWorkingDays(at('2026-11-24', '09:00'), 0)).toThrow(RangeError);
    expect(() => calendar.addWorkingDays(at('2026-11-24', '09:00'), 1.5)).toThrow(RangeError);
  });
});

describe('working hours', () => {
  it('run only in the sessions of working days', () => {
    expect(calendar.addWorkingHours(at('2026-11-24', '11:00'), 2).at).toEqual(at('2026-11-24', '15:30'));
    expect(calendar.addWorkingHours(at('2026-11-24', '17:30'), 1).at).toEqual(at('2026-11-25', '09:00'));
    expect(calendar.addWorkingHours(at('2026-11-28', '10:00'), 7).at).toEqual(at('2026-11-30', '18:00'));
    expect(calendar.addWorkingHours(at('2026-11-24', '06:00'), 0.5).at).toEqual(at('2026-11-24', '09:00'));
  });

  it('are those of the season, where the county has a summer time-table', () => {
    const sessions = [
      { start: '08:00', end: '12:00' },
      { start: '15:00', end: '18:00' },
    ];
    const seasonal = new WorkingCalendar([year2026], {
      sessions: [{ start: '09:00', end: '17:00' }],
      seasons: [{ from: '05-01', until: '09-30', sessions }],
    });
    expect(seasonal.addWorkingHours(at('2026-07-01', '11:00'), 2).at).toEqual(at('2026-07-01', '16:00'));
    expect(seasonal.addWorkingDays(at('2026-10-08', '11:00'), 1).at).toEqual(at('2026-10-09', '17:00'));
  });

  it('are more than none', () => {
    expect(() => calendar.addWorkingHours(at('2026-11-24', '11:00'), 0)).toThrow(RangeError);
    expect(() => calendar.addWorkingHours(at('2026-11-24', '11:00'), Number.NaN)).toThrow(RangeError);
  });
});

describe('a year that is not loaded', () => {
  it('is an error that names the year, for days, hours and spans alike', () => {
    const attempts = [
      () => calendar.addWorkingDays(at('2026-12-30', '09:00'), 2),
      () => calendar.addWorkingHours(at('2026-12-31', '17:00'), 2),
      () => calendar.workingTimeBetween(at('2026-12-30', '09:00'), at('2027-01-05', '09:00')),
      () => calendar.isWorkingDay('2027-01-04'),
    ];
    for (const attempt of attempts) {
      expect(attempt).toThrow(YearNotLoaded);
      expect(attempt).toThrow(expect.objectContaining({ year: 2027 }));
    }
    expect(new YearNotLoaded(2027).explanation.zh).toContain('2027 年的工作日历尚未载入');
  });

  it('does not matter to a deadline that ends before it', () => {
    expect(calendar.addWorkingDays(at('2026-12-30', '09:00'), 1)).toMatchObject({
      at: at('2026-12-31', '18:00'),
      provisionalYears: [],
    });
    expect(withNextYear.addWorkingDays(at('2026-12-30', '09:00'), 1).provisionalYears).toEqual([]);
  });
});

describe('a provisional year', () => {
  it('has weekends and the statutory days fixed by date off, and nothing else', () => {
    expect(withNextYear.statusOf(2027)).toBe('provisional');
    const off = days('2027-01-01', 365).filter((day) => !withNextYear.isWorkingDay(day));
    const onWeekdays = off.filter((day) => ![6, 7].includes(((new Date(day).getUTCDay() + 6) % 7) + 1));
    expect(onWeekdays).toEqual(['2027-01-01', '2027-10-01']);
    expect(provisionalYear(2027).holidays).toEqual([
      '2027-01-01',
      '2027-05-01',
      '2027-05-02',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
    ]);
  });

  it('is told by every deadline that touches it, in both languages', () => {
    const deadline = withNextYear.addWorkingDays(at('2026-12-30', '09:00'), 3);
    expect(deadline).toMatchObject({ at: at('2027-01-05', '18:00'), provisionalYears: [2027] });
    expect(explainDeadline(deadline).zh).toBe(
      '自 2026-12-30 09:00 的次一工作日起算 3 个工作日，至 2027-01-05 18:00（北京时间）止。2027 年的工作日历为暂定（仅计周末和日期固定的法定节假日），国家公布放假安排后时限可能调整。',
    );
    expect(explainDeadline(deadline).en).toContain('The calendar of 2027 is provisional');
    expect(withNextYear.addWorkingHours(at('2026-12-31', '17:00'), 2).provisionalYears).toEqual([2027]);
  });

  it('is silent in deadlines that do not touch it', () => {
    const explanation = explainDeadline(withNextYear.addWorkingHours(at('2026-11-24', '17:30'), 1));
    expect(explanation).toEqual({
      zh: '自 2026-11-24 17:30 起 1 个工作小时，至 2026-11-25 09:00（北京时间）止。',
      en: '1 working hour from 2026-11-24 17:30, until 2026-11-25 09:00 (Beijing time).',
    });
  });
});

describe('data of a calendar', () => {
  it.each([
    [{ holidays: ['2025-12-31'] }, /no day of that year/],
    [{ holidays: ['2026-02-30'] }, /no day of that year/],
    [{ makeUpWorkdays: ['2026-10-01'] }, /both as a holiday and as a make-up workday/],
    [{ localDays: [{ day: '2027-01-01', kind: 'OFF' as const }] }, /no day of that year/],
  ])('that contradicts itself is refused: %j', (change, message) => {
    const build = () => new WorkingCalendar([{ ...year2026, ...change }]);
    expect(build).toThrow(CalendarInvalid);
    expect(build).toThrow(message);
  });

  it.each([
    [[]],
    [[{ start: '8:30', end: '12:00' }]],
    [[{ start: '12:00', end: '08:30' }]],
    [[{ start: '08:30', end: '24:01' }]],
    [
      [
        { start: '08:30', end: '12:00' },
        { start: '11:00', end: '18:00' },
      ],
    ],
  ])('with impossible working hours is refused: %j', (sessions) => {
    expect(() => new WorkingCalendar([year2026], { sessions })).toThrow(CalendarInvalid);
  });
});

describe('working time', () => {
  const moment = fc.date({
    min: instantOn('2026-01-01'),
    max: new Date(instantOn('2026-12-01').getTime() - 1),
    noInvalidDate: true,
  });

  it('between two moments counts sessions and days', () => {
    expect(calendar.workingTimeBetween(at('2026-11-24', '11:00'), at('2026-11-25', '15:00'))).toEqual({
      days: 1,
      minutes: 60 + 210 + 210 + 30,
      provisionalYears: [],
    });
    expect(calendar.workingTimeBetween(at('2026-11-25', '15:00'), at('2026-11-24', '11:00'))).toMatchObject({
      days: -1,
      minutes: -510,
    });
    expect(calendar.workingTimeBetween(at('2026-11-28', '11:00'), at('2026-11-28', '12:00'))).toMatchObject({
      days: 0,
      minutes: 0,
    });
  });

  it('between a moment and a deadline is what the deadline was made of', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 12 }), (from, count) => {
        const byDays = calendar.addWorkingDays(from, count);
        expect(calendar.workingTimeBetween(from, byDays.at).days).toBe(count);
        expect(calendar.isWorkingDay(shanghaiDay(byDays.at))).toBe(true);
        expect(byDays.at > from).toBe(true);
        const byHours = calendar.addWorkingHours(from, count);
        expect(calendar.workingTimeBetween(from, byHours.at).minutes).toBeCloseTo(count * 60, 5);
      }),
    );
  });

  it('never makes a later start end earlier', () => {
    fc.assert(
      fc.property(moment, moment, fc.integer({ min: 1, max: 12 }), (one, other, count) => {
        const [earlier, later] = one <= other ? [one, other] : [other, one];
        expect(calendar.addWorkingDays(earlier, count).at <= calendar.addWorkingDays(later, count).at).toBe(true);
        expect(calendar.addWorkingHours(earlier, count).at <= calendar.addWorkingHours(later, count).at).toBe(true);
      }),
    );
  });
});

describe('counting back', () => {
  it('keeps the time of the day and passes over days off', () => {
    expect(calendar.subtractWorkingDays(at('2026-10-08', '18:00'), 1)).toEqual(at('2026-09-30', '18:00'));
    expect(calendar.subtractWorkingDays(at('2026-10-10', '18:00'), 3)).toEqual(at('2026-09-30', '18:00'));
  });

  it('by hours goes back through the sessions of working days', () => {
    expect(calendar.subtractWorkingHours(at('2026-11-24', '18:00'), 2)).toEqual(at('2026-11-24', '16:00'));
    expect(calendar.subtractWorkingHours(at('2026-11-24', '09:00'), 1)).toEqual(at('2026-11-23', '17:30'));
    expect(calendar.subtractWorkingHours(at('2026-11-22', '12:00'), 7)).toEqual(at('2026-11-20', '08:30'));
  });

  it('is the reverse of counting on', () => {
    fc.assert(
      fc.property(
        fc.date({ min: at('2026-03-01', '00:00'), max: at('2026-11-30', '00:00'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 60 }),
        (from, hours) => {
          const due = calendar.addWorkingHours(from, hours).at;
          const back = calendar.subtractWorkingHours(due, hours);
          expect(calendar.workingTimeBetween(back, due).minutes).toBeCloseTo(hours * 60, 3);
        },
      ),
    );
  });

  it('is refused for less than something', () => {
    expect(() => calendar.subtractWorkingDays(at('2026-11-24', '09:00'), 0)).toThrow(RangeError);
    expect(() => calendar.subtractWorkingHours(at('2026-11-24', '09:00'), 0)).toThrow(RangeError);
  });
});

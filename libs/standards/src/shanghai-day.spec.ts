import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  ageOn,
  dayRange,
  daysBetween,
  instantOn,
  isIsoDay,
  shanghaiDay,
  shanghaiTime,
  weekday,
} from './shanghai-day.ts';

const instant = fc.date({ min: new Date('1992-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

describe('a day in Asia/Shanghai', () => {
  it('begins eight hours before the day in UTC', () => {
    expect(shanghaiDay(new Date('2026-11-23T15:59:59.999Z'))).toBe('2026-11-23');
    expect(shanghaiDay(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
    expect(shanghaiTime(new Date('2026-11-24T10:00:00Z'))).toBe('2026-11-24 18:00');
    expect(instantOn('2026-11-24', 18 * 60)).toEqual(new Date('2026-11-24T10:00:00Z'));
  });

  it('agrees with the time-zone database', () => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
    fc.assert(
      fc.property(instant, (date) => {
        expect(shanghaiDay(date)).toBe(format.format(date));
      }),
    );
  });

  it('contains exactly the instants of its range', () => {
    fc.assert(
      fc.property(instant, (date) => {
        const { from, until } = dayRange(shanghaiDay(date));
        expect(from <= date && date < until).toBe(true);
        expect(shanghaiDay(new Date(from.getTime() - 1))).not.toBe(shanghaiDay(date));
        expect(shanghaiDay(until)).not.toBe(shanghaiDay(date));
      }),
    );
  });

  it('counts on over months and years and back', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-01-01', '2027-01-01')).toBe(365);
    expect(dayRange('2026-01-01', '2026-12-31').until).toEqual(instantOn('2027-01-01'));
    expect(() => dayRange('2026-01-02', '2026-01-01')).toThrow(RangeError);
    fc.assert(
      fc.property(instant, fc.integer({ min: -9000, max: 9000 }), (date, count) => {
        const day = shanghaiDay(date);
        expect(daysBetween(day, addDays(day, count))).toBe(count);
      }),
    );
  });

  it('is a Tuesday on 24 November 2026 and was a Thursday when the epoch began', () => {
    expect([weekday('2026-11-24'), weekday('1970-01-01'), weekday('1969-12-28')]).toEqual([2, 4, 7]);
  });

  it('exists or is refused', () => {
    expect(['2024-02-29', '2000-02-29', '2026-12-31'].every(isIsoDay)).toBe(true);
    expect(
      [
        '2026-02-29',
        '1900-02-29',
        '2026-13-01',
        '2026-00-01',
        '2026-04-31',
        '2026-1-01',
        '2026/01/01',
        '2026-01-0a',
        '',
        '２０２６-01-01',
      ].some(isIsoDay),
    ).toBe(false);
    expect(() => addDays('tomorrow', 1)).toThrow('"tomorrow" is no day');
  });

  it('completes a year of age on the birthday', () => {
    expect([
      ageOn('1961-03-09', '2026-03-08'),
      ageOn('1961-03-09', '2026-03-09'),
      ageOn('2000-02-29', '2026-02-28'),
      ageOn('2000-02-29', '2026-03-01'),
    ]).toEqual([64, 65, 25, 26]);
  });
});

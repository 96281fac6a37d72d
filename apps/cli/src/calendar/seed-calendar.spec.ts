import { describe, expect, it } from '@jest/globals';
import { WorkingCalendar } from '@gridloom/standards';
import { NoHolidayArrangement, seedCalendar, seedCalendarYear, seededYears } from './seed-calendar.ts';

describe('the seed of the working-day calendar', () => {
  it('has the published holidays and make-up workdays of 2026', () => {
    const year = seedCalendarYear(2026);
    expect(year).toMatchObject({ year: 2026, status: 'loaded', localDays: [] });
    expect(year.makeUpWorkdays).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
    expect(year.holidays).toHaveLength(33);
    const calendar = new WorkingCalendar([year]);
    expect([calendar.isWorkingDay('2026-10-07'), calendar.isWorkingDay('2026-10-10')]).toEqual([false, true]);
  });

  it('refuses a year that has no arrangement instead of taking its holidays for workdays', () => {
    const beyond = Math.max(...seededYears()) + 1;
    expect(() => seedCalendarYear(beyond)).toThrow(NoHolidayArrangement);
    expect(() => seedCalendarYear(2003)).toThrow(NoHolidayArrangement);
  });

  it('is consistent in every year that it has', () => {
    expect(() => new WorkingCalendar(seededYears().map(seedCalendarYear))).not.toThrow();
  });

  it('of a county ends with provisional years behind the newest arrangement, and leaves out what lies before the first', () => {
    const newest = Math.max(...seededYears());
    const years = seedCalendar(newest - 1, newest + 2);
    expect(years.map(({ status }) => status)).toEqual(['loaded', 'loaded', 'provisional', 'provisional']);
    expect(seedCalendar(2001, 2004).map(({ year }) => year)).toEqual([2004]);
  });
});

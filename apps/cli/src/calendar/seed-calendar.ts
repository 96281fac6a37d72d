import { provisionalYear, type CalendarYear } from '@gridloom/standards';
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };

/** Thrown where the seed has no arrangement of holidays for a year; its source would call every weekday of it a workday. */
export class NoHolidayArrangement extends Error {
  override readonly name = 'NoHolidayArrangement';
  readonly year: number;

  constructor(year: number) {
    super(
      `the State Council's arrangement of holidays for ${String(year)} is not in the seed data (it has ${seededYears().join(', ')}); load the year from a file, or as provisional`,
    );
    this.year = year;
  }
}

const holidays: readonly string[] = Object.keys(published.holidays);
const makeUpWorkdays: readonly string[] = Object.keys(published.workdays);

const labels: Readonly<Record<string, string>> = { ...published.holidays, ...published.workdays };

/** What people call a day of an arrangement, e.g. 国庆节; nothing for other days. */
export const seededDayName = (day: string): string | undefined => labels[day]?.split(',')[1];

/** The years whose arrangement is in the data of npm chinese-days. */
export function seededYears(): number[] {
  return [...new Set(holidays.map((day) => Number(day.slice(0, 4))))].sort((a, b) => a - b);
}

/**
 * The calendar of a year by the arrangement that the State Council published for it. Throws NoHolidayArrangement for a year
 * that the data does not have, where chinese-days itself would silently take all weekdays for workdays.
 */
export function seedCalendarYear(year: number): CalendarYear {
  const ofYear = (day: string): boolean => day.startsWith(`${String(year)}-`);
  const off = holidays.filter(ofYear).sort();
  if (off.length === 0) throw new NoHolidayArrangement(year);
  return { year, status: 'loaded', holidays: off, makeUpWorkdays: makeUpWorkdays.filter(ofYear).sort(), localDays: [] };
}

/**
 * The calendar that a county is founded with: every year from the first to the last asked for that has an arrangement, and those
 * behind the newest arrangement as provisional. Years before the first arrangement (2004) are left out and so stay errors.
 */
export function seedCalendar(firstYear: number, lastYear: number): CalendarYear[] {
  const seeded = new Set(seededYears());
  const newest = Math.max(...seeded);
  const years: CalendarYear[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    if (seeded.has(year)) years.push(seedCalendarYear(year));
    else if (year > newest) years.push(provisionalYear(year));
  }
  return years;
}

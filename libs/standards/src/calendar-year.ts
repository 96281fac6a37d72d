import type { BilingualText } from './bilingual-text.ts';
import { dayNumber, isIsoDay, weekday, yearOfDay } from './shanghai-day.ts';

/**
 * `loaded`: the State Council's arrangement for the year is in. `provisional`: the county has chosen to count with weekends and
 * days fixed by date until it is; every deadline that touches the year says so.
 */
export type CalendarYearStatus = 'loaded' | 'provisional';

/** A day on which the county itself is off or works, whatever the national arrangement says. */
export interface LocalDay {
  readonly day: string;
  readonly kind: 'OFF' | 'WORK';
}

/** One year of the working-day calendar (工作日历); all days are ISO days of that year. */
export interface CalendarYear {
  readonly year: number;
  readonly status: CalendarYearStatus;
  /** Days off by the national arrangement, weekends among them or not. */
  readonly holidays: readonly string[];
  /** Weekend days that are worked in exchange (调休上班). */
  readonly makeUpWorkdays: readonly string[];
  readonly localDays: readonly LocalDay[];
}

/** Thrown where the data of a calendar contradicts itself; says which day of which year and why. */
export class CalendarInvalid extends Error {
  override readonly name = 'CalendarInvalid';
  readonly explanation: BilingualText;

  constructor(explanation: BilingualText) {
    super(explanation.en);
    this.explanation = explanation;
  }
}

/** Thrown where a deadline needs a year whose calendar is not loaded: it is never guessed. */
export class YearNotLoaded extends Error {
  override readonly name = 'YearNotLoaded';
  readonly year: number;
  readonly explanation: BilingualText;

  constructor(year: number) {
    const text = String(year);
    super(`the working-day calendar of ${text} is not loaded`);
    this.year = year;
    this.explanation = {
      zh: `${text} 年的工作日历尚未载入，无法计算时限。请载入国务院办公厅公布的放假安排，或由县级将该年设为暂定。`,
      en: `The working-day calendar of ${text} is not loaded, so the deadline cannot be computed. Load the State Council's arrangement for that year, or have the county load the year as provisional.`,
    };
  }
}

const fixedHolidays = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'] as const;

/**
 * A year for which no arrangement has been published: weekends off, and the statutory days whose date is fixed (New Year's Day,
 * 1–2 May, 1–3 October; 全国年节及纪念日放假办法 as revised in 2024). Spring Festival, Qingming, Dragon Boat and Mid-Autumn follow the moon
 * and the sun and are not in it, nor are days moved to make longer holidays, nor make-up workdays.
 */
export function provisionalYear(year: number): CalendarYear {
  return {
    year,
    status: 'provisional',
    holidays: fixedHolidays.map((day) => `${String(year).padStart(4, '0')}-${day}`),
    makeUpWorkdays: [],
    localDays: [],
  };
}

/** Which days of a year are worked: one flag a day, from 1 January on. */
export interface WorkdayTable {
  readonly year: number;
  readonly status: CalendarYearStatus;
  /** Day number (days since 1970-01-01) of 1 January. */
  readonly firstDay: number;
  /** Day number of 31 December. */
  readonly lastDay: number;
  /** 1 where the day is worked; index 0 is 1 January. */
  readonly worked: Uint8Array;
}

/** Works the lists of a year out to one flag a day. Throws CalendarInvalid where they contradict each other. */
export function workdayTable(data: CalendarYear): WorkdayTable {
  const firstDate = `${String(data.year).padStart(4, '0')}-01-01`;
  const firstDay = dayNumber(firstDate);
  const lastDay = dayNumber(`${String(data.year).padStart(4, '0')}-12-31`);
  const firstWeekday = weekday(firstDate);
  const worked = new Uint8Array(lastDay - firstDay + 1);
  for (let index = 0; index < worked.length; index += 1) worked[index] = (firstWeekday - 1 + index) % 7 < 5 ? 1 : 0;
  const indexOf = (day: string): number => {
    if (isIsoDay(day) && yearOfDay(day) === data.year) return dayNumber(day) - firstDay;
    throw new CalendarInvalid({
      zh: `${String(data.year)} 年工作日历中的“${day}”不是该年的日期。`,
      en: `"${day}" in the calendar of ${String(data.year)} is no day of that year.`,
    });
  };
  for (const day of data.holidays) worked[indexOf(day)] = 0;
  const holidays = new Set(data.holidays);
  for (const day of data.makeUpWorkdays) {
    if (holidays.has(day)) {
      throw new CalendarInvalid({
        zh: `${day} 既被列为放假，又被列为调休上班。`,
        en: `${day} is listed both as a holiday and as a make-up workday.`,
      });
    }
    worked[indexOf(day)] = 1;
  }
  for (const local of data.localDays) worked[indexOf(local.day)] = local.kind === 'WORK' ? 1 : 0;
  return { year: data.year, status: data.status, firstDay, lastDay, worked };
}

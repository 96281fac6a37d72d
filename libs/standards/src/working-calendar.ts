import type { BilingualText } from './bilingual-text.ts';
import {
  workdayTable,
  YearNotLoaded,
  type CalendarYear,
  type CalendarYearStatus,
  type WorkdayTable,
} from './calendar-year.ts';
import {
  dayFromNumber,
  dayNumber,
  instantOn,
  millisecondsIntoDay,
  shanghaiDay,
  shanghaiTime,
  yearOfDay,
} from './shanghai-day.ts';
import { sessionFinder, standardWorkingHours, type SessionSpan, type WorkingHours } from './working-hours.ts';

export interface Deadline {
  /** The last moment at which it is kept. */
  readonly at: Date;
  /** The moment that it was counted from. */
  readonly from: Date;
  readonly amount: number;
  readonly unit: 'WORKING_DAYS' | 'WORKING_HOURS';
  /** Years that were counted by a provisional calendar; while there is one, the deadline may still move. */
  readonly provisionalYears: readonly number[];
}

export interface WorkingTime {
  /** Working days after the day of the first moment, up to the day of the second. */
  readonly days: number;
  /** Working time, in minutes, with fractions. */
  readonly minutes: number;
  readonly provisionalYears: readonly number[];
}

const MILLISECONDS_PER_MINUTE = 60_000;

/**
 * Counts working days and hours in Asia/Shanghai by the calendar of a county. A day that lies in a year which was not given throws
 * YearNotLoaded.
 */
export class WorkingCalendar {
  readonly #tables: ReadonlyMap<number, WorkdayTable>;
  readonly #sessionsOf: (day: number) => readonly SessionSpan[];

  /** Throws CalendarInvalid where the data contradicts itself; the last of several entries for a year counts. */
  constructor(years: Iterable<CalendarYear>, hours: WorkingHours = standardWorkingHours) {
    this.#tables = new Map([...years].map((year) => [year.year, workdayTable(year)]));
    this.#sessionsOf = sessionFinder(hours);
  }

  /** Status of a year, or nothing where it is not loaded. */
  statusOf(year: number): CalendarYearStatus | undefined {
    return this.#tables.get(year)?.status;
  }

  isWorkingDay(day: string): boolean {
    return new Walk(this.#tables).isWorked(dayNumber(day));
  }

  /** End of the last session of a day, whether it is worked or not. */
  endOfWorkingDay(day: string): Date {
    return instantOn(day, (this.#sessionsOf(dayNumber(day)).at(-1)?.end ?? 0) / MILLISECONDS_PER_MINUTE);
  }

  /** The end of the `count`th working day after the day of `from`. Throws RangeError unless count is a whole number from 1 on. */
  addWorkingDays(from: Date, count: number): Deadline {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`working days are counted in whole numbers from 1 on, not ${String(count)}`);
    const walk = new Walk(this.#tables);
    let day = dayNumber(shanghaiDay(from));
    for (let left = count; left > 0;) {
      day += 1;
      if (walk.isWorked(day)) left -= 1;
    }
    const at = this.endOfWorkingDay(dayFromNumber(day));
    return { at, from, amount: count, unit: 'WORKING_DAYS', provisionalYears: walk.provisionalYears() };
  }

  /** The moment at which so many hours of working time have passed. Throws RangeError unless hours are more than nothing. */
  addWorkingHours(from: Date, hours: number): Deadline {
    if (!Number.isFinite(hours) || hours <= 0)
      throw new RangeError(`working hours are a number above 0, not ${String(hours)}`);
    const walk = new Walk(this.#tables);
    let left = Math.round(hours * 60 * MILLISECONDS_PER_MINUTE);
    let cursor = millisecondsIntoDay(from);
    for (let day = dayNumber(shanghaiDay(from)); ; day += 1, cursor = 0) {
      if (!walk.isWorked(day)) continue;
      for (const session of this.#sessionsOf(day)) {
        const start = Math.max(session.start, cursor);
        const available = session.end - start;
        if (available <= 0) continue;
        if (left <= available) {
          const at = new Date(instantOn(dayFromNumber(day)).getTime() + start + left);
          return { at, from, amount: hours, unit: 'WORKING_HOURS', provisionalYears: walk.provisionalYears() };
        }
        left -= available;
      }
    }
  }

  /** The same time of the day, `count` working days earlier. Throws RangeError unless count is a whole number from 1 on. */
  subtractWorkingDays(from: Date, count: number): Date {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`working days are counted in whole numbers from 1 on, not ${String(count)}`);
    const walk = new Walk(this.#tables);
    let day = dayNumber(shanghaiDay(from));
    for (let left = count; left > 0;) {
      day -= 1;
      if (walk.isWorked(day)) left -= 1;
    }
    return new Date(instantOn(dayFromNumber(day)).getTime() + millisecondsIntoDay(from));
  }

  /** The last moment from which so many hours of working time pass until `from`. Throws RangeError unless hours are more than nothing. */
  subtractWorkingHours(from: Date, hours: number): Date {
    if (!Number.isFinite(hours) || hours <= 0)
      throw new RangeError(`working hours are a number above 0, not ${String(hours)}`);
    const walk = new Walk(this.#tables);
    let left = Math.round(hours * 60 * MILLISECONDS_PER_MINUTE);
    let cursor = millisecondsIntoDay(from);
    for (let day = dayNumber(shanghaiDay(from)); ; day -= 1, cursor = Number.POSITIVE_INFINITY) {
      if (!walk.isWorked(day)) continue;
      for (const session of [...this.#sessionsOf(day)].reverse()) {
        const end = Math.min(session.end, cursor);
        const available = end - session.start;
        if (available <= 0) continue;
        if (left <= available) return new Date(instantOn(dayFromNumber(day)).getTime() + end - left);
        left -= available;
      }
    }
  }

  /** Working time from one moment to another; negative where the second comes first. */
  workingTimeBetween(from: Date, to: Date): WorkingTime {
    if (to < from) {
      const back = this.workingTimeBetween(to, from);
      return { ...back, days: negated(back.days), minutes: negated(back.minutes) };
    }
    const walk = new Walk(this.#tables);
    const firstDay = dayNumber(shanghaiDay(from));
    const lastDay = dayNumber(shanghaiDay(to));
    let days = 0;
    let milliseconds = 0;
    for (let day = firstDay; day <= lastDay; day += 1) {
      if (!walk.isWorked(day)) continue;
      if (day > firstDay) days += 1;
      const start = day === firstDay ? millisecondsIntoDay(from) : 0;
      const end = day === lastDay ? millisecondsIntoDay(to) : Number.POSITIVE_INFINITY;
      for (const session of this.#sessionsOf(day)) {
        milliseconds += Math.max(0, Math.min(session.end, end) - Math.max(session.start, start));
      }
    }
    return { days, minutes: milliseconds / MILLISECONDS_PER_MINUTE, provisionalYears: walk.provisionalYears() };
  }
}

function negated(value: number): number {
  return value === 0 ? 0 : -value;
}

/** Goes over days and remembers which provisional years it has looked at. */
class Walk {
  readonly #tables: ReadonlyMap<number, WorkdayTable>;
  readonly #provisional = new Set<number>();
  #table: WorkdayTable | undefined;

  constructor(tables: ReadonlyMap<number, WorkdayTable>) {
    this.#tables = tables;
  }

  isWorked(day: number): boolean {
    let table = this.#table;
    if (table === undefined || day < table.firstDay || day > table.lastDay) {
      const year = yearOfDay(dayFromNumber(day));
      table = this.#tables.get(year);
      if (table === undefined) throw new YearNotLoaded(year);
      if (table.status === 'provisional') this.#provisional.add(year);
      this.#table = table;
    }
    return table.worked[day - table.firstDay] === 1;
  }

  provisionalYears(): readonly number[] {
    return [...this.#provisional].sort((a, b) => a - b);
  }
}

/** Says how a deadline was counted, and that it may move where a provisional year was counted. */
export function explainDeadline(
  deadline: Omit<Deadline, 'unit'> & { readonly unit: Deadline['unit'] | 'HOURS' },
): BilingualText {
  const { amount, from, at, unit, provisionalYears } = deadline;
  const count = String(amount);
  const start = shanghaiTime(from);
  const end = shanghaiTime(at);
  const years = provisionalYears.map(String);
  const caution =
    years.length === 0
      ? { zh: '', en: '' }
      : {
          zh: `${years.join('、')} 年的工作日历为暂定（仅计周末和日期固定的法定节假日），国家公布放假安排后时限可能调整。`,
          en: ` The calendar of ${years.join(' and ')} is provisional (weekends and holidays fixed by date alone), so the deadline may move once the national arrangement is published.`,
        };
  if (unit === 'WORKING_DAYS') {
    return {
      zh: `自 ${start} 的次一工作日起算 ${count} 个工作日，至 ${end}（北京时间）止。${caution.zh}`,
      en: `${count} working ${amount === 1 ? 'day' : 'days'} from the working day after ${start}, until ${end} (Beijing time).${caution.en}`,
    };
  }
  if (unit === 'HOURS') {
    return {
      zh: `自 ${start} 起连续 ${count} 小时（不分昼夜、节假日），至 ${end}（北京时间）止。`,
      en: `${count} ${amount === 1 ? 'hour' : 'hours'} round the clock from ${start}, until ${end} (Beijing time).`,
    };
  }
  return {
    zh: `自 ${start} 起 ${count} 个工作小时，至 ${end}（北京时间）止。${caution.zh}`,
    en: `${count} working ${amount === 1 ? 'hour' : 'hours'} from ${start}, until ${end} (Beijing time).${caution.en}`,
  };
}

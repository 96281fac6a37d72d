/**
 * Days of the civil calendar in Asia/Shanghai, as ISO texts (2026-11-24). The offset is +08:00 throughout: summer time was last
 * used in 1991, and everything older that this software keeps is a day (of birth, of founding), never an instant.
 */

export const MILLISECONDS_PER_DAY = 86_400_000;
const SHANGHAI_OFFSET = 8 * 3_600_000;

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
}

/** Tells whether a text is a day that exists, written YYYY-MM-DD. */
export function isIsoDay(text: string): boolean {
  if (text.length !== 10 || text.charAt(4) !== '-' || text.charAt(7) !== '-') return false;
  const century = twoDigits(text, 0);
  const yearOfCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return false;
  if (month === 2 && day === 29) return isLeapYear(century * 100 + yearOfCentury);
  return day <= (daysOfMonth[month - 1] ?? 0);
}

/** Days since 1970-01-01. Throws RangeError where the text is no day. */
export function dayNumber(day: string): number {
  if (!isIsoDay(day)) throw new RangeError(`"${day}" is no day of the form YYYY-MM-DD`);
  return Date.parse(day) / MILLISECONDS_PER_DAY;
}

export function dayFromNumber(number: number): string {
  return new Date(number * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
}

/** The day on which an instant falls in Asia/Shanghai. */
export function shanghaiDay(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET).toISOString().slice(0, 10);
}

/** Wall time in Asia/Shanghai for people to read, e.g. 2026-11-24 18:00. */
export function shanghaiTime(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET).toISOString().slice(0, 16).replace('T', ' ');
}

/** The instant of so many minutes after midnight of a day in Asia/Shanghai. */
export function instantOn(day: string, minutesAfterMidnight = 0): Date {
  return new Date(dayNumber(day) * MILLISECONDS_PER_DAY - SHANGHAI_OFFSET + minutesAfterMidnight * 60_000);
}

/** Milliseconds after midnight in Asia/Shanghai. */
export function millisecondsIntoDay(instant: Date): number {
  const shifted = (instant.getTime() + SHANGHAI_OFFSET) % MILLISECONDS_PER_DAY;
  return shifted < 0 ? shifted + MILLISECONDS_PER_DAY : shifted;
}

export interface InstantRange {
  /** First instant that belongs to the range. */
  readonly from: Date;
  /** First instant that does not. */
  readonly until: Date;
}

/** All instants of a day, or of the days from the first to the last, in Asia/Shanghai. */
export function dayRange(firstDay: string, lastDay: string = firstDay): InstantRange {
  if (lastDay < firstDay)
    throw new RangeError(`a range of days cannot end on ${lastDay} before it begins on ${firstDay}`);
  return { from: instantOn(firstDay), until: instantOn(addDays(lastDay, 1)) };
}

export function addDays(day: string, count: number): string {
  return dayFromNumber(dayNumber(day) + count);
}

/** Days from the first to the second; negative where the second comes before. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: string): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

export function yearOfDay(day: string): number {
  return Number(day.slice(0, 4));
}

/** Completed years of age on a day (周岁); someone born on 29 February completes a year on 1 March of common years. */
export function ageOn(birthDate: string, day: string): number {
  const years = yearOfDay(day) - yearOfDay(birthDate);
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

import { provisionalYear } from '@gridloom/standards';
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };

import type { NamedDay } from './calendar-years.ts';

/** `Name,名称,days` → 名称. */
const nameOf = (label: string): string | null => label.split(',')[1] ?? null;

const ofYear = (days: Readonly<Record<string, string>>, year: number, kind: NamedDay['kind']): NamedDay[] =>
  Object.entries(days)
    .filter(([day]) => day.startsWith(`${String(year)}-`))
    .map(([day, label]) => ({ day, kind, name: nameOf(label) }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));

/**
 * The State Council's arrangement for a year as this version of the software knows it, from npm chinese-days; null for a year that
 * is not in its data, where the package itself would silently take all weekdays for workdays.
 */
export const knownArrangement = (year: number): NamedDay[] | null => {
  const holidays = ofYear(published.holidays, year, 'HOLIDAY');
  return holidays.length === 0 ? null : [...holidays, ...ofYear(published.workdays, year, 'MAKE_UP_WORKDAY')];
};

const fixedNames: Readonly<Record<string, string>> = { '01': '元旦', '05': '劳动节', '10': '国庆节' };

/** Weekends and the holidays whose date is fixed, until the arrangement is out. */
export const provisionalDays = (year: number): NamedDay[] =>
  provisionalYear(year).holidays.map((day) => ({ day, kind: 'HOLIDAY', name: fixedNames[day.slice(5, 7)] ?? null }));

/** The years whose arrangement is known. */
export const knownYears = (): number[] =>
  [...new Set(Object.keys(published.holidays).map((day) => Number(day.slice(0, 4))))].sort((a, b) => a - b);

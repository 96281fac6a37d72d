import type { CalendarDayRecord, CalendarYearRecord } from '@gridloom/cases/import';
import { yearOfDay, type CalendarYear } from '@gridloom/standards';

import { seedCalendar, seededDayName } from '../../calendar/seed-calendar.ts';

/** Years that histories reach back, and deadlines reach on. */
const YEARS_BACK = 3;
const YEARS_ON = 1;

/** The calendar by which the county's deadlines run: what is published, and the year to come as provisional. */
export const caseCalendar = (today: string, yearsBack = YEARS_BACK): readonly CalendarYear[] =>
  seedCalendar(yearOfDay(today) - yearsBack, yearOfDay(today) + YEARS_ON);

const daysOf = (days: readonly string[], kind: CalendarDayRecord['kind']): CalendarDayRecord[] =>
  days.map((day) => {
    const name = seededDayName(day);
    return { day, kind, ...(name === undefined ? {} : { name }) };
  });

export const calendarYearRecords = (today: string, yearsBack = YEARS_BACK): readonly CalendarYearRecord[] =>
  caseCalendar(today, yearsBack).map((year) => ({
    year: year.year,
    status: year.status === 'loaded' ? 'LOADED' : 'PROVISIONAL',
    days: [
      ...daysOf(year.holidays, 'HOLIDAY'),
      ...daysOf(year.makeUpWorkdays, 'MAKE_UP_WORKDAY'),
      ...year.localDays.map(({ day, kind }) => ({
        day,
        kind: kind === 'OFF' ? ('LOCAL_OFF' as const) : ('LOCAL_WORK' as const),
      })),
    ],
  }));

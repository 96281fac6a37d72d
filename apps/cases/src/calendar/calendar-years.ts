import type { SqlExecutor } from '@gridloom/service-kit';
import type { CalendarYear } from '@gridloom/standards';

export const calendarDayKinds = ['HOLIDAY', 'MAKE_UP_WORKDAY', 'LOCAL_OFF', 'LOCAL_WORK'] as const;
export type CalendarDayKind = (typeof calendarDayKinds)[number];

/** A day that is not what its weekday says, with the name that people know it by. */
export interface NamedDay {
  readonly day: string;
  readonly kind: CalendarDayKind;
  readonly name: string | null;
}

/** A year of the county's calendar as its tables have it. */
export interface StoredYear extends CalendarYear {
  readonly days: readonly NamedDay[];
}

const yearOf = (row: Record<string, unknown>): StoredYear => {
  const days = row.days as readonly NamedDay[];
  const of = (kind: CalendarDayKind) => days.filter((day) => day.kind === kind).map(({ day }) => day);
  return {
    year: row.year as number,
    status: row.status === 'LOADED' ? 'loaded' : 'provisional',
    holidays: of('HOLIDAY'),
    makeUpWorkdays: of('MAKE_UP_WORKDAY'),
    localDays: [
      ...of('LOCAL_OFF').map((day) => ({ day, kind: 'OFF' as const })),
      ...of('LOCAL_WORK').map((day) => ({ day, kind: 'WORK' as const })),
    ],
    days,
  };
};

/** All years of the county's working-day calendar (工作日历), oldest first: one statement. */
export const readCalendarYears = async (sql: SqlExecutor): Promise<StoredYear[]> => {
  const rows = await sql(
    `select y.year, y.status, coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'kind', d.kind, 'name', d.name) order by d.day)
       filter (where d.day is not null), '[]') as days
     from calendar_year y left join calendar_day d on d.year = y.year group by y.year order by y.year`,
  );
  return rows.map(yearOf);
};

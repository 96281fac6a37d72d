import type { SqlExecutor } from '@gridloom/service-kit';
import { WorkingCalendar, type CalendarYear } from '@gridloom/standards';

import type { CaseStage } from '../case/case-flow.ts';
import { createStageClock, type ClockUnit, type DeadlineRule, type StageClock } from './stage-clock.ts';

/** The county's working-day calendar as its tables have it: one statement. */
export const loadCalendar = async (sql: SqlExecutor): Promise<WorkingCalendar> => {
  const rows = await sql(
    `select y.year, y.status, coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'kind', d.kind) order by d.day)
       filter (where d.day is not null), '[]') as days
     from calendar_year y left join calendar_day d on d.year = y.year group by y.year order by y.year`,
  );
  return new WorkingCalendar(
    rows.map((row): CalendarYear => {
      const days = row.days as readonly { readonly day: string; readonly kind: string }[];
      const of = (kind: string) => days.filter((day) => day.kind === kind).map(({ day }) => day);
      return {
        year: row.year as number,
        status: row.status === 'LOADED' ? 'loaded' : 'provisional',
        holidays: of('HOLIDAY'),
        makeUpWorkdays: of('MAKE_UP_WORKDAY'),
        localDays: [
          ...of('LOCAL_OFF').map((day) => ({ day, kind: 'OFF' as const })),
          ...of('LOCAL_WORK').map((day) => ({ day, kind: 'WORK' as const })),
        ],
      };
    }),
  );
};

/** The clocks of the county: its rules over its calendar, two statements. */
export const loadStageClock = async (sql: SqlExecutor): Promise<StageClock> => {
  const calendar = await loadCalendar(sql);
  const rows = await sql('select id::text, stage, service_item_code, body_kind, amount, unit from deadline_rule');
  return createStageClock(
    rows.map((row): DeadlineRule => ({
      id: row.id as string,
      stage: row.stage as CaseStage,
      serviceItemCode: row.service_item_code as string | null,
      bodyKind: row.body_kind as string | null,
      amount: row.amount as number,
      unit: row.unit as ClockUnit,
    })),
    calendar,
  );
};

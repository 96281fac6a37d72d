import type { SqlExecutor } from '@gridloom/service-kit';
import { WorkingCalendar } from '@gridloom/standards';

import { readCalendarYears } from '../calendar/calendar-years.ts';
import type { CaseStage } from '../case/case-flow.ts';
import type { CaseSource } from '../case/case-words.ts';
import type { ReminderRule } from './alarm.ts';
import { createStageClock, type ClockUnit, type DeadlineRule, type StageClock } from './stage-clock.ts';

/** The county's working-day calendar as its tables have it: one statement. */
export const loadCalendar = async (sql: SqlExecutor): Promise<WorkingCalendar> =>
  new WorkingCalendar(await readCalendarYears(sql));

const loadDeadlineRules = async (sql: SqlExecutor): Promise<DeadlineRule[]> => {
  const rows = await sql(
    `select id::text, stage, service_item_code, body_kind, source, amount, unit, valid_from::text, valid_until::text
     from deadline_rule order by valid_from desc`,
  );
  return rows.map((row) => ({
    id: row.id as string,
    stage: row.stage as CaseStage,
    serviceItemCode: row.service_item_code as string | null,
    bodyKind: row.body_kind as string | null,
    source: row.source as CaseSource | null,
    amount: row.amount as number,
    unit: row.unit as ClockUnit,
    validFrom: row.valid_from as string,
    validUntil: row.valid_until as string | null,
  }));
};

export const loadReminderRules = async (sql: SqlExecutor): Promise<ReminderRule[]> => {
  const rows = await sql(
    `select id::text, kind, stage, amount, unit, valid_from::text, valid_until::text from reminder_rule order by valid_from desc`,
  );
  return rows.map((row) => ({
    id: row.id as string,
    kind: row.kind as ReminderRule['kind'],
    stage: row.stage as CaseStage | null,
    amount: row.amount as number,
    unit: row.unit as ClockUnit,
    validFrom: row.valid_from as string,
    validUntil: row.valid_until as string | null,
  }));
};

/** The clocks of the county: its rules over its calendar, three statements. */
export const loadStageClock = async (sql: SqlExecutor): Promise<StageClock> => {
  const calendar = await loadCalendar(sql);
  const rules = await loadDeadlineRules(sql);
  return createStageClock(rules, calendar, await loadReminderRules(sql));
};

import type { ImportOutcome, ImportSession } from '@gridloom/service-kit';
import { yearOfDay } from '@gridloom/standards';

import { caseStages } from '../case/case-flow.ts';
import { caseSources } from '../case/case-words.ts';
import { DeadlineRuleMissing } from '../deadline/stage-clock.ts';
import { checkDay, checkId, checkOneOf } from './checks.ts';
import { importRecords, type CasesImportContext, type OnProgress } from './import-context.ts';
import type { CalendarYearRecord, DeadlineRuleRecord } from './records.ts';

export const importCalendar = (
  session: ImportSession,
  _context: CasesImportContext,
  records: Iterable<CalendarYearRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importRecords(session, {
    step: 'calendar',
    tables: {
      year: { name: 'calendar_year', columns: ['year', 'status'] },
      day: { name: 'calendar_day', columns: ['day', 'year', 'kind', 'name'] },
    },
    records,
    onProgress,
    rowsOf: (year, add, refuse) => {
      checkOneOf(refuse, 'status', year.status, ['LOADED', 'PROVISIONAL']);
      add('year', [year.year, year.status]);
      year.days.forEach((day, index) => {
        const field = `days.${String(index)}`;
        checkDay(refuse, `${field}.day`, day.day);
        if (yearOfDay(day.day) !== year.year) {
          refuse(`${field}.day`, { zh: `不是 ${String(year.year)} 年的日期`, en: `is no day of ${String(year.year)}` });
        }
        checkOneOf(refuse, `${field}.kind`, day.kind, ['HOLIDAY', 'MAKE_UP_WORKDAY', 'LOCAL_OFF', 'LOCAL_WORK']);
        add('day', [day.day, year.year, day.kind, day.name]);
      });
    },
  });

/** Throws DeadlineRuleMissing where a stage has no default rule. */
export const importDeadlineRules = (
  session: ImportSession,
  _context: CasesImportContext,
  records: Iterable<DeadlineRuleRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importRecords(session, {
    step: 'deadline-rules',
    tables: {
      rule: {
        name: 'deadline_rule',
        columns: ['id', 'stage', 'service_item_code', 'body_kind', 'source', 'amount', 'unit', 'valid_from'],
      },
    },
    records,
    onProgress,
    rowsOf: (rule, add, refuse) => {
      checkId(refuse, 'id', rule.id);
      checkOneOf(refuse, 'stage', rule.stage, caseStages);
      checkDay(refuse, 'validFrom', rule.validFrom);
      checkOneOf(refuse, 'unit', rule.unit, ['WORKING_DAYS', 'WORKING_HOURS', 'HOURS']);
      if (rule.source !== undefined) checkOneOf(refuse, 'source', rule.source, caseSources);
      if (!(rule.amount > 0) || (rule.unit === 'WORKING_DAYS' && !Number.isInteger(rule.amount))) {
        refuse('amount', { zh: '应为大于 0 的整天数或小时数', en: 'must be whole days, or hours, above 0' });
      }
      add('rule', [
        rule.id,
        rule.stage,
        rule.serviceItemCode,
        rule.bodyKind,
        rule.source,
        rule.amount,
        rule.unit,
        rule.validFrom ?? '2000-01-01',
      ]);
    },
    after: async (sql) => {
      const rows = await sql(
        'select stage from deadline_rule where service_item_code is null and body_kind is null and source is null',
      );
      const missing = caseStages.find((stage) => !rows.some((row) => row.stage === stage));
      if (missing) throw new DeadlineRuleMissing(missing);
    },
  });

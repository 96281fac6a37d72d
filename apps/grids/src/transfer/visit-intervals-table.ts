import { addJob, type TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { SETTLE_DUE_DAYS } from '../rules/settle-due-days.ts';
import { careKindChoices } from './columns.ts';
import { wholeList } from './export-rows.ts';
import { refuseTwice } from './stage-checks.ts';

/**
 * How often households are visited (走访频次规则): known by care kind and first day. A sheet adds rules for care kinds and ends them; the
 * one of all households, which never lapses, is replaced by the command.
 */
export const visitIntervalsTable: TransferTable<Context> = {
  name: 'visitIntervals',
  title: { zh: '走访频次规则', en: 'Visit intervals' },
  columns: [
    {
      key: 'careKind',
      heading: { zh: '关爱类别', en: 'Kind of care' },
      kind: 'choice',
      choices: careKindChoices,
      hint: { zh: '面向所有户的规则留空', en: 'empty: the rule of all households' },
    },
    {
      key: 'intervalDays',
      heading: { zh: '间隔天数', en: 'Days between visits' },
      kind: 'number',
      whole: true,
      least: 1,
      most: 1_000,
      required: true,
    },
    { key: 'validFrom', heading: { zh: '生效日期', en: 'Valid from' }, kind: 'day', required: true },
    {
      key: 'validUntil',
      heading: { zh: '失效日期', en: 'Valid until' },
      kind: 'day',
      hint: { zh: '不再生效的第一天，可留空', en: 'first day on which it is over; may be left out' },
    },
  ],
  import: {
    permission: 'MANAGE_FIELD_RULES',
    stage: [
      { name: 'care_kind', type: 'text' },
      { name: 'interval_days', type: 'int' },
      { name: 'valid_from', type: 'date' },
      { name: 'valid_until', type: 'date' },
      { name: 'by_account_id', type: 'uuid' },
      { name: 'at', type: 'timestamptz' },
    ],
    prepare: (context) => {
      const by = context.caller.kind === 'account' ? context.caller.accountId : undefined;
      const at = context.now();
      return (row, refuse) => {
        const { careKind, validFrom, validUntil } = row as Record<string, string | undefined>;
        if (validFrom !== undefined && validUntil !== undefined && validUntil <= validFrom)
          refuse('validUntil', { zh: '应晚于生效日期', en: 'comes after the first day' });
        return [careKind, row.intervalDays, validFrom, validUntil, by, at];
      };
    },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await sql('select id from county_rule for update');
      await sql(
        `update import_stage s set id = r.id, known = true from visit_interval_rule r
         where r.care_kind is not distinct from s.care_kind and r.valid_from = s.valid_from`,
      );
      await refuseTwice(work, 'validFrom', `coalesce(care_kind, '') || valid_from::text`);
      await fault(
        'validFrom',
        { zh: '新规则不能早于今天生效', en: 'a new rule begins today or later' },
        'select n from import_stage where not known and valid_from < $1::date',
        [context.today],
      );
      await fault(
        'intervalDays',
        {
          zh: '已生效的规则不能更改天数，请另立新规则',
          en: 'a rule that has begun keeps its days; a new one replaces it',
        },
        `select s.n from import_stage s join visit_interval_rule r on s.known and r.id = s.id
         where r.valid_from < $1::date and r.interval_days <> s.interval_days`,
        [context.today],
      );
      await fault(
        'validUntil',
        {
          zh: '应为今天或以后；面向所有户的规则不能终止',
          en: 'is today or later; the interval of all households is never taken away',
        },
        `select s.n from import_stage s left join visit_interval_rule r on s.known and r.id = s.id
         where s.valid_until is not null and s.valid_until is distinct from r.valid_until
           and (s.care_kind is null or s.valid_until < $1::date or r.valid_until < $1::date)`,
        [context.today],
      );
      await fault(
        'validFrom',
        {
          zh: '此期间已有该类别的规则，请先填其失效日期并导入',
          en: 'there is a rule of this kind at that time; end that first, by an import of its own',
        },
        `select s.n from import_stage s join visit_interval_rule r on r.id <> s.id and r.care_kind is not distinct from s.care_kind
           and daterange(r.valid_from, r.valid_until) && daterange(s.valid_from, s.valid_until)
         where not s.known or s.valid_until is not null
         union select b.n from import_stage a join import_stage b on b.n > a.n and not a.known and not b.known
           and a.care_kind is not distinct from b.care_kind
           and daterange(a.valid_from, a.valid_until) && daterange(b.valid_from, b.valid_until)`,
      );
    },
    target: {
      table: 'visit_interval_rule',
      versioned: false,
      columns: [
        { name: 'care_kind', update: false },
        { name: 'interval_days' },
        { name: 'valid_from', update: false },
        { name: 'valid_until' },
        { name: 'made_by_account_id', value: 's.by_account_id', update: false },
        { name: 'made_at', value: 's.at', update: false },
      ],
      fingerprint: ['care_kind', 'interval_days', 'valid_from', 'valid_until'],
      label: `'第' || i.n || '行规则'`,
    },
    follow: async ({ sql }) => {
      await addJob(sql, { name: SETTLE_DUE_DAYS, payload: {}, key: SETTLE_DUE_DAYS });
    },
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: wholeList,
    select: () => ({
      sql: `select care_kind as "careKind", interval_days as "intervalDays", valid_from::text as "validFrom", valid_until::text as "validUntil"
        from visit_interval_rule order by care_kind nulls first, valid_from`,
      params: [],
    }),
  },
};

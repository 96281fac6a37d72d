import { visitRecorded, visitState } from '@gridloom/contracts';
import { applyIncrements, type StageWork, type TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { activities, activityAt, addActivity } from '../figures/activity.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { isUuid } from '../ids.ts';
import { settleDueDaysIn } from '../rules/settle-due-days.ts';
import { visitingRoles } from '../worker/grid-assignment.ts';
import { householdColumn, workerColumn } from './columns.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { refuseTwice, resolveHouseholds, sameMoment } from './stage-checks.ts';

/** What is told of a visit `v`, in SQL. */
export const toldOfVisit = `jsonb_build_object('visitId', v.id, 'householdId', v.household_id, 'gridId', v.grid_id, 'areaCode', v.area_code,
  'gridWorkerId', v.grid_worker_id, 'demandCount', v.demand_count,
  'checks', (select coalesce(jsonb_agg(jsonb_build_object('item', c->'item', 'passed', c->'passed') order by at), '[]')
     from jsonb_array_elements(v.checks) with ordinality x (c, at)))`;
const from = 'from import_touched r join visit v on v.id = r.id';
const day = `(s.recorded_at at time zone 'Asia/Shanghai')::date`;

const verdicts: Readonly<Record<string, boolean>> = { 合格: true, 不合格: false, ok: true, 'not ok': false };

/** `灭火器压力:合格; ANTI_FRAUD_APP:不合格` → items with what was found. */
const parseChecks = (text: string) =>
  text
    .split(/[;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.search(/[:：]/);
      return {
        item: part.slice(0, Math.max(at, 0)).trim(),
        passed:
          verdicts[
            part
              .slice(at + 1)
              .trim()
              .toLowerCase()
          ],
      };
    });

interface Place {
  readonly areaCode: string;
  readonly gridId: string;
}

const placeOf = (row: Readonly<Record<string, unknown>>): Place => ({
  areaCode: row.area_code as string,
  gridId: row.grid_id as string,
});

/** What follows from visits that came or went: last visits, due days, and the figures of visits and of households visited. */
const followVisits = async (
  { sql, context }: Pick<StageWork<Context>, 'sql' | 'context'>,
  doing: 'IMPORT' | 'UNDO',
) => {
  const sign = doing === 'IMPORT' ? 1 : -1;
  const days = await sql(
    `select m.area_code, m.grid_id, m.day::text as day, count(*)::int as n from (
       select coalesce(v.area_code, r.was->>'area_code') as area_code, coalesce(v.grid_id, (r.was->>'grid_id')::uuid) as grid_id,
         (coalesce(v.recorded_at, (r.was->>'recorded_at')::timestamptz) at time zone 'Asia/Shanghai')::date as day
       from import_touched r left join visit v on v.id = r.id where r.inserted
     ) m group by 1, 2, 3`,
  );
  await sql(
    `create temporary table touched_household on commit drop as
     select distinct coalesce(v.household_id, (r.was->>'household_id')::uuid) as id from import_touched r left join visit v on v.id = r.id
     where r.inserted`,
  );
  const households = await sql(
    `with seen as (
       select h.id, h.last_visited_at as before,
         (select max(v.recorded_at) from visit v where v.household_id = h.id and v.voided_at is null) as after
       from touched_household t join household h on h.id = t.id order by h.id for update of h
     )
     update household h set last_visited_at = s.after, version = h.version + 1 from seen s
     where h.id = s.id and s.before is distinct from s.after
     returning h.id, h.area_code, h.grid_id, (s.before is null)::int - (s.after is null)::int as newly`,
  );
  await settleDueDaysIn(sql, 'touched_household', context.today);
  await addActivity(
    sql,
    days.flatMap((row) =>
      activityAt(context.areas, placeOf(row), row.day as string, { [activities.visits]: sign * (row.n as number) }),
    ),
  );
  await applyIncrements(sql, [
    ...days.flatMap((row) => incrementsAt(context.areas, placeOf(row), { [metrics.visits]: sign * (row.n as number) })),
    ...households.flatMap((row) =>
      incrementsAt(context.areas, placeOf(row), { [metrics.householdsVisited]: row.newly as number }),
    ),
  ]);
};

/** Visits (走访) of other records, e.g. of the time before: only new ones; known by household, worker and moment. */
export const visitsTable: TransferTable<Context> = {
  name: 'visits',
  title: { zh: '走访记录', en: 'Visits' },
  columns: [
    householdColumn,
    workerColumn,
    { key: 'recordedAt', heading: { zh: '走访时间', en: 'Recorded at' }, kind: 'moment', required: true },
    {
      key: 'checks',
      heading: { zh: '检查项', en: 'Checks' },
      kind: 'text',
      longest: 2_000,
      hint: { zh: '项目:合格 或 项目:不合格，多个以分号隔开', en: 'item:ok or item:not ok, several with ; between' },
    },
    { key: 'note', heading: { zh: '备注', en: 'Note' }, kind: 'text', longest: 2_000, mask: 'TEXT' },
  ],
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'household', type: 'text' },
      { name: 'household_id', type: 'uuid' },
      { name: 'area_code', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'account_id', type: 'uuid' },
      { name: 'grid_worker_id', type: 'uuid' },
      { name: 'recorded_at', type: 'timestamptz' },
      { name: 'checks', type: 'jsonb' },
      { name: 'checklist_version', type: 'int' },
      { name: 'note', type: 'text' },
      { name: 'received_at', type: 'timestamptz' },
    ],
    prepare: (context) => {
      const now = context.now();
      return (row, refuse) => {
        const { household, account, recordedAt, checks, note } = row as Record<string, string | undefined>;
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        if (recordedAt !== undefined && new Date(recordedAt) > now)
          refuse('recordedAt', { zh: '不能晚于现在', en: 'must not lie in the future' });
        const found = checks === undefined ? [] : parseChecks(checks);
        if (found.some(({ item, passed }) => item === '' || passed === undefined))
          refuse('checks', { zh: '应为 项目:合格 或 项目:不合格', en: 'must be item:ok or item:not ok' });
        return [
          household,
          undefined,
          undefined,
          undefined,
          account,
          undefined,
          recordedAt,
          { json: found },
          undefined,
          note,
          now,
        ];
      };
    },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await resolveHouseholds(work);
      await sql('update import_stage s set grid_worker_id = w.id from grid_worker w where w.account_id = s.account_id');
      await fault(
        'account',
        {
          zh: '该网格员当时不在本户所在网格任职',
          en: 'the worker had no role in the grid of the household at that time',
        },
        `select s.n from import_stage s where s.grid_id is not null and not exists (
           select 1 from grid_assignment a where a.grid_worker_id = s.grid_worker_id and a.grid_id = s.grid_id and a.role = any($1::text[])
             and a.since <= ${day} and (a.until is null or a.until > ${day}))`,
        [visitingRoles],
      );
      await sql(
        `update import_stage s set checklist_version = coalesce((select max(c.version) from visit_checklist c where c.valid_from <= ${day}), 1)`,
      );
      await sql(
        `update import_stage s set checks = (
           select jsonb_agg(c || jsonb_build_object('item', coalesce(i.item, '?')) order by at)
           from jsonb_array_elements(s.checks) with ordinality x (c, at)
           left join visit_checklist_item i on i.checklist_version = s.checklist_version and c->>'item' in (i.item, i.label))
         where jsonb_array_length(s.checks) > 0`,
      );
      const items = await sql('select distinct label from visit_checklist_item order by label');
      const labels = items.map((row) => row.label as string);
      await fault(
        'checks',
        {
          zh: `应为走访清单中的项目：${labels.join('、')}`,
          en: `must be items of the checklist: ${labels.join(', ')}`,
        },
        `select n from import_stage where checks @> '[{"item": "?"}]'`,
      );
      await sql(
        `update import_stage s set id = v.id, known = true from visit v where v.household_id = s.household_id and v.grid_worker_id = s.grid_worker_id
           and ${sameMoment('v.recorded_at', 's.recorded_at')}`,
      );
      await refuseTwice(work, 'recordedAt', 'household_id::text || grid_worker_id::text || recorded_at::text');
      await fault(
        'recordedAt',
        { zh: '这次走访已作废', en: 'the visit was declared void' },
        'select s.n from import_stage s join visit v on s.known and v.id = s.id where v.voided_at is not null',
      );
      await sql('update import_stage set received_at = $1', [context.now()]);
    },
    target: {
      table: 'visit',
      columns: [
        { name: 'household_id', update: false },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'grid_worker_id', update: false },
        { name: 'recorded_at', update: false },
        { name: 'received_at', update: false },
        { name: 'checks', update: false },
        { name: 'checklist_version', update: false },
        { name: 'note', update: false },
        { name: 'demand_count', value: '0', update: false },
      ],
      fingerprint: ['household_id', 'recorded_at', 'grid_worker_id', 'checks', 'note', 'demand_count', 'voided_at'],
      label: `'第' || i.n || '行走访'`,
    },
    follow: followVisits,
    events: [
      {
        event: visitRecorded,
        of: 'INSERTED',
        select: `select v.id, v.version, v.area_code, ${toldOfVisit} as data ${from}`,
      },
      { event: visitState, of: 'BOTH', select: `select v.id, v.version, v.area_code, ${toldOfVisit} as data ${from}` },
    ],
    tombstones: [visitState],
    inUse: [
      {
        when: `exists (select 1 from visit_demand d where d.visit_id = t.id) or exists (select 1 from visit_verification c where c.visit_id = t.id)`,
        explanation: { zh: '已有诉求或信息核实', en: 'demands or verified records follow from it' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('走访时间', 'when it was recorded'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'v.area_code', grid: 'v.grid_id', period: { moment: 'v.recorded_at' } },
        params,
      );
      return {
        sql: `select h.number as household, w.account_id as account, v.recorded_at as "recordedAt", v.note, v.area_code as "areaCode", v.grid_id as "gridId",
            (select string_agg((c->>'item') || ':' || case when (c->>'passed')::boolean then '合格' else '不合格' end, '; ' order by at)
             from jsonb_array_elements(v.checks) with ordinality x (c, at)) as checks
          from visit v join household h on h.id = v.household_id join grid_worker w on w.id = v.grid_worker_id
          where v.voided_at is null and ${scope} order by v.recorded_at, v.id`,
        params,
      };
    },
  },
};

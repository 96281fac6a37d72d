import { householdChanged, householdRegistered, householdState } from '@gridloom/contracts';
import { reachSql, type StageWork, type TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { settleDueDaysIn } from '../rules/settle-due-days.ts';
import { idColumn, placeColumns } from './columns.ts';
import { countedRows, metricSql } from './counted-rows.ts';
import { changedInPeriod, exportScope } from './export-rows.ts';
import { noteHistory, recheckVillages, villagesOf } from './people-follow.ts';
import { importReach, refuseTwice, resolveGrids, resolveIds } from './stage-checks.ts';
import { places } from './template-lists.ts';

const told = `'householdId', h.id, 'gridId', h.grid_id, 'areaCode', h.area_code,
  'size', (select count(*)::int from resident m where m.household_id = h.id and m.departed_on is null)`;
const from = 'from import_touched r join household h on h.id = r.id';

/** How often any household is seen: one value for all rows, which the database need not write into each. */
const stageInterval = async ({ sql, fault, context }: StageWork<Context>) => {
  const [rule] = await sql(
    `select min(interval_days)::int as days from visit_interval_rule where care_kind is null and valid_from <= $1::date
       and (valid_until is null or valid_until > $1::date)`,
    [context.today],
  );
  const days = Number(rule?.days ?? 0);
  await sql(`alter table import_stage add column visit_interval_days int not null default ${String(days)}`);
  await fault(
    undefined,
    { zh: '请先设定本县的走访间隔', en: 'the county’s visit interval comes first' },
    'select n from import_stage where visit_interval_days = 0',
  );
};

/** Households (户): one is known by its number within the county. */
export const householdsTable: TransferTable<Context> = {
  name: 'households',
  title: { zh: '住户', en: 'Households' },
  columns: [
    idColumn,
    { key: 'number', heading: { zh: '户编号', en: 'Household number' }, kind: 'text', longest: 60, required: true },
    ...placeColumns(true),
    {
      key: 'address',
      heading: { zh: '住址', en: 'Address' },
      kind: 'text',
      longest: 200,
      required: true,
      mask: 'ADDRESS',
    },
    {
      key: 'dwelling',
      heading: { zh: '房屋地址', en: 'Dwelling' },
      kind: 'text',
      longest: 200,
      mask: 'ADDRESS',
      hint: { zh: '本网格已登记房屋的地址，可留空', en: 'address of a dwelling of the grid; may be left out' },
    },
    { key: 'registeredOn', heading: { zh: '登记日期', en: 'Registered on' }, kind: 'day', required: true },
  ],
  lists: places,
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'number', type: 'text' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'address', type: 'text' },
      { name: 'dwelling', type: 'text' },
      { name: 'dwelling_id', type: 'uuid' },
      { name: 'registered_on', type: 'date' },
    ],
    prepare:
      ({ today }) =>
      (row, refuse) => {
        const { id, number, area, grid, address, dwelling, registeredOn } = row as Record<string, string | undefined>;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        if (registeredOn !== undefined && registeredOn > today)
          refuse('registeredOn', { zh: '不能晚于今天', en: 'must not lie in the future' });
        return [id, number, area, undefined, grid, undefined, address, dwelling, undefined, registeredOn];
      },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await resolveGrids(work);
      await resolveIds(work, 'household');
      const params: unknown[] = [];
      const within = reachSql(importReach(context), { area: 'h.area_code', grid: 'h.grid_id' }, params);
      await sql(
        `update import_stage s set id = h.id, known = true from household h where s.given_id is null and h.number = s.number and ${within}`,
        params,
      );
      await fault(
        'number',
        { zh: '户编号已被使用', en: 'the number is taken' },
        'select s.n from import_stage s join household h on h.number = s.number and h.id <> s.id',
      );
      await fault(
        undefined,
        { zh: '该户已销户', en: 'the household is dissolved' },
        'select s.n from import_stage s join household h on s.known and h.id = s.id where h.dissolved_on is not null',
      );
      await fault(
        'grid',
        { zh: '住户不能通过导入换网格，请办理迁移', en: 'a household does not change its grid by an import: it moves' },
        'select s.n from import_stage s join household h on s.known and h.id = s.id where s.grid_id <> h.grid_id',
      );
      await stageInterval(work);
      await refuseTwice(work, 'number', 'number');
      await sql(
        `update import_stage s set dwelling_id = d.id from (
           select grid_id, address, min(id::text)::uuid as id from dwelling where demolished_on is null group by grid_id, address having count(*) = 1
         ) d where d.grid_id = s.grid_id and d.address = s.dwelling`,
      );
      await fault(
        'dwelling',
        { zh: '本网格没有（或有多处）这个地址的房屋', en: 'the grid has no dwelling, or several, of this address' },
        'select n from import_stage where dwelling is not null and grid_id is not null and dwelling_id is null',
      );
    },
    target: {
      table: 'household',
      columns: [
        { name: 'number' },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'address' },
        { name: 'dwelling_id' },
        { name: 'registered_on', update: false },
        { name: 'visit_interval_days', update: false, compare: false },
        { name: 'next_due_on', value: 's.registered_on + s.visit_interval_days', update: false, compare: false },
      ],
      fingerprint: ['number', 'grid_id', 'address', 'dwelling_id', 'registered_on', 'dissolved_on'],
      label: 't.number',
    },
    figures: countedRows(
      `select h.area_code, h.grid_id, ${metricSql('households')} as metric, count(*)::int as n from import_touched r join household h on h.id = r.id
       where h.dissolved_on is null group by h.area_code, h.grid_id`,
    ),
    follow: async (work) => {
      await settleDueDaysIn(work.sql, 'import_touched', work.context.today);
      await recheckVillages(work, villagesOf('household'));
    },
    record: (work, doing, condition) =>
      noteHistory(work, doing, {
        subject: 'HOUSEHOLD',
        table: 'household',
        fields: ['number', 'address', 'dwelling_id'],
        condition,
      }),
    events: [
      {
        event: householdRegistered,
        of: 'INSERTED',
        select: `select h.id, h.version, h.area_code, jsonb_build_object(${told}) as data ${from}`,
      },
      {
        event: householdChanged,
        of: 'CHANGED',
        select: `select h.id, h.version, h.area_code, jsonb_build_object(${told}, 'fields', array_remove(array[
            case when r.was->>'number' is distinct from h.number then 'number' end,
            case when r.was->>'address' is distinct from h.address then 'address' end,
            case when r.was->>'dwelling_id' is distinct from h.dwelling_id::text then 'dwelling' end], null)) as data ${from}`,
      },
      {
        event: householdState,
        of: 'BOTH',
        select: `select h.id, h.version, h.area_code, jsonb_build_object(${told}) as data ${from}`,
      },
    ],
    tombstones: [householdState],
    inUse: [
      {
        when: `exists (select 1 from resident p where p.household_id = t.id)`,
        explanation: { zh: '户内已有居民', en: 'residents belong to it' },
      },
      {
        when: `exists (select 1 from visit v where v.household_id = t.id) or exists (select 1 from emergency_contact e where e.household_id = t.id)`,
        explanation: { zh: '已有走访或紧急联系人', en: 'it was visited, or has emergency contacts' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: changedInPeriod,
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'h.area_code', grid: 'h.grid_id', period: { changed: 'HOUSEHOLD', id: 'h.id' } },
        params,
      );
      return {
        sql: `select h.id, h.number, h.area_code as area, g.name as grid, h.address, d.address as dwelling, h.registered_on::text as "registeredOn",
            h.area_code as "areaCode", h.grid_id as "gridId"
          from household h join grid g on g.id = h.grid_id left join dwelling d on d.id = h.dwelling_id
          where h.dissolved_on is null and ${scope} order by h.area_code, g.sort_key, h.number, h.id`,
        params,
      };
    },
  },
};

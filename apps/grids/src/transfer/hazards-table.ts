import { hazardFound, hazardGone, hazardState } from '@gridloom/contracts';
import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { visitingRoles } from '../worker/grid-assignment.ts';
import { idColumn, placeColumns } from './columns.ts';
import { countActivity, isoSql } from './counted-activity.ts';
import { countedRows } from './counted-rows.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { refuseTwice, resolveGrids, resolveIds, sameMoment } from './stage-checks.ts';
import { hazardClasses, places } from './template-lists.ts';

const identity = `'hazardId', h.id, 'gridId', h.grid_id, 'areaCode', h.area_code, 'classCode', h.class_code, 'severity', h.severity`;
const from = 'from import_touched r join hazard h on h.id = r.id';
const day = `(s.found_at at time zone 'Asia/Shanghai')::date`;

/**
 * Hazards (隐患) of other records, e.g. of the time before: only new ones, known by id, or by grid, class, finder and moment. None that
 * comes in a sheet becomes a case, and those known are re-checked in the grid, not in a sheet.
 */
export const hazardsTable: TransferTable<Context> = {
  name: 'hazards',
  title: { zh: '隐患', en: 'Hazards' },
  columns: [
    idColumn,
    ...placeColumns(true),
    {
      key: 'class',
      heading: { zh: '隐患类别', en: 'Class of hazard' },
      kind: 'text',
      longest: 40,
      required: true,
      hint: { zh: '隐患类别的代码或名称', en: 'code or label of a class of hazards' },
    },
    {
      key: 'text',
      heading: { zh: '隐患描述', en: 'Text' },
      kind: 'text',
      longest: 1_000,
      required: true,
      mask: 'TEXT',
    },
    { key: 'place', heading: { zh: '地点', en: 'Place' }, kind: 'text', longest: 100, mask: 'ADDRESS' },
    { key: 'foundAt', heading: { zh: '发现时间', en: 'Found at' }, kind: 'moment', required: true },
    {
      key: 'account',
      heading: { zh: '发现人账号编号', en: 'Account of the finder' },
      kind: 'text',
      longest: 36,
      required: true,
    },
    { key: 'fixedOnTheSpot', heading: { zh: '当场处置', en: 'Put right on the spot' }, kind: 'flag' },
    {
      key: 'goneAt',
      heading: { zh: '消除时间', en: 'Gone at' },
      kind: 'moment',
      hint: { zh: '仍存在则留空', en: 'leave empty where it is still there' },
    },
    {
      key: 'recheckDueOn',
      heading: { zh: '应复查日期', en: 'Re-check due on' },
      kind: 'day',
      hint: { zh: '留空则按类别的复查天数', en: 'left empty: as its class says' },
    },
  ],
  lists: { ...places, class: hazardClasses },
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'word', type: 'text' },
      { name: 'class_code', type: 'text' },
      { name: 'text', type: 'text' },
      { name: 'place', type: 'text' },
      { name: 'found_at', type: 'timestamptz' },
      { name: 'account_id', type: 'uuid' },
      { name: 'fixed', type: 'boolean' },
      { name: 'gone_at', type: 'timestamptz' },
      { name: 'due_on', type: 'date' },
      { name: 'severity', type: 'text' },
    ],
    prepare: (context) => {
      const now = context.now();
      return (row, refuse) => {
        const {
          id,
          area,
          grid,
          class: word,
          text,
          place,
          foundAt,
          account,
          goneAt,
          recheckDueOn,
        } = row as Record<string, string | undefined>;
        const fixed = row.fixedOnTheSpot === true;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        for (const [key, moment] of Object.entries({ foundAt, goneAt }))
          if (moment !== undefined && new Date(moment) > now)
            refuse(key, { zh: '不能晚于现在', en: 'must not lie in the future' });
        if (foundAt !== undefined && goneAt !== undefined && goneAt < foundAt)
          refuse('goneAt', { zh: '不能早于发现时间', en: 'must not lie before it was found' });
        if (recheckDueOn !== undefined && (fixed || goneAt !== undefined))
          refuse('recheckDueOn', { zh: '已消除的隐患不再复查', en: 'what is gone is not re-checked' });
        const gone = fixed ? (goneAt ?? foundAt) : goneAt;
        return [
          ...[id, area, undefined, grid, undefined, word, undefined, text, place, foundAt, account, fixed, gone],
          ...[recheckDueOn, undefined],
        ];
      };
    },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveGrids(work);
      await resolveIds(work, 'hazard');
      await sql(
        `update import_stage s set class_code = c.code, severity = c.severity,
           due_on = case when s.gone_at is null then coalesce(s.due_on, ${day} + c.recheck_days) end
         from hazard_class c where s.word in (c.code, c.label)`,
      );
      await fault(
        'class',
        { zh: '没有这个隐患类别', en: 'there is no such class of hazards' },
        'select n from import_stage where class_code is null',
      );
      await sql(
        `update import_stage s set id = h.id, known = true from hazard h where s.given_id is null and h.grid_id = s.grid_id
           and h.class_code = s.class_code and ${sameMoment('h.found_at', 's.found_at')} and h.found_by_account_id = s.account_id`,
      );
      await refuseTwice(work, 'foundAt', 'grid_id::text || class_code || found_at::text || account_id::text');
      await fault(
        'goneAt',
        { zh: '已登记的隐患请在系统中复查', en: 'a hazard that is recorded is re-checked in the grid' },
        `select s.n from import_stage s join hazard h on s.known and h.id = s.id
         where date_trunc('second', h.gone_at) is distinct from date_trunc('second', s.gone_at)`,
      );
      await fault(
        'class',
        { zh: '该类别已停用', en: 'this class is retired' },
        'select s.n from import_stage s join hazard_class c on not s.known and c.code = s.class_code where c.retired_on is not null',
      );
      await fault(
        'class',
        { zh: '该类别须附照片，请在系统中登记', en: 'this class needs photos; record it in the grid' },
        `select s.n from import_stage s join hazard_class c on not s.known and c.code = s.class_code where c.photo = 'ALWAYS'`,
      );
      await fault(
        'fixedOnTheSpot',
        { zh: '该类别不能当场处置了结，须复查', en: 'this class is not put right on the spot; it is re-checked' },
        'select s.n from import_stage s join hazard_class c on not s.known and c.code = s.class_code where s.fixed and not c.on_the_spot',
      );
      await fault(
        'account',
        { zh: '发现人当时不在本网格任职', en: 'the finder had no role in the grid at that time' },
        `select s.n from import_stage s where not s.known and s.grid_id is not null and not exists (
           select 1 from grid_assignment a join grid_worker w on w.id = a.grid_worker_id where w.account_id = s.account_id
             and a.grid_id = s.grid_id and a.role = any($1::text[]) and a.since <= ${day} and (a.until is null or a.until > ${day}))`,
        [visitingRoles],
      );
    },
    target: {
      table: 'hazard',
      columns: [
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'class_code', update: false },
        { name: 'severity', update: false },
        { name: 'text', update: false },
        { name: 'place', update: false },
        { name: 'status', value: `case when s.gone_at is null then 'OPEN' else 'GONE' end`, update: false },
        { name: 'fixed_on_the_spot', value: 's.fixed', update: false },
        { name: 'found_at', update: false },
        { name: 'found_by_account_id', value: 's.account_id', update: false },
        { name: 'reported', value: 'false', update: false },
        { name: 'recheck_due_on', value: 's.due_on', update: false },
        { name: 'recheck_count', value: '0', update: false },
        { name: 'gone_at', update: false },
      ],
      fingerprint: ['grid_id', 'class_code', 'text', 'place', 'found_at', 'status', 'recheck_due_on', 'recheck_count'],
      label: `'第' || i.n || '行隐患'`,
    },
    figures: countedRows(
      `select h.area_code, h.grid_id, m.metric, count(*)::int as n from import_touched r join hazard h on h.id = r.id
       cross join lateral (select 'hazards.found' union all select 'hazards.' || lower(h.status)) m (metric)
       group by h.area_code, h.grid_id, m.metric`,
    ),
    follow: (work, doing) =>
      countActivity(
        work,
        doing,
        `select m.area_code, m.grid_id, (m.at at time zone 'Asia/Shanghai')::date::text as day, m.activity, count(*)::int as n from (
           select coalesce(h.area_code, r.was->>'area_code') as area_code, coalesce(h.grid_id, (r.was->>'grid_id')::uuid) as grid_id, a.activity,
             a.at from import_touched r left join hazard h on h.id = r.id
           cross join lateral (values ('hazards.found', coalesce(h.found_at, (r.was->>'found_at')::timestamptz)),
             ('hazards.gone', coalesce(h.gone_at, (r.was->>'gone_at')::timestamptz))) a (activity, at) where r.inserted
         ) m where m.at is not null group by 1, 2, 3, 4`,
      ),
    events: [
      {
        event: hazardFound,
        of: 'INSERTED',
        select: `select h.id, h.version, h.area_code, jsonb_build_object(${identity}, 'fixedOnTheSpot', h.fixed_on_the_spot,
          'reported', h.reported) as data ${from}`,
      },
      {
        event: hazardGone,
        of: 'INSERTED',
        select: `select h.id, h.version, h.area_code, jsonb_build_object(${identity}, 'fixedOnTheSpot', h.fixed_on_the_spot) as data
          ${from} and h.status = 'GONE'`,
      },
      {
        event: hazardState,
        of: 'BOTH',
        select: `select h.id, h.version, h.area_code, jsonb_build_object(${identity}, 'status', h.status, 'foundAt', ${isoSql('h.found_at')},
          'goneAt', ${isoSql('h.gone_at')}, 'recheckDueOn', h.recheck_due_on, 'caseId', h.case_id) as data ${from}`,
      },
    ],
    tombstones: [hazardState],
    inUse: [
      {
        when: 'exists (select 1 from hazard_recheck c where c.hazard_id = t.id) or t.case_id is not null',
        explanation: { zh: '已复查或已成为事件', en: 'it was re-checked or became a case' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('发现时间', 'when it was found'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'h.area_code', grid: 'h.grid_id', period: { moment: 'h.found_at' } },
        params,
      );
      return {
        sql: `select h.id, h.area_code as area, g.name as grid, h.class_code as class, h.text, h.place, h.found_at as "foundAt",
            h.found_by_account_id as account, h.fixed_on_the_spot as "fixedOnTheSpot", h.gone_at as "goneAt",
            h.recheck_due_on::text as "recheckDueOn", h.area_code as "areaCode", h.grid_id as "gridId"
          from hazard h join grid g on g.id = h.grid_id where ${scope} order by h.found_at, h.id`,
        params,
      };
    },
  },
};

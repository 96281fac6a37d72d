import { patrolCompleted, patrolState } from '@gridloom/contracts';
import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { LONGEST_HOURS, MAX_COMPANIONS } from '../patrol/check-patrol-input.ts';
import { visitingRoles } from '../worker/grid-assignment.ts';
import { placeColumns } from './columns.ts';
import { countActivity, isoSql } from './counted-activity.ts';
import { countedRows, metricSql } from './counted-rows.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { refuseTwice, resolveGrids, sameMoment } from './stage-checks.ts';
import { patrolRoutes, places } from './template-lists.ts';

const told = `jsonb_build_object('patrolId', p.id, 'gridId', p.grid_id, 'areaCode', p.area_code, 'kind', p.kind, 'gridWorkerId', p.grid_worker_id,
  'routeId', p.route_id, 'startedAt', ${isoSql('p.started_at')}, 'endedAt', ${isoSql('p.ended_at')}, 'hazardCount', p.hazard_count)`;
const from = 'from import_touched r join patrol p on p.id = r.id';
const day = `(s.started_at at time zone 'Asia/Shanghai')::date`;
const HOUR_MS = 3_600_000;

const parseStops = (text: string) =>
  text
    .split(/[;；、\s]+/)
    .filter((word) => word !== '')
    .map(Number);

/**
 * Patrols (巡查) of other records, e.g. of the time before: only new ones of grid workers, known by grid, account and beginning. Those of
 * volunteers come back as they were exported, and new ones are recorded by the volunteers themselves. Hazards are a table of their own.
 */
export const patrolsTable: TransferTable<Context> = {
  name: 'patrols',
  title: { zh: '巡查记录', en: 'Patrols' },
  columns: [
    ...placeColumns(true),
    {
      key: 'account',
      heading: { zh: '巡查人账号编号', en: 'Account of the patroller' },
      kind: 'text',
      longest: 36,
      required: true,
      hint: { zh: '组织库中的账号编号', en: 'the id of the account in the organization records' },
    },
    {
      key: 'kind',
      heading: { zh: '巡查类型', en: 'Kind of patrol' },
      kind: 'choice',
      choices: [
        { value: 'GRID_WORKER', label: { zh: '网格巡查', en: 'grid worker' } },
        { value: 'VOLUNTEER', label: { zh: '义务巡逻', en: 'volunteer' } },
      ],
    },
    { key: 'startedAt', heading: { zh: '开始时间', en: 'Started at' }, kind: 'moment', required: true },
    { key: 'endedAt', heading: { zh: '结束时间', en: 'Ended at' }, kind: 'moment', required: true },
    { key: 'route', heading: { zh: '巡查路线', en: 'Route' }, kind: 'text', longest: 40 },
    {
      key: 'stopsSeen',
      heading: { zh: '到达点位序号', en: 'Stops seen' },
      kind: 'text',
      longest: 300,
      hint: { zh: '如 1; 2; 5', en: 'e.g. 1; 2; 5' },
    },
    {
      key: 'companions',
      heading: { zh: '同行人数', en: 'Companions' },
      kind: 'number',
      whole: true,
      least: 0,
      most: MAX_COMPANIONS,
    },
    { key: 'note', heading: { zh: '备注', en: 'Note' }, kind: 'text', longest: 2_000, mask: 'TEXT' },
  ],
  lists: { ...places, route: patrolRoutes },
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'account_id', type: 'uuid' },
      { name: 'grid_worker_id', type: 'uuid' },
      { name: 'kind', type: 'text' },
      { name: 'started_at', type: 'timestamptz' },
      { name: 'ended_at', type: 'timestamptz' },
      { name: 'route', type: 'text' },
      { name: 'route_id', type: 'uuid' },
      { name: 'stops', type: 'jsonb' },
      { name: 'companions', type: 'int' },
      { name: 'note', type: 'text' },
      { name: 'at', type: 'timestamptz' },
    ],
    prepare: (context) => {
      const now = context.now();
      return (row, refuse) => {
        const { area, grid, account, kind, startedAt, endedAt, route, stopsSeen, note } = row as Record<
          string,
          string | undefined
        >;
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        if (endedAt !== undefined && new Date(endedAt) > now)
          refuse('endedAt', { zh: '不能晚于现在', en: 'must not lie in the future' });
        if (startedAt !== undefined && endedAt !== undefined) {
          const hours = (new Date(endedAt).getTime() - new Date(startedAt).getTime()) / HOUR_MS;
          if (hours < 0 || hours > LONGEST_HOURS)
            refuse('endedAt', {
              zh: `不早于开始时间，且一次巡查至多 ${String(LONGEST_HOURS)} 小时`,
              en: `is not before the beginning, and a patrol takes ${String(LONGEST_HOURS)} hours at most`,
            });
        }
        const stops = stopsSeen === undefined ? [] : parseStops(stopsSeen);
        if (stops.some((stop) => !Number.isSafeInteger(stop) || stop < 1) || new Set(stops).size < stops.length)
          refuse('stopsSeen', {
            zh: '应为点位序号，每个一次，如 1; 2; 5',
            en: 'must be numbers of stops, each once, e.g. 1; 2; 5',
          });
        const seen = { json: stops.sort((a, b) => a - b) };
        const companions = (row.companions as number | undefined) ?? 0;
        return [
          ...[area, undefined, grid, undefined, account, undefined, kind ?? 'GRID_WORKER', startedAt, endedAt],
          ...[route, undefined, seen, companions, note, now],
        ];
      };
    },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveGrids(work);
      await sql('update import_stage s set grid_worker_id = w.id from grid_worker w where w.account_id = s.account_id');
      await sql(
        `update import_stage s set id = p.id, known = true, route_id = p.route_id from patrol p
         where p.grid_id = s.grid_id and p.patroller_account_id = s.account_id and ${sameMoment('p.started_at', 's.started_at')}`,
      );
      await refuseTwice(work, 'startedAt', 'grid_id::text || account_id::text || started_at::text');
      await fault(
        'kind',
        { zh: '志愿者的巡逻由本人记录', en: 'volunteers record their patrols themselves' },
        `select n from import_stage where not known and kind = 'VOLUNTEER'`,
      );
      await fault(
        'account',
        { zh: '该网格员当时不在本网格任职', en: 'the worker had no role in the grid at that time' },
        `select s.n from import_stage s where not s.known and s.kind = 'GRID_WORKER' and s.grid_id is not null and not exists (
           select 1 from grid_assignment a where a.grid_worker_id = s.grid_worker_id and a.grid_id = s.grid_id and a.role = any($1::text[])
             and a.since <= ${day} and (a.until is null or a.until > ${day}))`,
        [visitingRoles],
      );
      await sql(
        `update import_stage s set route_id = r.id from patrol_route r
         where not s.known and r.grid_id = s.grid_id and r.name = s.route and r.retired_on is null`,
      );
      await fault(
        'route',
        { zh: '本网格没有这条路线', en: 'the grid has no such route' },
        'select n from import_stage where not known and route is not null and grid_id is not null and route_id is null',
      );
      await fault(
        'stopsSeen',
        {
          zh: '应为所走路线的点位序号；未走固定路线时不填',
          en: 'must be stops of the route that was walked; none without a route',
        },
        `select s.n from import_stage s left join patrol_route r on r.id = s.route_id where not s.known and exists (
           select 1 from jsonb_array_elements(s.stops) x (stop) where x.stop::int > coalesce(jsonb_array_length(r.stops), 0))`,
      );
    },
    target: {
      table: 'patrol',
      columns: [
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'route_id', update: false },
        { name: 'kind', update: false },
        { name: 'patroller_account_id', value: 's.account_id', update: false },
        { name: 'grid_worker_id', update: false },
        { name: 'companions', update: false },
        { name: 'started_at', update: false },
        { name: 'ended_at', update: false },
        { name: 'received_at', value: 's.at', update: false },
        { name: 'stops_seen', value: 'array(select x::int from jsonb_array_elements(s.stops) y (x))', update: false },
        { name: 'note', update: false },
        { name: 'hazard_count', value: '0', update: false },
      ],
      fingerprint: ['grid_id', 'patroller_account_id', 'started_at', 'ended_at', 'route_id', 'hazard_count'],
      label: `'第' || i.n || '行巡查'`,
    },
    figures: countedRows(
      `select p.area_code, p.grid_id, ${metricSql('patrols')} as metric, count(*)::int as n from import_touched r join patrol p on p.id = r.id
       group by p.area_code, p.grid_id`,
    ),
    follow: (work, doing) =>
      countActivity(
        work,
        doing,
        `select m.area_code, m.grid_id, m.day::text as day, 'patrols' as activity, count(*)::int as n from (
           select coalesce(p.area_code, r.was->>'area_code') as area_code, coalesce(p.grid_id, (r.was->>'grid_id')::uuid) as grid_id,
             (coalesce(p.ended_at, (r.was->>'ended_at')::timestamptz) at time zone 'Asia/Shanghai')::date as day
           from import_touched r left join patrol p on p.id = r.id where r.inserted
         ) m group by 1, 2, 3`,
      ),
    events: [
      {
        event: patrolCompleted,
        of: 'INSERTED',
        select: `select p.id, p.version, p.area_code, ${told} as data ${from}`,
      },
      { event: patrolState, of: 'BOTH', select: `select p.id, p.version, p.area_code, ${told} as data ${from}` },
    ],
    tombstones: [patrolState],
    inUse: [
      {
        when: 'exists (select 1 from hazard h where h.patrol_id = t.id)',
        explanation: { zh: '已有隐患', en: 'hazards were found on it' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('开始时间', 'when it began'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'p.area_code', grid: 'p.grid_id', period: { moment: 'p.started_at' } },
        params,
      );
      return {
        sql: `select p.area_code as area, g.name as grid, p.patroller_account_id as account, p.kind, p.started_at as "startedAt",
            p.ended_at as "endedAt", r.name as route, array_to_string(p.stops_seen, '; ') as "stopsSeen", p.companions, p.note,
            p.area_code as "areaCode", p.grid_id as "gridId"
          from patrol p join grid g on g.id = p.grid_id left join patrol_route r on r.id = p.route_id
          where ${scope} order by p.ended_at, p.id`,
        params,
      };
    },
  },
};

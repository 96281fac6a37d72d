import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { stopsProblem, type StopInput } from '../patrol/put-patrol-route.ts';
import { lengthProblem } from '../visit/check-visit-input.ts';
import { idColumn, placeColumns } from './columns.ts';
import { resolveRetired, retiredColumn } from './county-lists.ts';
import { exportScope } from './export-rows.ts';
import { liveProblems } from './live-problem.ts';
import { refuseTwice, resolveGrids, resolveIds } from './stage-checks.ts';
import { places } from './template-lists.ts';

/** `村口@112.4,34.1; 老粮站` → stops with where they are; undefined where a position is no pair of numbers. */
const parseStops = (text: string): StopInput[] | undefined => {
  const stops = text
    .split(/[;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', position] = part.split('@').map((word) => word.trim());
      if (position === undefined) return { name };
      const [longitude = Number.NaN, latitude = Number.NaN] = position.split(/[,，]/).map(Number);
      return { name, longitude, latitude };
    });
  return stops.some(({ longitude, latitude }) => Number.isNaN(longitude) || Number.isNaN(latitude)) ? undefined : stops;
};

/** Ways through grids that are patrolled again and again (巡查路线): known by name within the grid; patrols that walked one keep it. */
export const patrolRoutesTable: TransferTable<Context> = {
  name: 'patrolRoutes',
  title: { zh: '巡查路线', en: 'Patrol routes' },
  columns: [
    idColumn,
    ...placeColumns(true),
    { key: 'name', heading: { zh: '路线名称', en: 'Name' }, kind: 'text', longest: 40, required: true },
    {
      key: 'stops',
      heading: { zh: '点位', en: 'Stops' },
      kind: 'text',
      longest: 5_000,
      required: true,
      hint: {
        zh: '按顺序以分号隔开，可带经纬度：村口@112.4,34.1; 老粮站',
        en: 'in order with ; between, a position may follow: Gate@112.4,34.1; Old store',
      },
    },
    retiredColumn,
  ],
  lists: places,
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'name', type: 'text' },
      { name: 'stops', type: 'jsonb' },
      { name: 'retired', type: 'boolean' },
      { name: 'retired_on', type: 'date' },
      { name: 'code', type: 'text' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      return (row, refuse) => {
        const { id, area, grid, name, stops, retired } = row as Record<string, string | undefined>;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        judge(refuse, ({ locale }) => lengthProblem(locale, 'input.name', name ?? 'x', 40, 1));
        const parsed = stops === undefined ? undefined : parseStops(stops);
        if (stops !== undefined && parsed === undefined)
          refuse('stops', { zh: '位置应为 名称@经度,纬度', en: 'a position is name@longitude,latitude' });
        if (parsed)
          judge(
            (_, explanation) => {
              refuse('stops', explanation);
            },
            (said) => stopsProblem(said, parsed),
          );
        return [id, area, undefined, grid, undefined, name, parsed && { json: parsed }, retired, undefined, undefined];
      };
    },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveGrids(work);
      await resolveIds(work, 'patrol_route');
      await sql(
        `update import_stage s set id = r.id, known = true from patrol_route r
         where s.given_id is null and r.grid_id = s.grid_id and r.name = s.name and r.retired_on is null`,
      );
      await fault(
        'grid',
        { zh: '路线不能换网格', en: 'a route keeps its grid' },
        'select s.n from import_stage s join patrol_route r on s.known and r.id = s.id where r.grid_id <> s.grid_id',
      );
      await sql('update import_stage set code = id::text where known');
      await resolveRetired(work, '(select retired_on, id::text as code from patrol_route)');
      await refuseTwice(work, 'name', `case when retired is not true then grid_id::text || '/' || name end`);
      await fault(
        'name',
        { zh: '本网格已有同名路线', en: 'the grid has a route of that name already' },
        `select s.n from import_stage s join patrol_route r on r.grid_id = s.grid_id and r.name = s.name and r.id <> s.id
         where r.retired_on is null and s.retired is not true`,
      );
    },
    target: {
      table: 'patrol_route',
      columns: [
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'name' },
        { name: 'stops' },
        { name: 'retired_on' },
      ],
      label: 't.name',
    },
    inUse: [
      {
        when: 'exists (select 1 from patrol p where p.route_id = t.id)',
        explanation: { zh: '已有巡查走过该路线', en: 'it was patrolled' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(context, filter, { area: 'r.area_code', grid: 'r.grid_id' }, params);
      return {
        sql: `select r.id, r.area_code as area, g.name as grid, r.name, r.retired_on is not null as retired,
            (select string_agg((s->>'name') || coalesce('@' || (s->>'longitude') || ',' || (s->>'latitude'), ''), '; ' order by at)
             from jsonb_array_elements(r.stops) with ordinality x (s, at)) as stops
          from patrol_route r join grid g on g.id = r.grid_id where ${scope} order by r.area_code, g.sort_key, r.name collate "C", r.id`,
        params,
      };
    },
  },
};

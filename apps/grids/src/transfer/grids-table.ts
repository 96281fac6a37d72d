import { gridState } from '@gridloom/contracts';
import type { RefuseRow, TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { boundaryProblem, type Boundary } from '../grid/boundary.ts';
import { codeSchemesAllowed, gridCodesProblem, gridNameProblem } from '../grid/check-grid.ts';
import { checkBoundaries } from './check-boundaries.ts';
import { gridKindChoices, gridLevelChoices, idColumn, placeColumns } from './columns.ts';
import { countedRows, metricSql } from './counted-rows.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { importReach, refuseTwice, resolveAreas, resolveIds } from './stage-checks.ts';
import { basicGrids, villages } from './template-lists.ts';
import { isUuid } from '../ids.ts';
import { reachSql } from '@gridloom/service-kit';

const [areaColumn] = placeColumns(true);

/** `VILLAGE_SEQUENCE:410326200200-1; PREFIXED:RY-0001` → codes with their schemes. */
const parseCodes = (text: string) =>
  text
    .split(/[;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.search(/[:：]/);
      return { scheme: part.slice(0, Math.max(at, 0)).trim(), code: part.slice(at + 1).trim() };
    });

const parseBoundary = (text: string, refuse: RefuseRow): Boundary | undefined => {
  try {
    const boundary = JSON.parse(text) as Boundary;
    const problem = boundaryProblem(boundary);
    if (!problem) return boundary;
    refuse('boundary', problem);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    refuse('boundary', { zh: '应为 GeoJSON（WGS 84）', en: 'must be GeoJSON in WGS 84' });
  }
  return undefined;
};

/** Grids (网格): of the caller's territory; one is known by its name in the village. */
export const gridsTable: TransferTable<Context> = {
  name: 'grids',
  title: { zh: '网格', en: 'Grids' },
  columns: [
    idColumn,
    ...(areaColumn ? [areaColumn] : []),
    { key: 'name', heading: { zh: '网格名称', en: 'Grid name' }, kind: 'text', longest: 50, required: true },
    { key: 'kind', heading: { zh: '网格类型', en: 'Kind' }, kind: 'choice', choices: gridKindChoices, required: true },
    {
      key: 'level',
      heading: { zh: '网格层级', en: 'Level' },
      kind: 'choice',
      choices: gridLevelChoices,
      required: true,
    },
    {
      key: 'parent',
      heading: { zh: '所属基础网格', en: 'Basic grid' },
      kind: 'text',
      longest: 50,
      hint: {
        zh: '仅微网格填写：同村基础网格的名称',
        en: 'for micro-grids alone: name of the basic grid in the village',
      },
    },
    {
      key: 'codes',
      heading: { zh: '网格编码', en: 'Codes' },
      kind: 'text',
      longest: 500,
      required: true,
      hint: {
        zh: `方案:编码，多个以分号隔开；方案：${codeSchemesAllowed}`,
        en: `scheme:code, several with ; between; schemes: ${codeSchemesAllowed}`,
      },
    },
    {
      key: 'boundary',
      heading: { zh: '边界', en: 'Boundary' },
      kind: 'text',
      longest: 32_000,
      hint: { zh: 'GeoJSON（WGS 84），可留空', en: 'GeoJSON in WGS 84; may be left out' },
    },
    { key: 'validFrom', heading: { zh: '启用日期', en: 'Valid from' }, kind: 'day', required: true },
  ],
  lists: { area: villages, parent: basicGrids },
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'name', type: 'text' },
      { name: 'kind', type: 'text' },
      { name: 'level', type: 'text' },
      { name: 'parent', type: 'text' },
      { name: 'parent_grid_id', type: 'uuid' },
      { name: 'codes', type: 'jsonb' },
      { name: 'boundary', type: 'jsonb' },
      { name: 'valid_from', type: 'date' },
    ],
    prepare: () => (row, refuse) => {
      const { id, area, name, kind, level, parent, codes, boundary, validFrom } = row as Record<
        string,
        string | undefined
      >;
      if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
      const named = name === undefined ? undefined : gridNameProblem(name);
      if (named) refuse('name', named);
      const parsed = codes === undefined ? undefined : parseCodes(codes);
      const coded = parsed && gridCodesProblem(parsed);
      if (coded) refuse('codes', coded.text);
      if (id === undefined && (level === 'MICRO') !== (parent !== undefined))
        refuse('parent', { zh: '微网格须填，基础网格不填', en: 'is given for micro-grids, and for them alone' });
      const shape = boundary === undefined ? undefined : parseBoundary(boundary, refuse);
      return [
        id,
        area,
        undefined,
        name,
        kind,
        level,
        parent,
        undefined,
        parsed && { json: parsed },
        shape && { json: shape },
        validFrom,
      ];
    },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await resolveAreas(work);
      const params: unknown[] = [];
      const within = reachSql(importReach(context), { area: 's.area_code' }, params);
      await fault(
        'area',
        { zh: '不在您的管辖范围', en: 'lies outside your territory' },
        `select n from import_stage s where area_code is not null and not (${within})`,
        params,
      );
      await resolveIds(work, 'grid', { area: 't.area_code', grid: 't.id' });
      await sql(
        `update import_stage s set id = g.id, known = true from grid g where s.given_id is null and g.area_code = s.area_code and g.name = s.name
           and (g.valid_until is null or g.valid_until > $1::date)`,
        [context.today],
      );
      await refuseTwice(work, 'name', `area_code || '/' || name`);
      for (const [column, field] of [
        ['kind', 'kind'],
        ['level', 'level'],
        ['area', 'area_code'],
      ] as const)
        await fault(
          column,
          { zh: '已有网格的这一项不能通过导入更改', en: 'cannot be changed for a grid that is there' },
          `select s.n from import_stage s join grid g on s.known and g.id = s.id where s.${field} <> g.${field}`,
        );
      await sql(
        `update import_stage s set parent_grid_id = p.id from (
           select area_code, name, id from import_stage where not known and level = 'BASIC'
           union all select area_code, name, id from grid where level = 'BASIC' and (valid_until is null or valid_until > $1::date)
         ) p where s.parent = p.name and s.area_code = p.area_code`,
        [context.today],
      );
      await fault(
        'parent',
        { zh: '本村没有这个基础网格', en: 'the village has no such basic grid' },
        'select n from import_stage where parent is not null and parent_grid_id is null',
      );
      await fault(
        'codes',
        { zh: '编码已被另一个网格使用', en: 'the code is that of another grid' },
        `select distinct s.n from import_stage s cross join lateral jsonb_array_elements(s.codes) c
         join grid g on g.codes @> jsonb_build_array(c) and g.id <> s.id and (g.valid_until is null or g.valid_until > $1::date)`,
        [context.today],
      );
      await fault(
        'codes',
        { zh: '编码在前面的一行已经出现', en: 'the code stands in a row before' },
        `select n from (select s.n, row_number() over (partition by c order by s.n) as nth
           from import_stage s cross join lateral jsonb_array_elements(s.codes) c) coded where nth > 1`,
      );
      if (work.allRight()) await checkBoundaries(work);
    },
    target: {
      table: 'grid',
      columns: [
        { name: 'name' },
        { name: 'kind', update: false },
        { name: 'level', update: false },
        { name: 'area_code', update: false },
        { name: 'parent_grid_id', update: false },
        { name: 'codes' },
        { name: 'boundary' },
        { name: 'valid_from', update: false },
      ],
      label: `t.name`,
      waves: [`s.level = 'BASIC'`, `s.level = 'MICRO'`],
    },
    figures: countedRows(
      `select g.area_code, null::uuid as grid_id, m.metric, count(*)::int as n from import_touched r join grid g on g.id = r.id
       cross join lateral (
         select ${metricSql('gridsMicro')} where g.level = 'MICRO' union all select ${metricSql('grids')} where g.level = 'BASIC'
         union all select case g.kind when 'URBAN' then ${metricSql('gridsUrban')} when 'RURAL' then ${metricSql('gridsRural')}
           else ${metricSql('gridsDedicated')} end where g.level = 'BASIC'
       ) m (metric) where g.valid_from <= $1::date and (g.valid_until is null or g.valid_until > $1::date) group by g.area_code, m.metric`,
    ),
    events: [
      {
        event: gridState,
        of: 'BOTH',
        select: `select g.id, g.version, g.area_code, jsonb_build_object('gridId', g.id, 'name', g.name, 'kind', g.kind, 'level', g.level,
            'areaCode', g.area_code, 'parentGridId', g.parent_grid_id, 'codes', g.codes, 'validFrom', g.valid_from, 'validUntil', g.valid_until) as data
          from import_touched r join grid g on g.id = r.id`,
      },
    ],
    tombstones: [gridState],
    inUse: [
      {
        when: `exists (select 1 from household h where h.grid_id = t.id) or exists (select 1 from dwelling d where d.grid_id = t.id)
          or exists (select 1 from resident p where p.grid_id = t.id)`,
        explanation: { zh: '网格内已有房屋、住户或居民', en: 'dwellings, households or residents lie in it' },
      },
      {
        when: 'exists (select 1 from grid_assignment a where a.grid_id = t.id)',
        explanation: { zh: '已有网格员任职', en: 'workers are assigned to it' },
      },
      {
        when: `exists (select 1 from grid c where c.parent_grid_id = t.id and not exists (
            select 1 from import_row ci where ci.run_id = i.run_id and ci.row_id = c.id))
          or exists (select 1 from grid_lineage l where t.id in (l.predecessor_id, l.successor_id))`,
        explanation: { zh: '已有微网格或已拆分合并', en: 'micro-grids belong to it, or it was split or merged' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('启用日期', 'when it came into force'),
    select: (context, filter) => {
      const params: unknown[] = [context.today];
      const scope = exportScope(
        context,
        filter,
        { area: 'g.area_code', grid: 'g.id', period: { day: 'g.valid_from' } },
        params,
      );
      return {
        sql: `select g.id, g.area_code as area, g.name, g.kind, g.level, p.name as parent,
            (select string_agg((c->>'scheme') || ':' || (c->>'code'), '; ' order by at) from jsonb_array_elements(g.codes) with ordinality x (c, at)) as codes,
            g.boundary::text as boundary, g.valid_from::text as "validFrom"
          from grid g left join grid p on p.id = g.parent_grid_id
          where (g.valid_until is null or g.valid_until > $1::date) and ${scope} order by g.area_code, g.level, g.sort_key, g.id`,
        params,
      };
    },
  },
};

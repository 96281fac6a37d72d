import type { SqlExecutor } from '@gridloom/service-kit';

/** Every kept figure, counted again from the rows: `<subject> <metric>` → number; figures of 0 are left out. */
export const recount = async (sql: SqlExecutor, today: string): Promise<Record<string, number>> => {
  const rows = await sql(
    `with place as (
       select a.code, unnest(array[a.code] || a.ancestors) as subject from area_view a
     ), fact as (
       select g.area_code, null::uuid as grid_id, m.metric, g.id as counted from grid g
       cross join lateral (
         select 'grids.micro' where g.level = 'MICRO' union all select 'grids' where g.level = 'BASIC'
         union all select 'grids.' || lower(g.kind) where g.level = 'BASIC'
       ) m (metric) where g.valid_from <= $1::date and (g.valid_until is null or g.valid_until > $1::date)
       union all
       select a.area_code, null, m.metric, a.grid_worker_id from grid_assignment a
       cross join lateral (
         select 'workers' where a.role in ('FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4')
         union all select 'workers.full-time' where a.role = 'FULL_TIME'
         union all select 'workers.part-time' where a.role = 'PART_TIME'
         union all select 'workers.grid-heads' where a.role = 'GRID_HEAD'
       ) m (metric) where a.since <= $1::date and (a.until is null or a.until > $1::date)
       union all
       select r.area_code, r.grid_id, case r.population_kind when 'FLOATING' then 'residents.floating' else 'residents.permanent' end, r.id
       from resident r where r.departed_on is null
       union all select h.area_code, h.grid_id, 'households', h.id from household h
       union all select v.area_code, v.grid_id, 'visits', v.id from visit v
       union all select v.area_code, v.grid_id, 'households.visited', v.household_id from visit v
       union all select d.area_code, d.grid_id, 'demands', d.id from visit_demand d
     )
     select p.subject, f.metric, count(distinct f.counted)::int as n from fact f join place p on p.code = f.area_code group by 1, 2
     union all
     select f.grid_id::text, f.metric, count(distinct f.counted)::int from fact f where f.grid_id is not null group by 1, 2`,
    [today],
  );
  return Object.fromEntries(rows.map((row) => [`${row.subject as string} ${row.metric as string}`, row.n as number]));
};

/** The kept figures in the same form. */
export const keptFigures = async (sql: SqlExecutor): Promise<Record<string, number>> => {
  const rows = await sql('select subject, metric, value::int as n from counter where value <> 0');
  return Object.fromEntries(rows.map((row) => [`${row.subject as string} ${row.metric as string}`, row.n as number]));
};

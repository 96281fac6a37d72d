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
       ) m (metric) where a.absence_id is null and a.since <= $1::date and (a.until is null or a.until > $1::date)
       union all
       select r.area_code, r.grid_id, case r.population_kind when 'FLOATING' then 'residents.floating' else 'residents.permanent' end, r.id
       from resident r where r.departed_on is null
       union all select h.area_code, h.grid_id, 'households', h.id from household h where h.dissolved_on is null
       union all select v.area_code, v.grid_id, 'visits', v.id from visit v where v.voided_at is null
       union all select v.area_code, v.grid_id, 'households.visited', v.household_id from visit v where v.voided_at is null
       union all select d.area_code, d.grid_id, 'demands', d.id from visit_demand d
       union all select p.area_code, p.grid_id, 'patrols', p.id from patrol p
       union all select z.area_code, z.grid_id, m.metric, z.id from hazard z
       cross join lateral (select 'hazards.found' union all select 'hazards.' || lower(z.status)) m (metric)
       union all select e.area_code, e.grid_id, 'errands.open', e.id from errand e where e.status not in ('COMPLETED', 'WITHDRAWN')
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

/** Every kept figure by day and month, counted again from the rows: `<subject> <activity> <grain> <period>` → number. */
export const recountActivity = async (sql: SqlExecutor): Promise<Record<string, number>> => {
  const rows = await sql(
    `with done as (
       select grid_id, area_code, 'visits' as activity, recorded_at as at from visit where voided_at is null
       union all select grid_id, area_code, 'demands', raised_at from visit_demand
       union all select grid_id, area_code, 'patrols', ended_at from patrol
       union all select grid_id, area_code, 'hazards.found', found_at from hazard
       union all select grid_id, area_code, 'hazards.gone', gone_at from hazard where gone_at is not null
       union all select grid_id, area_code, 'errands.begun', begun_at from errand
       union all select grid_id, area_code, 'errands.completed', completed_at from errand where completed_at is not null
     )
     select s.subject, d.activity, g.grain, g.period::text as period, count(*)::int as n
     from done d join area_view a on a.code = d.area_code
     cross join lateral unnest(array[d.grid_id::text, a.code] || a.ancestors) as s (subject)
     cross join lateral (values
       ('DAY', (d.at at time zone 'Asia/Shanghai')::date),
       ('MONTH', date_trunc('month', d.at at time zone 'Asia/Shanghai')::date)
     ) as g (grain, period)
     group by 1, 2, 3, 4`,
  );
  return activityOf(rows);
};

export const keptActivity = async (sql: SqlExecutor): Promise<Record<string, number>> =>
  activityOf(
    await sql(
      `select subject, metric as activity, grain, period::text as period, value::int as n from activity_figure where value <> 0`,
    ),
  );

const activityOf = (rows: readonly Record<string, unknown>[]): Record<string, number> =>
  Object.fromEntries(
    rows.map((row) => [[row.subject, row.activity, row.grain, row.period].map(String).join(' '), row.n as number]),
  );

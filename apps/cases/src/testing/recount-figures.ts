import type { SqlExecutor } from '@gridloom/service-kit';

/** Counts the rows again and gives the figures that are kept otherwise; none where all are right. */
export const recountFigures = async (sql: SqlExecutor): Promise<Record<string, unknown>[]> => {
  const figures = await sql(
    `with place as (
       select c.id, c.source, c.service_item_code as item, a.code
       from case_file c cross join lateral (
         select c.area_code as code union select unnest(v.ancestors) from area_view v where v.code = c.area_code) a
     ), happened as (
       select p.*, (e.at at time zone 'Asia/Shanghai')::date as day, e.step, e.satisfied
       from case_timeline_entry e join place p on p.id = e.case_id
       where e.step in ('REPORTED', 'ACCEPTED', 'CLOSED', 'EVALUATED')
     ), dimensions as (
       select code, 'TOTAL' as dimension, '' as key, day, step, satisfied from happened
       union all select code, 'SOURCE', source, day, step, satisfied from happened
       union all select code, 'ITEM', item, day, step, satisfied from happened where item is not null and step <> 'REPORTED'
     ), grains as (
       select *, 'DAY' as grain, day as period from dimensions
       union all select *, 'MONTH', date_trunc('month', day)::date from dimensions
     ), counted as (
       select code as area_code, dimension, grain, period, key,
         count(*) filter (where step = 'REPORTED')::int as reported, count(*) filter (where step = 'ACCEPTED')::int as accepted,
         count(*) filter (where step = 'CLOSED')::int as closed, count(*) filter (where step = 'EVALUATED')::int as evaluated,
         count(*) filter (where step = 'EVALUATED' and satisfied)::int as satisfied
       from grains group by 1, 2, 3, 4, 5
     ), kept as (
       select area_code, dimension, grain, period, key, reported, accepted, closed, evaluated, satisfied from case_figure
     )
     (select 'kept' as of, * from (select * from kept except select * from counted) k)
     union all (select 'counted', * from (select * from counted except select * from kept) c)`,
  );
  const states = await sql(
    `with counted as (
       select s.subject, 'status:' || c.status as metric, count(*)::bigint as value
       from case_file c cross join lateral (
         select c.area_code as subject union select unnest(v.ancestors) from area_view v where v.code = c.area_code
         union select c.grid_id::text where c.grid_id is not null) s
       group by 1, 2
     ), kept as (select subject, metric, value from counter where value <> 0)
     (select 'kept' as of, * from (select * from kept except select * from counted) k)
     union all (select 'counted', * from (select * from counted except select * from kept) c)`,
  );
  return [...figures, ...states];
};

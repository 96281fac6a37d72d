import type { SqlExecutor } from '@gridloom/service-kit';

import { figureColumns } from '../statistics/case-figures.ts';

/** Counts the rows again and gives the figures that are kept otherwise; none where all are right. */
export const recountFigures = async (sql: SqlExecutor): Promise<Record<string, unknown>[]> => {
  const figures = await sql(
    `with happened as (
       select c.area_code as home, a.code, c.source, c.service_item_code as item, e.step, e.satisfied, e.solved, e.in_time,
         e.grid_id, e.handler_id, (e.at at time zone 'Asia/Shanghai')::date as day,
         e.step = 'REWORKED' and e.reason is distinct from 'WELL_FOUNDED' and not exists (
           select 1 from case_timeline_entry v where v.case_id = e.case_id and v.position = e.position - 1 and v.step = 'EVALUATED')
           as failed
       from case_timeline_entry e join case_file c on c.id = e.case_id cross join lateral (
         select c.area_code as code union select unnest(v.ancestors) from area_view v where v.code = c.area_code) a
       where e.step in ('REPORTED', 'ACCEPTED', 'CLOSED', 'EVALUATED', 'TAKEN_UP', 'SELF_HANDLED', 'RESOLVED', 'VERIFIED',
         'REWORKED', 'RETURNED', 'DISPATCHED', 'TRANSFERRED', 'ESCALATED', 'FELL_BACK')
     ), dimensions as (
       select *, 'TOTAL' as dimension, '' as key from happened
       union all select *, 'SOURCE', source from happened
       union all select *, 'ITEM', item from happened where item is not null and step <> 'REPORTED'
       union all select *, 'HANDLER', handler_id::text from happened where handler_id is not null
       union all select *, 'GRID', grid_id::text from happened where grid_id is not null and code = home
     ), grains as (
       select *, 'DAY' as grain, day as period from dimensions
       union all select *, 'MONTH', date_trunc('month', day)::date from dimensions
     ), counted as (
       select code as area_code, dimension, grain, period, key,
         count(*) filter (where step = 'REPORTED')::int as reported, count(*) filter (where step = 'ACCEPTED')::int as accepted,
         count(*) filter (where step = 'CLOSED')::int as closed, count(*) filter (where step = 'EVALUATED')::int as evaluated,
         count(*) filter (where step = 'EVALUATED' and satisfied)::int as satisfied,
         count(*) filter (where step = 'EVALUATED' and solved)::int as solved,
         count(*) filter (where step in ('DISPATCHED', 'TRANSFERRED', 'ESCALATED', 'FELL_BACK'))::int as dispatched,
         count(*) filter (where step in ('TAKEN_UP', 'SELF_HANDLED'))::int as responded,
         count(*) filter (where step in ('TAKEN_UP', 'SELF_HANDLED') and in_time)::int as responded_in_time,
         count(*) filter (where step = 'RESOLVED')::int as resolved,
         count(*) filter (where step = 'RESOLVED' and in_time)::int as resolved_in_time,
         count(*) filter (where step = 'VERIFIED' or failed)::int as checked,
         count(*) filter (where step = 'VERIFIED')::int as passed,
         count(*) filter (where step = 'RETURNED')::int as returned
       from grains where step <> 'REWORKED' or failed group by 1, 2, 3, 4, 5
     ), kept as (
       select area_code, dimension, grain, period, key, ${figureColumns.join(', ')} from case_figure
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
     ), kept as (select subject, metric, value from counter where value <> 0 and metric like 'status:%')
     (select 'kept' as of, * from (select * from kept except select * from counted) k)
     union all (select 'counted', * from (select * from counted except select * from kept) c)`,
  );
  return [...figures, ...states];
};

import type { SqlExecutor } from '@gridloom/service-kit';

import { figureColumns } from '../statistics/case-figures.ts';

/** What moved between grids and back again is none. */
const isTold = `(dimension <> 'GRID_NOW' or (${figureColumns.join(', ')}) is distinct from (${figureColumns.map(() => '0').join(', ')}))`;

/** Counts the rows again and gives the figures that are kept otherwise; none where all are right. */
export const recountFigures = async (sql: SqlExecutor): Promise<Record<string, unknown>[]> => {
  const figures = await sql(
    `with happened as (
       select c.area_code as home, a.code, c.source, c.service_item_code as item, e.step, e.satisfied, e.solved, e.in_time,
         e.grid_id, coalesce(c.counted_grid_id, e.grid_id) as grid_now, e.handler_id, (e.at at time zone 'Asia/Shanghai')::date as day,
         e.step = 'REWORKED' and e.reason is distinct from 'WELL_FOUNDED' and not exists (
           select 1 from case_timeline_entry v where v.case_id = e.case_id and v.position = e.position - 1 and v.step = 'EVALUATED')
           as failed,
         e.step = 'CLOSED' and exists (select 1 from case_timeline_entry r
           where r.case_id = e.case_id and r.step = 'REOPENED' and r.position > e.position) as undone
       from case_timeline_entry e join case_file c on c.id = e.case_id cross join lateral (
         select c.area_code as code union select unnest(v.ancestors) from area_view v where v.code = c.area_code) a
       where e.step in ('REPORTED', 'ACCEPTED', 'CLOSED', 'EVALUATED', 'TAKEN_UP', 'SELF_HANDLED', 'RESOLVED', 'VERIFIED',
         'REWORKED', 'RETURNED', 'DISPATCHED', 'TRANSFERRED', 'ESCALATED', 'FELL_BACK')
     ), dimensions as (
       select *, 'TOTAL' as dimension, '' as key, 1 as sign from happened
       union all select *, 'SOURCE', source, 1 from happened
       union all select *, 'ITEM', item, 1 from happened where item is not null and step <> 'REPORTED'
       union all select *, 'HANDLER', handler_id::text, 1 from happened where handler_id is not null
       union all select *, 'GRID', grid_id::text, 1 from happened where grid_id is not null and code = home
       union all select *, 'GRID_NOW', grid_id::text, -1 from happened where grid_id <> grid_now and code = home
       union all select *, 'GRID_NOW', grid_now::text, 1 from happened where grid_id <> grid_now and code = home
     ), grains as (
       select *, 'DAY' as grain, day as period from dimensions
       union all select *, 'MONTH', date_trunc('month', day)::date from dimensions
     ), counted as (
       select code as area_code, dimension, grain, period, key,
         coalesce(sum(sign) filter (where step = 'REPORTED'), 0)::int as reported, coalesce(sum(sign) filter (where step = 'ACCEPTED'), 0)::int as accepted,
         coalesce(sum(sign) filter (where step = 'CLOSED' and not undone), 0)::int as closed, coalesce(sum(sign) filter (where step = 'EVALUATED'), 0)::int as evaluated,
         coalesce(sum(sign) filter (where step = 'EVALUATED' and satisfied), 0)::int as satisfied,
         coalesce(sum(sign) filter (where step = 'EVALUATED' and solved), 0)::int as solved,
         coalesce(sum(sign) filter (where step in ('DISPATCHED', 'TRANSFERRED', 'ESCALATED', 'FELL_BACK')), 0)::int as dispatched,
         coalesce(sum(sign) filter (where step in ('TAKEN_UP', 'SELF_HANDLED')), 0)::int as responded,
         coalesce(sum(sign) filter (where step in ('TAKEN_UP', 'SELF_HANDLED') and in_time), 0)::int as responded_in_time,
         coalesce(sum(sign) filter (where step = 'RESOLVED'), 0)::int as resolved,
         coalesce(sum(sign) filter (where step = 'RESOLVED' and in_time), 0)::int as resolved_in_time,
         coalesce(sum(sign) filter (where step = 'VERIFIED' or failed), 0)::int as checked,
         coalesce(sum(sign) filter (where step = 'VERIFIED'), 0)::int as passed,
         coalesce(sum(sign) filter (where step = 'RETURNED'), 0)::int as returned
       from grains where step <> 'REWORKED' or failed group by 1, 2, 3, 4, 5
     ), kept as (
       select area_code, dimension, grain, period, key, ${figureColumns.join(', ')} from case_figure
     ), told as (
       select * from kept where ${isTold}
     ), expected as (
       select * from counted where ${isTold}
     )
     (select 'kept' as of, * from (select * from told except select * from expected) k)
     union all (select 'counted', * from (select * from expected except select * from told) c)`,
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

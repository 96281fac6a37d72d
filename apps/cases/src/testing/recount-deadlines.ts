import type { SqlExecutor } from '@gridloom/service-kit';

/** Counts running clocks and supervisions again and gives the kept figures that are otherwise; none where all are right. */
export const recountDeadlines = (sql: SqlExecutor): Promise<Record<string, unknown>[]> =>
  sql(
    `with place as (
       select c.id, a.subject from case_file c cross join lateral (
         select c.area_code as subject union select unnest(v.ancestors) from area_view v where v.code = c.area_code
         union select c.grid_id::text where c.grid_id is not null
         union select c.service_item_id::text where c.service_item_id is not null) a
     ), clock as (
       select d.case_id, d.handler_id, case when d.overdue_at is not null then 'clock:OVERDUE' else 'clock:DUE_SOON' end as metric
       from case_deadline d where d.ended_at is null and d.paused_at is null and (d.overdue_at is not null or d.due_soon_at is not null)
       union all select d.case_id, d.handler_id, 'clock:URGED' from case_deadline d
         where d.ended_at is null and d.paused_at is null and d.urged_at is not null
     ), happening as (
       select p.subject, clock.metric from clock join place p on p.id = clock.case_id
       union all select handler_id::text, metric from clock where handler_id is not null
       union all select p.subject, 'supervision:' || s.level from case_supervision s join place p on p.id = s.case_id
         where s.lifted_at is null
       union all select c.handler_id::text, 'supervision:' || s.level from case_supervision s join case_file c on c.id = s.case_id
         where s.lifted_at is null and c.handler_id is not null
     ), counted as (select subject, metric, count(*)::bigint as value from happening group by 1, 2),
     kept as (select subject, metric, value from counter where value <> 0 and (metric like 'clock:%' or metric like 'supervision:%'))
     (select 'kept' as of, * from (select * from kept except select * from counted) k)
     union all (select 'counted', * from (select * from counted except select * from kept) c)`,
  );

import { Migration } from '@mikro-orm/migrations';

/** Closings that a reopening has undone, by the keys of the figures that they were counted under. */
const undone = `
  with happened as (
    select c.area_code as home, a.code, c.source, c.service_item_code as item, e.grid_id, e.handler_id,
      (e.at at time zone 'Asia/Shanghai')::date as day
    from case_timeline_entry e join case_file c on c.id = e.case_id cross join lateral (
      select c.area_code as code union select unnest(v.ancestors) from area_view v where v.code = c.area_code) a
    where e.step = 'CLOSED' and exists (select 1 from case_timeline_entry r
      where r.case_id = e.case_id and r.step = 'REOPENED' and r.position > e.position)
  ), told as (
    select code, 'TOTAL' as dimension, '' as key, day from happened
    union all select code, 'SOURCE', source, day from happened
    union all select code, 'ITEM', item, day from happened where item is not null
    union all select code, 'HANDLER', handler_id::text, day from happened where handler_id is not null
    union all select code, 'GRID', grid_id::text, day from happened where grid_id is not null and code = home
  ), grains as (
    select *, 'DAY' as grain, day as period from told
    union all select *, 'MONTH', date_trunc('month', day)::date from told
  ), counted as (
    select code, dimension, grain, period, key, count(*)::int as n from grains group by 1, 2, 3, 4, 5
  )`;

const correct = (by: '-' | '+') =>
  `${undone} update case_figure f set closed = f.closed ${by} counted.n from counted
   where f.area_code = counted.code and f.dimension = counted.dimension and f.grain = counted.grain and f.period = counted.period
     and f.key = counted.key`;

/** A case that was closed, opened again and closed again is one closing, the last (ADR 35): earlier ones are taken back. */
export class CountAClosingOnce extends Migration {
  override up(): void {
    this.addSql(correct('-'));
  }

  override down(): void {
    this.addSql(correct('+'));
  }
}

import { Migration } from '@mikro-orm/migrations';

const counts = [
  'reported',
  'accepted',
  'closed',
  'evaluated',
  'satisfied',
  'solved',
  'dispatched',
  'responded',
  'responded_in_time',
  'resolved',
  'resolved_in_time',
  'checked',
  'passed',
  'returned',
];

/**
 * Cases from before a split or merger count, by the grids of now, where their complainants live now. `counted_grid_id` says where
 * that is; figures of the dimension GRID_NOW are what has to be added to those of the grids of then.
 */
export class CountByGridsOfNow extends Migration {
  override up(): void {
    this.addSql('alter table case_file add column counted_grid_id uuid');
    this.addSql(
      `create index case_file_counted_grid_idx on case_file (counted_grid_id) where counted_grid_id is not null`,
    );
    this.addSql('alter table case_figure drop constraint case_figure_dimension_check');
    this.addSql(
      `alter table case_figure add constraint case_figure_dimension_check
         check (dimension in ('TOTAL', 'SOURCE', 'ITEM', 'HANDLER', 'GRID', 'GRID_NOW'))`,
    );
    this.addSql(`create index case_figure_grid_now_idx on case_figure (key) where dimension = 'GRID_NOW'`);
    // As gridTrail of service-kit, for all cases of a village in one statement; where a grid was retired it is the last.
    this.addSql(
      `create function grid_of_now(grid uuid, whose text[]) returns uuid language plpgsql stable as $$
       declare
         place uuid := grid;
         next uuid;
       begin
         for step in 1..1000 loop
           select (p.part->>'gridId')::uuid into next
           from grid_change c cross join lateral jsonb_array_elements(c.parts) with ordinality as p (part, n)
           where c.grid_id = place and c.parts is not null
             and (c.withdrawn or not exists (select 1 from grid_change w where w.withdrawn and w.operation_id = c.operation_id))
           order by (jsonb_exists_any(p.part->'householdIds', whose) or jsonb_exists_any(p.part->'residentIds', whose)) desc, p.n
           limit 1;
           exit when not found;
           place := next;
         end loop;
         return place;
       end $$`,
    );
    this.addSql(
      `update case_file c set counted_grid_id = n.grid_id
       from (select f.id, grid_of_now(coalesce(f.grid_id, (select e.grid_id from case_timeline_entry e
           where e.case_id = f.id and e.grid_id is not null order by e.position desc limit 1)), f.complainant_resident_ids::text[]) as grid_id
         from case_file f where exists (select 1 from case_timeline_entry e join grid_change g on g.grid_id = e.grid_id where e.case_id = f.id)) n
       where n.id = c.id and exists (select 1 from case_timeline_entry e where e.case_id = c.id and e.grid_id <> n.grid_id)`,
    );
    this.addSql(
      `insert into case_figure (area_code, dimension, grain, period, key, ${counts.join(', ')})
       with happened as (
         select c.area_code, c.counted_grid_id as now, e.grid_id as then, e.step, e.satisfied, e.solved, e.in_time,
           (e.at at time zone 'Asia/Shanghai')::date as day,
           e.step = 'REWORKED' and e.reason is distinct from 'WELL_FOUNDED' and not exists (select 1 from case_timeline_entry v
             where v.case_id = e.case_id and v.position = e.position - 1 and v.step = 'EVALUATED') as failed,
           e.step = 'CLOSED' and not exists (select 1 from case_timeline_entry r
             where r.case_id = e.case_id and r.step = 'REOPENED' and r.position > e.position) as closing
         from case_file c join case_timeline_entry e on e.case_id = c.id
         where c.counted_grid_id is not null and e.grid_id <> c.counted_grid_id
       ), told as (
         select happened.*, place.key, place.sign, grains.grain, grains.period from happened
         cross join lateral (values (happened.then::text, -1), (happened.now::text, 1)) as place (key, sign)
         cross join lateral (values ('DAY', day), ('MONTH', date_trunc('month', day)::date)) as grains (grain, period)
       )
       select area_code, 'GRID_NOW', grain, period, key,
         ${[
           `step = 'REPORTED'`,
           `step = 'ACCEPTED'`,
           'closing',
           `step = 'EVALUATED'`,
           `step = 'EVALUATED' and satisfied`,
           `step = 'EVALUATED' and solved`,
           `step in ('DISPATCHED', 'TRANSFERRED', 'ESCALATED', 'FELL_BACK')`,
           `step in ('TAKEN_UP', 'SELF_HANDLED')`,
           `step in ('TAKEN_UP', 'SELF_HANDLED') and in_time`,
           `step = 'RESOLVED'`,
           `step = 'RESOLVED' and in_time`,
           `step = 'VERIFIED' or failed`,
           `step = 'VERIFIED'`,
           `step = 'RETURNED'`,
         ]
           .map((condition) => `coalesce(sum(sign) filter (where ${condition}), 0)`)
           .join(', ')}
       from told group by area_code, grain, period, key`,
    );
  }

  override down(): void {
    this.addSql('drop function grid_of_now');
    this.addSql(`delete from case_figure where dimension = 'GRID_NOW'`);
    this.addSql('drop index case_figure_grid_now_idx');
    this.addSql('alter table case_figure drop constraint case_figure_dimension_check');
    this.addSql(
      `alter table case_figure add constraint case_figure_dimension_check
         check (dimension in ('TOTAL', 'SOURCE', 'ITEM', 'HANDLER', 'GRID'))`,
    );
    this.addSql('alter table case_file drop column counted_grid_id');
  }
}

import { Migration } from '@mikro-orm/migrations';

const names = [
  'responded',
  'responded_in_time',
  'resolved',
  'resolved_in_time',
  'checked',
  'passed',
  'returned',
  'solved',
  'dispatched',
];

/**
 * Entries of the timeline say where the case was, who had it, whether the clock that ran had not run out, and whether the matter
 * is solved in the complainant's eyes; the figures of days and months count by that, per handler and grid besides. Both are filled
 * for what is there: until now a case kept its grid, and its handler was the body it was last dispatched to.
 */
export class TellFiguresApart extends Migration {
  override up(): void {
    this.addSql(
      `alter table case_timeline_entry add column grid_id uuid, add column handler_id uuid, add column in_time boolean,
         add column solved boolean`,
    );
    this.addSql('alter table case_timeline_entry disable trigger case_timeline_entry_append_only');
    this.addSql(
      `update case_timeline_entry e set
         grid_id = c.grid_id,
         handler_id = (select d.organization_id from case_timeline_entry d where d.case_id = e.case_id
           and d.step = 'DISPATCHED' and d.position <= e.position order by d.position desc limit 1),
         in_time = (select e.at <= d.due_at from case_deadline d where d.case_id = e.case_id and d.ended_at = e.at
           order by d.position limit 1),
         solved = e.satisfied
       from case_file c where c.id = e.case_id`,
    );
    this.addSql('alter table case_timeline_entry enable trigger case_timeline_entry_append_only');
    this.addSql(`alter table evaluation_reason add column unsolved boolean not null default false`);
    this.addSql(
      `update evaluation_reason set unsolved = true where code in ('NOT_SOLVED', 'SOLVED_IN_PART', 'CAME_BACK')`,
    );
    this.addSql(
      `alter table case_figure ${names.map((name) => `add column ${name} int not null default 0`).join(', ')}`,
    );
    this.addSql('alter table case_figure drop constraint case_figure_dimension_check');
    this.addSql(
      `alter table case_figure add constraint case_figure_dimension_check
         check (dimension in ('TOTAL', 'SOURCE', 'ITEM', 'HANDLER', 'GRID'))`,
    );
    this.addSql(
      `create index case_figure_key_idx on case_figure (key, dimension) where dimension in ('HANDLER', 'GRID')`,
    );
    this.addSql('delete from case_figure');
    this.addSql(
      `insert into case_figure (area_code, dimension, grain, period, key, reported, accepted, closed, evaluated, satisfied,
         ${names.join(', ')})
       with happened as (
         select c.area_code as home, a.code, c.source, c.service_item_code as item, e.step, e.satisfied, e.solved, e.in_time,
           e.grid_id, e.handler_id, (e.at at time zone 'Asia/Shanghai')::date as day,
           e.step = 'REWORKED' and not exists (select 1 from case_timeline_entry v where v.case_id = e.case_id
             and v.position = e.position - 1 and v.step = 'EVALUATED') as failed
         from case_timeline_entry e join case_file c on c.id = e.case_id cross join lateral (
           select c.area_code as code union select unnest(v.ancestors) from area_view v where v.code = c.area_code) a
         where e.step in ('REPORTED', 'ACCEPTED', 'CLOSED', 'EVALUATED', 'TAKEN_UP', 'RESOLVED', 'VERIFIED', 'REWORKED', 'RETURNED',
           'DISPATCHED')
       ), told as (
         select code, 'TOTAL' as dimension, '' as key, day, step, satisfied, solved, in_time, failed from happened
         union all select code, 'SOURCE', source, day, step, satisfied, solved, in_time, failed from happened
         union all select code, 'ITEM', item, day, step, satisfied, solved, in_time, failed from happened
           where item is not null and step <> 'REPORTED'
         union all select code, 'HANDLER', handler_id::text, day, step, satisfied, solved, in_time, failed from happened
           where handler_id is not null and step not in ('REPORTED', 'ACCEPTED')
         union all select code, 'GRID', grid_id::text, day, step, satisfied, solved, in_time, failed from happened
           where grid_id is not null and code = home
       ), grains as (
         select *, 'DAY' as grain, day as period from told
         union all select *, 'MONTH', date_trunc('month', day)::date from told
       )
       select code, dimension, grain, period, key,
         count(*) filter (where step = 'REPORTED'), count(*) filter (where step = 'ACCEPTED'),
         count(*) filter (where step = 'CLOSED'), count(*) filter (where step = 'EVALUATED'),
         count(*) filter (where step = 'EVALUATED' and satisfied),
         count(*) filter (where step = 'TAKEN_UP'), count(*) filter (where step = 'TAKEN_UP' and in_time),
         count(*) filter (where step = 'RESOLVED'), count(*) filter (where step = 'RESOLVED' and in_time),
         count(*) filter (where step = 'VERIFIED' or failed), count(*) filter (where step = 'VERIFIED'),
         count(*) filter (where step = 'RETURNED'), count(*) filter (where step = 'EVALUATED' and solved),
         count(*) filter (where step = 'DISPATCHED')
       from grains where step <> 'REWORKED' or failed group by 1, 2, 3, 4, 5`,
    );
  }

  override down(): void {
    this.addSql(`delete from case_figure where dimension in ('HANDLER', 'GRID')`);
    this.addSql('drop index case_figure_key_idx');
    this.addSql('alter table case_figure drop constraint case_figure_dimension_check');
    this.addSql(
      `alter table case_figure add constraint case_figure_dimension_check check (dimension in ('TOTAL', 'SOURCE', 'ITEM'))`,
    );
    this.addSql(`alter table case_figure ${names.map((name) => `drop column ${name}`).join(', ')}`);
    this.addSql('alter table evaluation_reason drop column unsolved');
    this.addSql(
      `alter table case_timeline_entry drop column grid_id, drop column handler_id, drop column in_time, drop column solved`,
    );
  }
}

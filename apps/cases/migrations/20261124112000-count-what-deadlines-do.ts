import { Migration } from '@mikro-orm/migrations';

const subjects = (handler: string, withItem: boolean) =>
  `array[c.area_code] || coalesce((select v.ancestors from area_view v where v.code = c.area_code), '{}')
   || case when c.grid_id is null then '{}' else array[c.grid_id::text] end
   ${withItem ? `|| case when c.service_item_id is null then '{}' else array[c.service_item_id::text] end` : ''}
   || case when ${handler} is null then '{}' else array[${handler}::text] end`;

/** Counts running clocks and supervisions anew, for whatever they count now. */
const countAgain = (withUrged: boolean, withItem: boolean): string[] => [
  `update case_deadline d set counted_for = ${subjects('d.handler_id', withItem)} from case_file c
   where c.id = d.case_id and d.ended_at is null
     and (d.overdue_at is not null or d.due_soon_at is not null ${withUrged ? 'or d.urged_at is not null' : ''})`,
  `update case_supervision s set counted_for = ${subjects('c.handler_id', withItem)} from case_file c
   where c.id = s.case_id and s.lifted_at is null`,
  `delete from counter where metric like 'clock:%' or metric like 'supervision:%'`,
  `insert into counter (subject, metric, value)
   select subject, metric, count(*) from (
     select unnest(counted_for) as subject, case when overdue_at is not null then 'clock:OVERDUE' else 'clock:DUE_SOON' end as metric
     from case_deadline where ended_at is null and paused_at is null and (overdue_at is not null or due_soon_at is not null)
     ${
       withUrged
         ? `union all select unnest(counted_for), 'clock:URGED' from case_deadline
            where ended_at is null and paused_at is null and urged_at is not null`
         : ''
     }
     union all select unnest(counted_for), 'supervision:' || level from case_supervision where lifted_at is null) counted
   group by subject, metric`,
];

/** Clocks say that they were urged on; clocks and supervisions count for the service item too, and for whoever has the case now. */
export class CountWhatDeadlinesDo extends Migration {
  override up(): void {
    this.addSql('alter table case_deadline add column urged_at timestamptz');
    this.addSql(
      `update case_deadline d set urged_at = (select max(e.at) from case_timeline_entry e
         where e.case_id = d.case_id and e.step = 'URGED' and e.at >= d.started_at) where d.ended_at is null`,
    );
    for (const statement of countAgain(true, true)) this.addSql(statement);
  }

  override down(): void {
    for (const statement of countAgain(false, false)) this.addSql(statement);
    this.addSql('alter table case_deadline drop column urged_at');
  }
}

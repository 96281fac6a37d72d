import { Migration } from '@mikro-orm/migrations';

const rules = [
  `alter table deadline_rule add column valid_from date not null default '2000-01-01', add column valid_until date,
     add constraint deadline_rule_validity_check check (valid_until is null or valid_until > valid_from),
     drop constraint deadline_rule_key,
     add constraint deadline_rule_key unique nulls not distinct (stage, service_item_code, body_kind, valid_from)`,
  // a local day may lie on a statutory one, which counts again once the local one is taken out
  `alter table calendar_day drop constraint calendar_day_pkey, add constraint calendar_day_pkey primary key (day, kind)`,
  `create table reminder_rule (
     id uuid constraint reminder_rule_pkey primary key,
     kind text not null constraint reminder_rule_kind_check
       check (kind in ('DUE_SOON', 'URGE', 'SUPERVISE_NORMAL', 'SUPERVISE_YELLOW', 'SUPERVISE_RED')),
     stage text constraint reminder_rule_stage_check
       check (stage in ('ACCEPT', 'DISPATCH', 'TAKE_UP', 'HANDLE', 'VERIFY', 'EVALUATE')),
     amount double precision not null constraint reminder_rule_amount_check check (amount > 0),
     unit text not null constraint reminder_rule_unit_check check (unit in ('WORKING_DAYS', 'WORKING_HOURS')),
     valid_from date not null,
     valid_until date,
     constraint reminder_rule_validity_check check (valid_until is null or valid_until > valid_from),
     constraint reminder_rule_key unique nulls not distinct (kind, stage, valid_from)
   )`,
  `insert into reminder_rule (id, kind, stage, amount, unit, valid_from) values
     ('1e000000-0000-4000-8000-000000000001', 'DUE_SOON', null, 2, 'WORKING_HOURS', '2000-01-01'),
     ('1e000000-0000-4000-8000-000000000002', 'DUE_SOON', 'HANDLE', 1, 'WORKING_DAYS', '2000-01-01'),
     ('1e000000-0000-4000-8000-000000000003', 'URGE', null, 4, 'WORKING_HOURS', '2000-01-01'),
     ('1e000000-0000-4000-8000-000000000004', 'SUPERVISE_NORMAL', null, 1, 'WORKING_DAYS', '2000-01-01'),
     ('1e000000-0000-4000-8000-000000000005', 'SUPERVISE_YELLOW', null, 3, 'WORKING_DAYS', '2000-01-01'),
     ('1e000000-0000-4000-8000-000000000006', 'SUPERVISE_RED', null, 5, 'WORKING_DAYS', '2000-01-01')`,
];

const clocks = [
  `alter table case_deadline
     add column handler_id uuid,
     add column moves jsonb not null default '[]',
     add column paused_at timestamptz,
     add column alarms_fired text[] not null default '{}',
     add column next_alarm text,
     add column next_alarm_at timestamptz,
     add column waits_for_year int,
     add column due_soon_at timestamptz,
     add column overdue_at timestamptz,
     add column counted_for text[] not null default '{}'`,
  `alter table case_deadline alter column moves drop default, alter column alarms_fired drop default, alter column counted_for drop default`,
  `create index case_deadline_alarm_idx on case_deadline (next_alarm_at, id) where next_alarm_at is not null`,
  `create index case_deadline_open_idx on case_deadline (id) where ended_at is null`,
  `create table case_deadline_entry (
     id uuid constraint case_deadline_entry_pkey primary key,
     deadline_id uuid not null constraint case_deadline_entry_deadline_id_fkey references case_deadline (id),
     at timestamptz not null,
     kind text not null constraint case_deadline_entry_kind_check check (kind in ('PAUSED', 'RESUMED', 'EXTENDED', 'RECOMPUTED')),
     due_before timestamptz not null,
     due_after timestamptz not null,
     amount double precision,
     unit text,
     year int,
     actor_account_id uuid,
     reason text
   )`,
  `create index case_deadline_entry_deadline_id_idx on case_deadline_entry (deadline_id, at, id)`,
  `create trigger case_deadline_entry_append_only before update or delete on case_deadline_entry
   for each statement execute function case_timeline_entry_is_append_only()`,
  `create table case_supervision (
     id uuid constraint case_supervision_pkey primary key,
     case_id uuid not null constraint case_supervision_case_id_fkey references case_file (id),
     deadline_id uuid constraint case_supervision_deadline_id_fkey references case_deadline (id),
     level text not null constraint case_supervision_level_check check (level in ('NORMAL', 'YELLOW', 'RED')),
     since timestamptz not null,
     actor_account_id uuid,
     note text,
     lifted_at timestamptz,
     lift_reason text constraint case_supervision_lift_reason_check check (lift_reason in ('BY_HAND', 'RAISED', 'STAGE_ENDED', 'CASE_ENDED')),
     lifted_by_account_id uuid,
     lift_note text,
     counted_for text[] not null
   )`,
  `create unique index case_supervision_open_key on case_supervision (case_id) where lifted_at is null`,
  `create index case_supervision_case_id_idx on case_supervision (case_id, since)`,
  `create index case_supervision_since_idx on case_supervision (since, id)`,
];

/** Rules get a validity; clocks pause, are recomputed and remind; cases are supervised. */
export class WatchDeadlines extends Migration {
  override up(): void {
    for (const statement of [...rules, ...clocks]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table case_supervision',
      'drop table case_deadline_entry',
      'drop index case_deadline_open_idx',
      'drop index case_deadline_alarm_idx',
      `alter table case_deadline drop column handler_id, drop column moves, drop column paused_at, drop column alarms_fired,
         drop column next_alarm, drop column next_alarm_at, drop column waits_for_year, drop column due_soon_at,
         drop column overdue_at, drop column counted_for`,
      'drop table reminder_rule',
      `delete from calendar_day d using calendar_day other
         where other.day = d.day and other.kind <> d.kind and d.kind in ('HOLIDAY', 'MAKE_UP_WORKDAY')`,
      `alter table calendar_day drop constraint calendar_day_pkey, add constraint calendar_day_pkey primary key (day)`,
      `delete from deadline_rule where valid_until is not null`,
      `alter table deadline_rule drop constraint deadline_rule_key,
         add constraint deadline_rule_key unique nulls not distinct (stage, service_item_code, body_kind),
         drop constraint deadline_rule_validity_check, drop column valid_from, drop column valid_until`,
    ]) {
      this.addSql(statement);
    }
  }
}

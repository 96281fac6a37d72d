import { Migration } from '@mikro-orm/migrations';

const rules = [
  // kind, stage, role, amount, unit
  ['EMERGENCY', 'APPROVE', null, 24, 'HOURS'],
  ['BEYOND_POWER', 'ANSWER', null, 4, 'WORKING_HOURS'],
  ['JOINT_ENFORCEMENT', 'ANSWER', null, 4, 'WORKING_HOURS'],
  ['EMERGENCY', 'ANSWER', null, 0.5, 'HOURS'],
  ['BEYOND_POWER', 'ARRIVE', 'LEAD', 1, 'WORKING_DAYS'],
  ['BEYOND_POWER', 'ARRIVE', 'ASSIST', 2, 'WORKING_DAYS'],
  ['JOINT_ENFORCEMENT', 'ARRIVE', null, 1, 'WORKING_DAYS'],
  ['EMERGENCY', 'ARRIVE', 'LEAD', 1, 'HOURS'],
  ['EMERGENCY', 'ARRIVE', 'ASSIST', 2, 'HOURS'],
  ['BEYOND_POWER', 'OUTCOME', 'LEAD', 5, 'WORKING_DAYS'],
  ['BEYOND_POWER', 'OUTCOME', 'ASSIST', 3, 'WORKING_DAYS'],
  ['JOINT_ENFORCEMENT', 'OUTCOME', 'LEAD', 7, 'WORKING_DAYS'],
  ['JOINT_ENFORCEMENT', 'OUTCOME', 'ASSIST', 5, 'WORKING_DAYS'],
  ['EMERGENCY', 'OUTCOME', null, 24, 'HOURS'],
] as const;

const text = (value: string | null) => (value === null ? 'null' : `'${value}'`);

const up = [
  'alter table whistle drop constraint whistle_case_id_key',
  'alter table whistle drop constraint whistle_status_check',
  `alter table whistle add constraint whistle_status_check
     check (status in ('DRAFTED', 'BLOWN', 'ANSWERED', 'ARRIVED', 'RELEASED', 'DECLINED', 'RECALLED'))`,
  'alter table whistle alter column blown_at drop not null',
  `alter table whistle
     add column caller_id uuid,
     add column caller_area_code text,
     add column reason text,
     add column lead_id uuid,
     add column assistant_ids uuid[] not null default '{}',
     add column drafted_at timestamptz,
     add column drafted_by_account_id uuid,
     add column approved_at timestamptz,
     add column approved_by_account_id uuid,
     add column approval_due_at timestamptz,
     add column approval_lapsed_at timestamptz,
     add column ended_at timestamptz,
     add column end_note text,
     add column step_count int not null default 0`,
  `create unique index whistle_live_key on whistle (case_id) where status in ('DRAFTED', 'BLOWN', 'ANSWERED', 'ARRIVED')`,
  'create index whistle_case_id_idx on whistle (case_id)',
  'create index whistle_listed_idx on whistle (coalesce(drafted_at, blown_at), id)',
  `alter table whistle_answer
     add column role text not null default 'ASSIST' constraint whistle_answer_role_check check (role in ('LEAD', 'ASSIST')),
     add column arrival_due_at timestamptz,
     add column outcome_due_at timestamptz,
     add column answer_note text,
     add column outcome text,
     add column outcome_at timestamptz,
     add column rating int constraint whistle_answer_rating_check check (rating between 1 and 5),
     add column rating_words text,
     add column rated_at timestamptz`,
  `update whistle_answer set role = 'LEAD' where position = 1`,
  'create index whistle_answer_organization_id_idx on whistle_answer (organization_id, whistle_id)',
  `create table whistle_step (
     whistle_id uuid not null constraint whistle_step_whistle_id_fkey references whistle (id),
     position int not null,
     at timestamptz not null,
     step text not null,
     actor_account_id uuid,
     organization_id uuid,
     note text,
     constraint whistle_step_pkey primary key (whistle_id, position)
   )`,
  `create function whistle_step_is_append_only() returns trigger language plpgsql as $$
   begin
     raise exception 'The steps of a whistle are append-only';
   end $$`,
  `create trigger whistle_step_append_only before update or delete on whistle_step
   for each statement execute function whistle_step_is_append_only()`,
  `create table whistle_rule (
     id uuid constraint whistle_rule_pkey primary key,
     kind text not null constraint whistle_rule_kind_check check (kind in ('BEYOND_POWER', 'JOINT_ENFORCEMENT', 'EMERGENCY')),
     stage text not null constraint whistle_rule_stage_check check (stage in ('APPROVE', 'ANSWER', 'ARRIVE', 'OUTCOME')),
     role text constraint whistle_rule_role_check check (role in ('LEAD', 'ASSIST')),
     amount double precision not null constraint whistle_rule_amount_check check (amount > 0),
     unit text not null constraint whistle_rule_unit_check check (unit in ('HOURS', 'WORKING_HOURS', 'WORKING_DAYS')),
     constraint whistle_rule_key unique nulls not distinct (kind, stage, role)
   )`,
  `insert into whistle_rule (id, kind, stage, role, amount, unit) values ${rules
    .map(
      ([kind, stage, role, amount, unit], place) =>
        `('1f000000-0000-4000-8000-${String(place + 1).padStart(12, '0')}', '${kind}', '${stage}', ${text(role)}, ${String(amount)}, '${unit}')`,
    )
    .join(', ')}`,
  `alter table case_file add column convened_ids uuid[] not null default '{}'`,
  'create index case_file_convened_idx on case_file using gin (convened_ids)',
  `update case_file set convened_ids = live.ids from (
     select w.case_id, array_agg(a.organization_id) as ids from whistle w join whistle_answer a on a.whistle_id = w.id
     where w.status in ('BLOWN', 'ANSWERED', 'ARRIVED') group by w.case_id) live
   where case_file.id = live.case_id`,
];

const down = [
  'drop index case_file_convened_idx',
  'alter table case_file drop column convened_ids',
  'drop table whistle_rule',
  'drop table whistle_step',
  'drop function whistle_step_is_append_only()',
  'drop index whistle_answer_organization_id_idx',
  `alter table whistle_answer drop column role, drop column arrival_due_at, drop column outcome_due_at, drop column answer_note,
     drop column outcome, drop column outcome_at, drop column rating, drop column rating_words, drop column rated_at`,
  'drop index whistle_listed_idx',
  'drop index whistle_case_id_idx',
  'drop index whistle_live_key',
  // what the tables of before cannot hold goes: whistles that were never blown, and all but the newest of a case
  `delete from whistle_answer a using whistle w where a.whistle_id = w.id
     and (w.blown_at is null or w.status in ('DECLINED', 'RECALLED')
       or exists (select 1 from whistle o where o.case_id = w.case_id and o.blown_at > w.blown_at))`,
  `delete from whistle w where w.blown_at is null or w.status in ('DECLINED', 'RECALLED')
     or exists (select 1 from whistle o where o.case_id = w.case_id and o.blown_at > w.blown_at)`,
  `alter table whistle drop column caller_id, drop column caller_area_code, drop column reason, drop column lead_id,
     drop column assistant_ids, drop column drafted_at, drop column drafted_by_account_id, drop column approved_at,
     drop column approved_by_account_id, drop column approval_due_at, drop column approval_lapsed_at, drop column ended_at,
     drop column end_note, drop column step_count`,
  'alter table whistle alter column blown_at set not null',
  'alter table whistle drop constraint whistle_status_check',
  `alter table whistle add constraint whistle_status_check check (status in ('BLOWN', 'ANSWERED', 'ARRIVED', 'RELEASED'))`,
  'alter table whistle add constraint whistle_case_id_key unique (case_id)',
];

/** Whistles are drafted, approved, answered on three clocks, released and rated; bodies that are convened see the case. */
export class BlowWhistles extends Migration {
  override up(): void {
    for (const statement of up) this.addSql(statement);
  }

  override down(): void {
    for (const statement of down) this.addSql(statement);
  }
}

import { Migration } from '@mikro-orm/migrations';

const content = (table: string) =>
  `alter table ${table}
     add column lead_kind text,
     add column lead_does text,
     add column grid_does text,
     add column assistants jsonb not null default '[]',
     add column funds text,
     add column staff text,
     add column powers text,
     add column temporary boolean not null default false`;

const contentDown = (table: string) =>
  `alter table ${table} drop column lead_kind, drop column lead_does, drop column grid_does, drop column assistants,
     drop column funds, drop column staff, drop column powers, drop column temporary`;

const items = [
  content('service_item'),
  `alter table service_item
     add column amendments int not null default 0,
     add column withdrawn_on date,
     add column end_reason text,
     add column expiry_told_at timestamptz`,
  content('service_item_version'),
  `alter table service_item_version add column proposal_id uuid, add column admitted_at timestamptz`,
  `create index service_item_sponsor_id_idx on service_item (sponsor_id, code)`,
  `create index service_item_duty_id_idx on service_item (duty_id, code)`,
];

const proposals = [
  `create table admission_rule (
     id int constraint admission_rule_pkey primary key constraint admission_rule_one_check check (id = 1),
     hearing_days int not null constraint admission_rule_hearing_days_check check (hearing_days between 1 and 90),
     temporary_days int not null constraint admission_rule_temporary_days_check check (temporary_days between 1 and 366)
   )`,
  `insert into admission_rule (id, hearing_days, temporary_days) values (1, 3, 90)`,
  `create table service_item_proposal (
     id uuid constraint service_item_proposal_pkey primary key,
     version int not null default 1,
     kind text not null constraint service_item_proposal_kind_check check (kind in ('ADMIT', 'CHANGE', 'WITHDRAW')),
     status text not null constraint service_item_proposal_status_check
       check (status in ('SUBMITTED', 'HEARING', 'CHANGES_ASKED', 'ADMITTED', 'REFUSED', 'WITHDRAWN')),
     withdrawn_in text,
     revision int not null,
     area_code text not null,
     sponsor_id uuid not null,
     service_item_id uuid constraint service_item_proposal_service_item_id_fkey references service_item (id),
     code text not null,
     content jsonb,
     effective_on date not null,
     reason text not null,
     temporary boolean not null,
     hearing_until date,
     proposed_by_account_id uuid not null,
     proposed_at timestamptz not null,
     decided_by_account_id uuid,
     decided_at timestamptz,
     decision_reason text,
     step_count int not null
   )`,
  `create unique index service_item_proposal_open_key on service_item_proposal (code)
     where status in ('SUBMITTED', 'HEARING', 'CHANGES_ASKED')`,
  `create index service_item_proposal_proposed_at_idx on service_item_proposal (proposed_at, id)`,
  `create index service_item_proposal_sponsor_id_idx on service_item_proposal (sponsor_id, proposed_at, id)`,
  `create index service_item_proposal_code_idx on service_item_proposal (code)`,
  `create table service_item_opinion (
     id uuid constraint service_item_opinion_pkey primary key,
     proposal_id uuid not null constraint service_item_opinion_proposal_id_fkey references service_item_proposal (id),
     revision int not null,
     area_code text not null,
     asked_at timestamptz not null,
     opinion text constraint service_item_opinion_opinion_check check (opinion in ('AGREES', 'AGREES_WITH_CHANGES', 'OBJECTS')),
     words text,
     given_by_account_id uuid,
     given_at timestamptz,
     constraint service_item_opinion_key unique (proposal_id, revision, area_code)
   )`,
  `create index service_item_opinion_area_code_idx on service_item_opinion (area_code, proposal_id)`,
  `create table service_item_proposal_step (
     proposal_id uuid not null constraint service_item_proposal_step_proposal_id_fkey references service_item_proposal (id),
     position int not null,
     at timestamptz not null,
     step text not null,
     actor_account_id uuid not null,
     area_code text,
     note text,
     constraint service_item_proposal_step_pkey primary key (proposal_id, position)
   )`,
  `create function service_item_proposal_step_is_append_only() returns trigger language plpgsql as $$
   begin
     raise exception 'The steps of a proposal are append-only';
   end $$`,
  `create trigger service_item_proposal_step_append_only before update or delete on service_item_proposal_step
   for each statement execute function service_item_proposal_step_is_append_only()`,
];

/** Service items get who does what and what is granted; proposals admit, change and withdraw them. */
export class AdmitServiceItems extends Migration {
  override up(): void {
    for (const statement of [...items, ...proposals]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table service_item_proposal_step',
      'drop function service_item_proposal_step_is_append_only()',
      'drop table service_item_opinion',
      'drop table service_item_proposal',
      'drop table admission_rule',
      'drop index service_item_duty_id_idx',
      'drop index service_item_sponsor_id_idx',
      'alter table service_item_version drop column proposal_id, drop column admitted_at',
      contentDown('service_item_version'),
      `alter table service_item drop column amendments, drop column withdrawn_on, drop column end_reason, drop column expiry_told_at`,
      contentDown('service_item'),
    ]) {
      this.addSql(statement);
    }
  }
}

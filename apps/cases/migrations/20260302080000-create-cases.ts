import {
  counterMigration,
  counterMigrationDown,
  importMigration,
  importMigrationDown,
  mutationKeyMigration,
  mutationKeyMigrationDown,
  projectionMigration,
  projectionMigrationDown,
} from '@gridloom/service-kit';
import { messagingMigration, messagingMigrationDown } from '@gridloom/messaging';
import { Migration } from '@mikro-orm/migrations';

const organizations = [
  `create table organization_view (
     id uuid constraint organization_view_pkey primary key,
     name text not null,
     kind text not null,
     area_code text not null,
     handles_cases boolean not null,
     dissolved_on date,
     version bigint not null
   )`,
  `create index organization_view_area_code_idx on organization_view (area_code, name, id) where handles_cases`,
];

const serviceItems = [
  `create table duty_list (
     id uuid constraint duty_list_pkey primary key,
     code text not null constraint duty_list_code_key unique,
     name text not null,
     area_code text not null
   )`,
  `create table duty (
     id uuid constraint duty_pkey primary key,
     duty_list_id uuid not null constraint duty_duty_list_id_fkey references duty_list (id),
     position int not null,
     code text not null constraint duty_code_key unique,
     name text not null,
     constraint duty_position_key unique (duty_list_id, position)
   )`,
  `create table service_item (
     id uuid constraint service_item_pkey primary key,
     version int not null,
     code text not null constraint service_item_code_key unique,
     area_code text not null,
     name text not null,
     sponsor_id uuid not null,
     duty_id uuid not null constraint service_item_duty_id_fkey references duty (id),
     legal_basis text,
     valid_from date not null,
     valid_until date,
     constraint service_item_validity_check check (valid_until is null or valid_until > valid_from)
   )`,
  `create index service_item_area_code_idx on service_item (area_code, code)`,
  `create table service_item_version (
     service_item_id uuid not null constraint service_item_version_service_item_id_fkey references service_item (id),
     version int not null,
     name text not null,
     sponsor_id uuid not null,
     duty_id uuid not null constraint service_item_version_duty_id_fkey references duty (id),
     legal_basis text,
     valid_from date not null,
     valid_until date,
     constraint service_item_version_pkey primary key (service_item_id, version)
   )`,
];

const deadlines = [
  `create table calendar_year (
     year int constraint calendar_year_pkey primary key,
     status text not null constraint calendar_year_status_check check (status in ('LOADED', 'PROVISIONAL'))
   )`,
  `create table calendar_day (
     day date constraint calendar_day_pkey primary key,
     year int not null constraint calendar_day_year_fkey references calendar_year (year),
     kind text not null constraint calendar_day_kind_check
       check (kind in ('HOLIDAY', 'MAKE_UP_WORKDAY', 'LOCAL_OFF', 'LOCAL_WORK')),
     name text,
     constraint calendar_day_year_check check (extract(year from day) = year)
   )`,
  `create table deadline_rule (
     id uuid constraint deadline_rule_pkey primary key,
     stage text not null constraint deadline_rule_stage_check
       check (stage in ('ACCEPT', 'DISPATCH', 'TAKE_UP', 'HANDLE', 'VERIFY', 'EVALUATE')),
     service_item_code text,
     body_kind text,
     amount double precision not null constraint deadline_rule_amount_check check (amount > 0),
     unit text not null constraint deadline_rule_unit_check check (unit in ('WORKING_DAYS', 'WORKING_HOURS')),
     constraint deadline_rule_key unique nulls not distinct (stage, service_item_code, body_kind)
   )`,
];

const cases = [
  `create table case_number (
     year int constraint case_number_pkey primary key,
     last int not null
   )`,
  `create table case_file (
     id uuid constraint case_file_pkey primary key,
     version int not null default 1,
     number text not null constraint case_file_number_key unique,
     title text not null,
     status text not null constraint case_file_status_check check (status in ('REPORTED', 'ACCEPTED', 'REFUSED', 'DISPATCHED',
       'HANDLING', 'RESOLVED', 'VERIFIED', 'CLOSED', 'RETURNED', 'DEFERRED', 'VOID', 'MERGED')),
     source text not null,
     urgency text not null,
     urgency_rank smallint not null,
     area_code text not null,
     grid_id uuid,
     place text,
     service_item_id uuid constraint case_file_service_item_id_fkey references service_item (id),
     service_item_code text,
     handler_id uuid,
     handler_kind text,
     assistant_ids uuid[] not null,
     complainant_resident_ids uuid[] not null,
     demand_id uuid,
     reported_by_account_id uuid,
     taken_up_by_account_id uuid,
     resolved_by_account_id uuid,
     outcome text,
     refusal_reason text,
     duty_of_id uuid,
     deferred_in text,
     stage text,
     due_at timestamptz,
     reported_at timestamptz not null,
     accepted_at timestamptz,
     resolved_at timestamptz,
     closed_at timestamptz,
     satisfied boolean,
     unasked_count int not null,
     timeline_length int not null,
     deadline_count int not null
   )`,
  `create index case_file_reported_at_idx on case_file (reported_at, id)`,
  `create index case_file_area_code_idx on case_file (area_code, reported_at, id)`,
  `create index case_file_grid_id_idx on case_file (grid_id, reported_at, id)`,
  `create index case_file_handler_id_idx on case_file (handler_id, reported_at, id)`,
  `create index case_file_service_item_idx on case_file (service_item_code, reported_at, id)`,
  `create index case_file_due_asc_idx on case_file (coalesce(due_at, 'infinity'::timestamptz), id)`,
  `create index case_file_due_desc_idx on case_file (coalesce(due_at, '-infinity'::timestamptz), id)`,
  `create index case_file_urgency_idx on case_file (urgency_rank, id)`,
  `create index case_file_open_idx on case_file (area_code, reported_at, id) where status not in ('REFUSED', 'CLOSED', 'VOID', 'MERGED')`,
  `create index case_file_running_idx on case_file (due_at) where due_at is not null`,
  `create index case_file_assistants_idx on case_file using gin (assistant_ids)`,
  `create index case_file_complainants_idx on case_file using gin (complainant_resident_ids)`,
  `create index case_file_reported_by_idx on case_file (reported_by_account_id) where reported_by_account_id is not null`,
  `create table case_complainant (
     id uuid constraint case_complainant_pkey primary key,
     case_id uuid not null constraint case_complainant_case_id_fkey references case_file (id),
     position int not null,
     resident_id uuid not null,
     demand_id uuid constraint case_complainant_demand_id_key unique,
     demand text not null,
     reply_text text,
     reply_at timestamptz,
     satisfied boolean,
     comment text,
     evaluated_at timestamptz,
     constraint case_complainant_position_key unique (case_id, position)
   )`,
  `create table case_timeline_entry (
     id uuid constraint case_timeline_entry_pkey primary key,
     case_id uuid not null constraint case_timeline_entry_case_id_fkey references case_file (id),
     position int not null,
     at timestamptz not null,
     step text not null,
     status text not null,
     actor_account_id uuid,
     organization_id uuid,
     complainant_id uuid,
     satisfied boolean,
     reason text,
     note text,
     constraint case_timeline_entry_position_key unique (case_id, position)
   )`,
  `create function case_timeline_entry_is_append_only() returns trigger language plpgsql as $$
   begin
     raise exception 'The timeline of a case is append-only';
   end $$`,
  `create trigger case_timeline_entry_append_only before update or delete on case_timeline_entry
   for each statement execute function case_timeline_entry_is_append_only()`,
  `create table case_deadline (
     id uuid constraint case_deadline_pkey primary key,
     case_id uuid not null constraint case_deadline_case_id_fkey references case_file (id),
     position int not null,
     stage text not null,
     rule_id uuid not null,
     service_item_code text,
     body_kind text,
     amount double precision not null,
     unit text not null,
     started_at timestamptz not null,
     due_at timestamptz not null,
     provisional_years int[] not null,
     ended_at timestamptz,
     constraint case_deadline_position_key unique (case_id, position)
   )`,
  `create unique index case_deadline_running_key on case_deadline (case_id) where ended_at is null`,
  `create table case_order (
     service_order_id uuid constraint case_order_pkey primary key,
     case_id uuid not null constraint case_order_case_id_fkey references case_file (id),
     status text not null constraint case_order_status_check check (status in ('OPEN', 'COMPLETED', 'CANCELLED'))
   )`,
  `create index case_order_case_id_idx on case_order (case_id)`,
  `create table case_figure (
     area_code text not null,
     dimension text not null constraint case_figure_dimension_check check (dimension in ('TOTAL', 'SOURCE', 'ITEM')),
     key text not null,
     grain text not null constraint case_figure_grain_check check (grain in ('DAY', 'MONTH')),
     period date not null,
     reported int not null,
     accepted int not null,
     closed int not null,
     evaluated int not null,
     satisfied int not null,
     constraint case_figure_pkey primary key (area_code, dimension, grain, period, key)
   )`,
];

const whistles = [
  `create table whistle (
     id uuid constraint whistle_pkey primary key,
     version int not null default 1,
     case_id uuid not null constraint whistle_case_id_key unique constraint whistle_case_id_fkey references case_file (id),
     area_code text not null,
     kind text not null constraint whistle_kind_check check (kind in ('BEYOND_POWER', 'JOINT_ENFORCEMENT', 'EMERGENCY')),
     status text not null constraint whistle_status_check check (status in ('BLOWN', 'ANSWERED', 'ARRIVED', 'RELEASED')),
     blown_at timestamptz not null,
     released_at timestamptz
   )`,
  `create table whistle_answer (
     id uuid constraint whistle_answer_pkey primary key,
     whistle_id uuid not null constraint whistle_answer_whistle_id_fkey references whistle (id),
     position int not null,
     organization_id uuid not null,
     due_at timestamptz not null,
     answered_at timestamptz,
     arrived_at timestamptz,
     constraint whistle_answer_position_key unique (whistle_id, position),
     constraint whistle_answer_organization_key unique (whistle_id, organization_id)
   )`,
];

/** All tables of the cases subgraph. */
export class CreateCases extends Migration {
  override up(): void {
    for (const statement of [
      ...messagingMigration(),
      ...projectionMigration(),
      ...counterMigration(),
      ...mutationKeyMigration(),
      ...importMigration(),
      ...organizations,
      ...serviceItems,
      ...deadlines,
      ...cases,
      ...whistles,
    ]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    for (const statement of [
      'drop table whistle_answer',
      'drop table whistle',
      'drop table case_figure',
      'drop table case_order',
      'drop table case_deadline',
      'drop table case_timeline_entry',
      'drop function case_timeline_entry_is_append_only()',
      'drop table case_complainant',
      'drop table case_file',
      'drop table case_number',
      'drop table deadline_rule',
      'drop table calendar_day',
      'drop table calendar_year',
      'drop table service_item_version',
      'drop table service_item',
      'drop table duty',
      'drop table duty_list',
      'drop table organization_view',
      ...importMigrationDown(),
      ...mutationKeyMigrationDown(),
      ...counterMigrationDown(),
      ...projectionMigrationDown(),
      ...messagingMigrationDown(),
    ]) {
      this.addSql(statement);
    }
  }
}

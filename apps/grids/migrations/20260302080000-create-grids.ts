import { messagingMigration, messagingMigrationDown } from '@gridloom/messaging';
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
import { Migration } from '@mikro-orm/migrations';

const rules = [
  `create table county_rule (
     id smallint constraint county_rule_pkey primary key constraint county_rule_single_check check (id = 1),
     founded_on date not null,
     visit_interval_days int not null constraint county_rule_visit_interval_days_check check (visit_interval_days > 0),
     verified_within_days int not null constraint county_rule_verified_within_days_check check (verified_within_days > 0),
     stale_after_days int not null constraint county_rule_stale_after_days_check check (stale_after_days > 0)
   )`,
  `create table visit_rule (
     care_kind text constraint visit_rule_pkey primary key,
     interval_days int not null constraint visit_rule_interval_days_check check (interval_days > 0)
   )`,
  `create table visit_checklist_item (
     item text constraint visit_checklist_item_pkey primary key,
     label text not null,
     position int not null constraint visit_checklist_item_position_key unique,
     verifies_data boolean not null
   )`,
];

const grids = [
  `create table grid (
     id uuid constraint grid_pkey primary key,
     version int not null default 1,
     name text not null,
     kind text not null constraint grid_kind_check check (kind in ('URBAN', 'RURAL', 'DEDICATED')),
     level text not null constraint grid_level_check check (level in ('BASIC', 'MICRO')),
     area_code text not null,
     parent_grid_id uuid constraint grid_parent_grid_id_fkey references grid (id),
     codes jsonb not null,
     boundary jsonb,
     valid_from date not null,
     valid_until date,
     constraint grid_validity_check check (valid_until is null or valid_until > valid_from),
     constraint grid_parent_check check ((level = 'MICRO') = (parent_grid_id is not null))
   )`,
  `create index grid_area_code_idx on grid (area_code, name, id)`,
  `create table corps (
     id uuid constraint corps_pkey primary key,
     version int not null default 1,
     name text not null,
     area_code text not null
   )`,
  `create table grid_worker (
     id uuid constraint grid_worker_pkey primary key,
     version int not null default 1,
     account_id uuid not null constraint grid_worker_account_id_key unique,
     name text not null,
     corps_id uuid constraint grid_worker_corps_id_fkey references corps (id)
   )`,
  `create table grid_assignment (
     id uuid constraint grid_assignment_pkey primary key,
     version int not null default 1,
     grid_worker_id uuid not null constraint grid_assignment_grid_worker_id_fkey references grid_worker (id),
     grid_id uuid not null constraint grid_assignment_grid_id_fkey references grid (id),
     area_code text not null,
     role text not null constraint grid_assignment_role_check
       check (role in ('GRID_HEAD', 'FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4', 'SECRETARY')),
     since date not null,
     until date,
     counted boolean not null default false,
     constraint grid_assignment_period_check check (until is null or until > since)
   )`,
  `create index grid_assignment_grid_id_idx on grid_assignment (grid_id)`,
  `create index grid_assignment_grid_worker_id_idx on grid_assignment (grid_worker_id)`,
  `create unique index grid_assignment_open_key on grid_assignment (grid_id, grid_worker_id, role) where until is null`,
  `create table grid_worker_presence (
     area_code text not null,
     category text not null,
     grid_worker_id uuid not null,
     assignments int not null,
     constraint grid_worker_presence_pkey primary key (area_code, category, grid_worker_id)
   )`,
];

/**
 * Residents and occupancies, the long tables, refer to households and dwellings without a foreign key: the check row by row locks and
 * rewrites the row referred to, a third of an import. Importers compare the whole tables instead; nothing is ever deleted.
 */
const people = [
  `create table dwelling (
     id uuid constraint dwelling_pkey primary key,
     version int not null default 1,
     grid_id uuid not null constraint dwelling_grid_id_fkey references grid (id),
     area_code text not null,
     address text not null
   )`,
  `create table household (
     id uuid constraint household_pkey primary key,
     version int not null default 1,
     number text not null constraint household_number_key unique,
     grid_id uuid not null constraint household_grid_id_fkey references grid (id),
     area_code text not null,
     dwelling_id uuid constraint household_dwelling_id_fkey references dwelling (id),
     address text not null,
     registered_on date not null,
     visit_interval_days int not null,
     last_visited_at timestamptz,
     next_due_on date not null
   )`,
  `create index household_due_idx on household (grid_id, next_due_on, id)`,
  `create table resident (
     id uuid constraint resident_pkey primary key,
     version int not null default 1,
     household_id uuid,
     relation text,
     grid_id uuid not null,
     area_code text not null,
     name text not null,
     birth_date date not null,
     population_kind text not null constraint resident_population_kind_check
       check (population_kind in ('PERMANENT_REGISTERED', 'FLOATING', 'OVERSEAS')),
     id_number_sealed text not null,
     id_number_hash text not null,
     phone_sealed text,
     verified_on date,
     departed_on date,
     constraint resident_relation_check check ((household_id is null) = (relation is null))
   )`,
  `create index resident_household_id_idx on resident (household_id)`,
  // Exact search alone: a hash index is half the size of a tree, and its order tells nothing anyway.
  `create index resident_id_number_hash_idx on resident using hash (id_number_hash)`,
  `create unique index resident_head_key on resident (household_id) where relation = 'HEAD' and departed_on is null`,
  `create table occupancy (
     dwelling_id uuid not null,
     resident_id uuid not null,
     since date not null,
     until date,
     kind text not null constraint occupancy_kind_check check (kind in ('OWN', 'RENT', 'LODGE', 'TEMPORARY')),
     constraint occupancy_pkey primary key (dwelling_id, resident_id, since),
     constraint occupancy_period_check check (until is null or until > since)
   )`,
  `create table care_record (
     id uuid constraint care_record_pkey primary key,
     version int not null default 1,
     resident_id uuid not null constraint care_record_resident_id_fkey references resident (id),
     grid_id uuid not null,
     area_code text not null,
     kind text not null,
     owner_id uuid,
     since date not null,
     until date,
     constraint care_record_period_check check (until is null or until > since),
     constraint care_record_owner_check check (kind <> 'CONTACT_NEEDED' or owner_id is not null)
   )`,
  `create index care_record_resident_id_idx on care_record (resident_id)`,
  `create table emergency_contact (
     id uuid constraint emergency_contact_pkey primary key,
     version int not null default 1,
     household_id uuid not null constraint emergency_contact_household_id_fkey references household (id),
     grid_id uuid not null,
     area_code text not null,
     name text not null,
     phone_sealed text not null,
     relation text not null
   )`,
  `create index emergency_contact_household_id_idx on emergency_contact (household_id)`,
];

const visits = [
  `create table visit (
     id uuid constraint visit_pkey primary key,
     version int not null default 1,
     household_id uuid not null constraint visit_household_id_fkey references household (id),
     grid_id uuid not null,
     area_code text not null,
     grid_worker_id uuid not null constraint visit_grid_worker_id_fkey references grid_worker (id),
     recorded_at timestamptz not null,
     received_at timestamptz not null,
     checks jsonb not null,
     note text,
     demand_count int not null
   )`,
  // One worker is at one household once at a time: the same visit sent twice is the same visit.
  `create unique index visit_moment_key on visit (household_id, recorded_at, grid_worker_id)`,
  `create table visit_demand (
     id uuid constraint visit_demand_pkey primary key,
     version int not null default 1,
     visit_id uuid not null constraint visit_demand_visit_id_fkey references visit (id),
     household_id uuid not null,
     resident_id uuid not null constraint visit_demand_resident_id_fkey references resident (id),
     grid_id uuid not null,
     area_code text not null,
     position int not null,
     text text not null,
     place text,
     raised_by_account_id uuid not null,
     raised_at timestamptz not null,
     client_key text
   )`,
  `create index visit_demand_visit_id_idx on visit_demand (visit_id, position)`,
  `create unique index visit_demand_client_key on visit_demand (household_id, raised_by_account_id, client_key)
   where client_key is not null`,
];

const reasons = [
  `create table case_reason (
     case_id uuid constraint case_reason_pkey primary key,
     area_code text not null,
     grid_id uuid,
     status text not null,
     organization_ids uuid[] not null,
     version bigint not null
   )`,
  `create table case_reason_complainant (
     resident_id uuid not null,
     case_id uuid not null constraint case_reason_complainant_case_id_fkey references case_reason (case_id) on delete cascade,
     constraint case_reason_complainant_pkey primary key (resident_id, case_id)
   )`,
  `create index case_reason_complainant_case_id_idx on case_reason_complainant (case_id)`,
];

/** In a schema of their own, so that rights granted on all tables of the public one never reach them. */
const audit = [
  `create schema audit`,
  `create table audit.personal_data_grant (
     id uuid constraint personal_data_grant_pkey primary key,
     account_id uuid not null,
     resident_id uuid not null,
     purpose text not null,
     reason_kind text not null constraint personal_data_grant_reason_kind_check check (reason_kind in ('CASE', 'VISIT')),
     reason_id uuid not null,
     granted_at timestamptz not null,
     expires_at timestamptz not null,
     constraint personal_data_grant_period_check check (expires_at > granted_at)
   )`,
  `create table audit.access_record (
     id uuid constraint access_record_pkey primary key,
     resident_id uuid not null,
     area_code text not null,
     grid_id uuid not null,
     account_id uuid not null,
     at timestamptz not null,
     purpose text not null,
     fields text[] not null,
     reason_kind text not null constraint access_record_reason_kind_check check (reason_kind in ('CASE', 'VISIT', 'SEARCH')),
     reason_id uuid,
     grant_id uuid constraint access_record_grant_id_fkey references audit.personal_data_grant (id),
     until timestamptz
   )`,
  `create index access_record_resident_id_idx on audit.access_record (resident_id, at, id)`,
  `create index access_record_grant_id_idx on audit.access_record (grant_id)`,
  `create table audit.id_number_search (
     id uuid constraint id_number_search_pkey primary key,
     account_id uuid not null,
     at timestamptz not null,
     found boolean not null
   )`,
  `create index id_number_search_account_id_idx on audit.id_number_search (account_id, at)`,
  `create function audit.refuse_change() returns trigger language plpgsql as $$
   begin
     raise exception '% is append-only: rows are neither changed nor removed', tg_table_name using errcode = 'insufficient_privilege';
   end $$`,
  ...['personal_data_grant', 'access_record', 'id_number_search'].map(
    (table) =>
      `create trigger ${table}_append_only before update or delete or truncate on audit.${table}
       for each statement execute function audit.refuse_change()`,
  ),
  `do $$
   declare
     held record;
   begin
     for held in
       select distinct table_name, grantee from information_schema.role_table_grants
       where table_schema = 'audit' and grantee <> current_user and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
     loop
       execute format('revoke update, delete, truncate on audit.%I from %I', held.table_name, held.grantee);
     end loop;
   end $$`,
];

export class CreateGrids extends Migration {
  override up(): void {
    for (const statement of [
      ...messagingMigration(),
      ...projectionMigration(),
      ...counterMigration(),
      ...mutationKeyMigration(),
      ...importMigration(),
      ...rules,
      ...grids,
      ...people,
      ...visits,
      ...reasons,
      ...audit,
    ]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    for (const statement of [
      'drop table audit.id_number_search',
      'drop table audit.access_record',
      'drop table audit.personal_data_grant',
      'drop function audit.refuse_change()',
      'drop schema audit',
      'drop table case_reason_complainant',
      'drop table case_reason',
      'drop table visit_demand',
      'drop table visit',
      'drop table emergency_contact',
      'drop table care_record',
      'drop table occupancy',
      'drop table resident',
      'drop table household',
      'drop table dwelling',
      'drop table grid_worker_presence',
      'drop table grid_assignment',
      'drop table grid_worker',
      'drop table corps',
      'drop table grid',
      'drop table visit_checklist_item',
      'drop table visit_rule',
      'drop table county_rule',
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

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

const areas = [
  `create table area (
     code text constraint area_pkey primary key,
     version int not null default 1,
     name text not null,
     level text not null constraint area_level_check check (level in ('COUNTY', 'TOWNSHIP', 'VILLAGE')),
     parent_code text constraint area_parent_code_fkey references area (code),
     ancestors text[] not null,
     valid_from date not null,
     valid_until date,
     successor_code text,
     constraint area_parent_check check ((level = 'COUNTY') = (parent_code is null)),
     constraint area_validity_check check (valid_until > valid_from),
     constraint area_successor_check check (successor_code is null or valid_until is not null)
   )`,
  'create index area_parent_code_idx on area (parent_code, code)',
];

const organizations = [
  `create table organization (
     id uuid constraint organization_pkey primary key,
     version int not null default 1,
     name text not null,
     kind text not null constraint organization_kind_check check (kind in ('COUNTY_GOVERNMENT', 'COUNTY_DEPARTMENT',
       'TOWNSHIP_GOVERNMENT', 'VILLAGE_COMMITTEE', 'COMMUNITY_COMMITTEE', 'GRID_OFFICE', 'PUBLIC_INSTITUTION')),
     area_code text not null constraint organization_area_code_fkey references area (code),
     handles_cases boolean not null,
     dissolved_on date
   )`,
  'create unique index organization_name_key on organization (area_code, name) where dissolved_on is null',
];

const people = [
  `create table account (
     id uuid constraint account_pkey primary key,
     version int not null default 1,
     name text,
     resident_id uuid
   )`,
  'create unique index account_resident_id_key on account (resident_id) where resident_id is not null',
  `create table staff (
     id uuid constraint staff_pkey primary key,
     version int not null default 1,
     name text not null,
     account_id uuid constraint staff_account_id_fkey references account (id)
   )`,
  'create unique index staff_account_id_key on staff (account_id) where account_id is not null',
  `create table appointment (
     id uuid constraint appointment_pkey primary key,
     version int not null default 1,
     staff_id uuid not null constraint appointment_staff_id_fkey references staff (id),
     organization_id uuid not null constraint appointment_organization_id_fkey references organization (id),
     area_code text not null,
     post text not null constraint appointment_post_check
       check (post in ('HEAD', 'OFFICER', 'SECRETARY', 'ADMINISTRATOR', 'DATA_ANALYST', 'AUDITOR')),
     since date not null,
     until date,
     constraint appointment_period_check check (until >= since)
   )`,
  'create index appointment_organization_id_idx on appointment (organization_id, since, id)',
  'create index appointment_staff_id_idx on appointment (staff_id, since, id)',
  'create unique index appointment_open_key on appointment (staff_id, organization_id, post) where until is null',
  // No reference to account: a role may be heard of before the account is.
  `create table role_assignment (
     id uuid constraint role_assignment_pkey primary key,
     version int not null default 1,
     account_id uuid not null,
     role text not null,
     jurisdiction_kind text not null constraint role_assignment_jurisdiction_kind_check
       check (jurisdiction_kind in ('AREA', 'GRID', 'ORGANIZATION')),
     jurisdiction_id text not null,
     area_code text not null,
     since date not null,
     until date,
     source text not null constraint role_assignment_source_check
       check (source in ('APPOINTMENT', 'GRID_ASSIGNMENT', 'SOCIETY', 'VOLUNTEER', 'REGISTRATION')),
     source_id uuid not null,
     constraint role_assignment_period_check check (until >= since)
   )`,
  'create index role_assignment_account_id_idx on role_assignment (account_id)',
  'create index role_assignment_source_idx on role_assignment (source, source_id)',
  'create unique index role_assignment_open_key on role_assignment (source, source_id) where until is null',
  // The newest fact about a source that its roles follow, so that an older one that comes late changes nothing.
  `create table role_source (
     source text not null,
     source_id uuid not null,
     sequence bigint not null,
     constraint role_source_pkey primary key (source, source_id)
   )`,
];

const party = [
  `create table party_organization (
     id uuid constraint party_organization_pkey primary key,
     version int not null default 1,
     name text not null,
     tier text not null constraint party_organization_tier_check check (tier ~ '^[A-Z][A-Z0-9_]*$'),
     parent_id uuid constraint party_organization_parent_id_fkey references party_organization (id),
     area_code text not null constraint party_organization_area_code_fkey references area (code),
     grid_id uuid,
     secretary_id uuid constraint party_organization_secretary_id_fkey references staff (id),
     founded_on date not null,
     member_count int not null default 0
   )`,
  'create index party_organization_area_code_idx on party_organization (area_code)',
  'create index party_organization_parent_id_idx on party_organization (parent_id)',
  'create unique index party_organization_grid_id_key on party_organization (grid_id) where grid_id is not null',
  `create table party_member (
     id uuid constraint party_member_pkey primary key,
     version int not null default 1,
     party_organization_id uuid not null constraint party_member_party_organization_id_fkey references party_organization (id),
     area_code text not null,
     resident_id uuid,
     admitted_on date not null
   )`,
  'create index party_member_party_organization_id_idx on party_member (party_organization_id)',
  'create unique index party_member_resident_id_key on party_member (resident_id) where resident_id is not null',
];

const service = [
  `create table deployment (
     id uuid constraint deployment_pkey primary key,
     version int not null default 1,
     organization_id uuid not null constraint deployment_organization_id_fkey references organization (id),
     area_code text not null constraint deployment_area_code_fkey references area (code),
     grid_id uuid,
     resources text not null,
     since date not null,
     until date,
     constraint deployment_period_check check (until >= since)
   )`,
  'create index deployment_grid_id_idx on deployment (grid_id)',
  'create index deployment_area_code_idx on deployment (area_code)',
  `create unique index deployment_open_key on deployment (organization_id, area_code, grid_id) nulls not distinct
   where until is null`,
  // How many open deployments of a body are at or below an area: from none to one it begins to count, back to none it ends.
  `create table deployed_organization (
     area_code text not null,
     organization_id uuid not null,
     deployments int not null constraint deployed_organization_deployments_check check (deployments >= 0),
     constraint deployed_organization_pkey primary key (area_code, organization_id)
   )`,
  `create table report_in (
     id uuid constraint report_in_pkey primary key,
     version int not null default 1,
     organization_id uuid not null constraint report_in_organization_id_fkey references organization (id),
     area_code text not null constraint report_in_area_code_fkey references area (code),
     grid_id uuid,
     reported_on date not null,
     ended_on date,
     services int not null default 0 constraint report_in_services_check check (services >= 0),
     last_served_on date,
     constraint report_in_served_check check ((services > 0) = (last_served_on is not null))
   )`,
  'create index report_in_organization_id_idx on report_in (organization_id)',
  'create index report_in_area_code_idx on report_in (area_code)',
  `create table lead_assignment (
     id uuid constraint lead_assignment_pkey primary key,
     version int not null default 1,
     organization_id uuid not null constraint lead_assignment_organization_id_fkey references organization (id),
     initiative text not null,
     area_code text not null constraint lead_assignment_area_code_fkey references area (code),
     bound_on date not null,
     progress text,
     concluded_on date
   )`,
  'create index lead_assignment_organization_id_idx on lead_assignment (organization_id)',
  'create index lead_assignment_area_code_idx on lead_assignment (area_code)',
];

const ownTables = [
  'lead_assignment',
  'report_in',
  'deployed_organization',
  'deployment',
  'party_member',
  'party_organization',
  'role_source',
  'role_assignment',
  'appointment',
  'staff',
  'account',
  'organization',
  'area',
];

export class CreateOrganization extends Migration {
  override up(): void {
    for (const statement of [
      ...messagingMigration(),
      ...projectionMigration(),
      ...counterMigration(),
      ...mutationKeyMigration(),
      ...importMigration(),
      ...areas,
      ...organizations,
      ...people,
      ...party,
      ...service,
    ])
      this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      ...ownTables.map((table) => `drop table ${table}`),
      ...importMigrationDown(),
      ...mutationKeyMigrationDown(),
      ...counterMigrationDown(),
      ...projectionMigrationDown(),
      ...messagingMigrationDown(),
    ])
      this.addSql(statement);
  }
}

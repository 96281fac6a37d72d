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

// Names sort and compare by code point on every server alike, whatever its locale: the keyset of a list depends on it.
const societies = [
  `create table society (
     id uuid constraint society_pkey primary key,
     name text collate "C" not null,
     kind text not null constraint society_kind_check check (kind in ('SELF_GOVERNING', 'RECREATIONAL', 'VOLUNTEER')),
     legal_form text not null constraint society_legal_form_check check (legal_form in ('REGISTERED', 'FILED')),
     uscc text constraint society_uscc_unique unique,
     status text not null constraint society_status_check check (status in ('ACTIVE', 'DORMANT', 'DISSOLVED')),
     area_code text not null,
     grid_id uuid,
     organizer_account_id uuid not null,
     organizer_name text not null,
     filed_on date not null,
     registered_on date,
     dissolved_on date,
     version int not null default 1,
     constraint society_uscc_of_registered check ((legal_form = 'REGISTERED') = (uscc is not null)),
     constraint society_dissolved_on_check check ((status = 'DISSOLVED') = (dissolved_on is not null))
   )`,
  `create unique index society_name_unique on society (area_code, name) where status <> 'DISSOLVED'`,
  `create index society_list_idx on society (name, id)`,
  `create index society_organizer_account_id_idx on society (organizer_account_id)`,
  `create table membership (
     id uuid constraint membership_pkey primary key,
     society_id uuid not null constraint membership_society_fkey references society (id),
     area_code text not null,
     resident_id uuid not null,
     joined_on date not null,
     left_on date,
     version int not null default 1,
     constraint membership_days_check check (left_on >= joined_on)
   )`,
  `create unique index membership_in_force_unique on membership (society_id, resident_id) where left_on is null`,
  `create index membership_list_idx on membership (society_id, joined_on desc, id desc)`,
];

const councils = [
  `create table council_meeting (
     id uuid constraint council_meeting_pkey primary key,
     society_id uuid not null constraint council_meeting_society_fkey references society (id),
     area_code text not null,
     held_at timestamptz not null,
     topic text not null,
     attendance int not null constraint council_meeting_attendance_check check (attendance >= 0),
     version int not null default 1
   )`,
  `create index council_meeting_list_idx on council_meeting (society_id, held_at desc, id desc)`,
  `create table resolution (
     id uuid constraint resolution_pkey primary key,
     meeting_id uuid not null constraint resolution_meeting_fkey references council_meeting (id),
     society_id uuid not null,
     area_code text not null,
     text text not null,
     passed boolean not null,
     votes_for int not null,
     votes_against int not null,
     constraint resolution_votes_check check (votes_for >= 0 and votes_against >= 0)
   )`,
  `create index resolution_meeting_id_idx on resolution (meeting_id, id)`,
  `create table matter (
     id uuid constraint matter_pkey primary key,
     society_id uuid not null constraint matter_society_fkey references society (id),
     area_code text not null,
     title text not null,
     settled int not null,
     total int not null,
     opened_on date not null,
     settled_on date,
     version int not null default 1,
     constraint matter_settled_check check (settled between 0 and total and total > 0),
     constraint matter_settled_on_check check ((settled = total) = (settled_on is not null))
   )`,
  `create index matter_list_idx on matter (society_id, opened_on desc, id desc)`,
  `create table matter_item (
     id uuid constraint matter_item_pkey primary key,
     matter_id uuid not null constraint matter_item_matter_fkey references matter (id),
     area_code text not null,
     position int not null,
     label text not null,
     status text not null constraint matter_item_status_check check (status in ('PENDING', 'AGREED', 'SETTLED')),
     constraint matter_item_position_unique unique (matter_id, position)
   )`,
  `create table society_demand (
     id uuid constraint society_demand_pkey primary key,
     society_id uuid not null constraint society_demand_society_fkey references society (id),
     area_code text not null,
     grid_id uuid,
     resident_id uuid not null,
     text text not null,
     place text,
     raised_by_account_id uuid not null,
     raised_at timestamptz not null,
     version int not null default 1
   )`,
  `create index society_demand_list_idx on society_demand (society_id, raised_at desc, id desc)`,
];

const centres = [
  `create table centre (
     id uuid constraint centre_pkey primary key,
     name text collate "C" not null,
     kind text not null constraint centre_kind_check check (kind in ('NEIGHBOURHOOD', 'VILLAGE', 'TRAINING')),
     area_code text not null,
     grid_id uuid,
     opened_on date not null,
     version int not null default 1
   )`,
  `create index centre_list_idx on centre (name, id)`,
  `create index centre_area_code_idx on centre (area_code)`,
  `create table programme (
     id uuid constraint programme_pkey primary key,
     centre_id uuid not null constraint programme_centre_fkey references centre (id),
     area_code text not null,
     name text collate "C" not null,
     kind text not null
       constraint programme_kind_check check (kind in ('MEALS', 'TRAINING', 'CARE', 'CULTURE', 'SERVICE')),
     opened_on date not null,
     closed_on date,
     version int not null default 1
   )`,
  `create index programme_list_idx on programme (centre_id, name, id)`,
  `create table enrolment (
     id uuid constraint enrolment_pkey primary key,
     programme_id uuid not null constraint enrolment_programme_fkey references programme (id),
     area_code text not null,
     resident_id uuid not null,
     enrolled_on date not null,
     ended_on date,
     completed boolean not null,
     version int not null default 1,
     constraint enrolment_completed_check check (not completed or ended_on is not null)
   )`,
  `create index enrolment_programme_id_idx on enrolment (programme_id)`,
  `create table outcome (
     id uuid constraint outcome_pkey primary key,
     enrolment_id uuid not null constraint outcome_enrolment_fkey references enrolment (id)
       constraint outcome_enrolment_unique unique,
     programme_id uuid not null constraint outcome_programme_fkey references programme (id),
     area_code text not null,
     employed boolean not null,
     monthly_wage int constraint outcome_monthly_wage_check check (monthly_wage > 0),
     recorded_on date not null,
     constraint outcome_wage_of_employed check (employed or monthly_wage is null)
   )`,
  `create index outcome_programme_id_idx on outcome (programme_id)`,
  `create table meal_service (
     id uuid constraint meal_service_pkey primary key,
     programme_id uuid not null constraint meal_service_programme_fkey references programme (id),
     area_code text not null,
     day date not null,
     meals int not null constraint meal_service_meals_check check (meals >= 0),
     constraint meal_service_day_unique unique (programme_id, day)
   )`,
];

const tables = [
  'meal_service',
  'outcome',
  'enrolment',
  'programme',
  'centre',
  'society_demand',
  'matter_item',
  'matter',
  'resolution',
  'council_meeting',
  'membership',
  'society',
];

/** Societies with all that belongs to them, centres, and what every subgraph has. */
export class FoundSocieties extends Migration {
  override up(): void {
    for (const sql of [
      ...messagingMigration(),
      ...projectionMigration(),
      ...counterMigration(),
      ...mutationKeyMigration(),
      ...importMigration(),
      ...societies,
      ...councils,
      ...centres,
    ]) {
      this.addSql(sql);
    }
  }

  override down(): void {
    for (const sql of [
      ...tables.map((table) => `drop table ${table}`),
      ...importMigrationDown(),
      ...mutationKeyMigrationDown(),
      ...counterMigrationDown(),
      ...projectionMigrationDown(),
      ...messagingMigrationDown(),
    ]) {
      this.addSql(sql);
    }
  }
}

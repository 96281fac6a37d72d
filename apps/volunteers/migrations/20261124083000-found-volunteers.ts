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

const volunteers = [
  `create table volunteer (
     id uuid constraint volunteer_pkey primary key,
     account_id uuid not null constraint volunteer_account_unique unique,
     resident_id uuid,
     name text not null,
     number text not null constraint volunteer_number_unique unique,
     area_code text not null,
     skills text[] not null,
     enrolled_on date not null,
     version int not null default 1
   )`,
  `create index volunteer_area_code_idx on volunteer (area_code)`,
  // Numbers that are given out here; imported ones of the same form stay clear of it (see the importer).
  `create sequence volunteer_number`,
  // Who may post in the name of a society: kept from the state topic of societies.
  `create table society_view (
     id uuid constraint society_view_pkey primary key,
     area_code text not null,
     status text not null,
     organizer_account_id uuid not null,
     version bigint not null
   )`,
  // Which case an order may serve: kept from the state topic of cases.
  `create table case_view (
     id uuid constraint case_view_pkey primary key,
     area_code text not null,
     grid_id uuid,
     status text not null,
     complainants uuid[] not null,
     version bigint not null
   )`,
];

const orders = [
  `create table service_order (
     id uuid constraint service_order_pkey primary key,
     title text not null,
     description text,
     status text not null
       constraint service_order_status_check check (status in ('POSTED', 'CLAIMED', 'COMPLETED', 'CANCELLED')),
     area_code text not null,
     place text,
     starts_at timestamptz not null,
     ends_at timestamptz not null,
     volunteers_needed int not null constraint service_order_needed_check check (volunteers_needed between 1 and 100),
     skills text[] not null,
     society_id uuid,
     case_id uuid,
     poster_account_id uuid not null,
     posted_at timestamptz not null,
     completed_at timestamptz,
     cancelled_at timestamptz,
     claimed_count int not null default 0,
     completed_count int not null default 0,
     version int not null default 1,
     constraint service_order_times_check check (ends_at > starts_at),
     constraint service_order_counts_check
       check (claimed_count between 0 and volunteers_needed and completed_count between 0 and claimed_count),
     constraint service_order_completed_at_check check ((status = 'COMPLETED') = (completed_at is not null)),
     constraint service_order_cancelled_at_check check ((status = 'CANCELLED') = (cancelled_at is not null))
   )`,
  `create index service_order_list_idx on service_order (posted_at desc, id desc)`,
  `create index service_order_area_idx on service_order (area_code, posted_at desc, id desc)`,
  `create index service_order_society_idx on service_order (society_id, posted_at desc, id desc)
     where society_id is not null`,
  `create index service_order_case_idx on service_order (case_id, posted_at desc, id desc) where case_id is not null`,
  `create index service_order_poster_idx on service_order (poster_account_id, posted_at desc, id desc)`,
  `create table claim (
     id uuid constraint claim_pkey primary key,
     service_order_id uuid not null constraint claim_service_order_fkey references service_order (id),
     volunteer_id uuid not null constraint claim_volunteer_fkey references volunteer (id),
     area_code text not null,
     claimed_at timestamptz not null,
     completed_at timestamptz,
     constraint claim_unique unique (service_order_id, volunteer_id)
   )`,
  `create index claim_volunteer_id_idx on claim (volunteer_id)`,
];

const hours = [
  `create table service_hours (
     id uuid constraint service_hours_pkey primary key,
     volunteer_id uuid not null constraint service_hours_volunteer_fkey references volunteer (id),
     service_order_id uuid constraint service_hours_service_order_fkey references service_order (id),
     area_code text not null,
     half_hours int not null,
     kind text not null constraint service_hours_kind_check check (kind in ('CERTIFIED', 'CORRECTION')),
     corrects_id uuid constraint service_hours_corrects_fkey references service_hours (id),
     note text,
     recorded_by_account_id uuid not null,
     served_at timestamptz not null,
     recorded_at timestamptz not null,
     constraint service_hours_corrects_check check ((kind = 'CORRECTION') = (corrects_id is not null)),
     constraint service_hours_range_check check (
       half_hours <> 0 and half_hours between -48 and 48 and (kind = 'CORRECTION' or half_hours > 0)
     )
   )`,
  `create unique index service_hours_once_unique on service_hours (service_order_id, volunteer_id)
     where kind = 'CERTIFIED'`,
  `create index service_hours_list_idx on service_hours (volunteer_id, recorded_at desc, id desc)`,
  // A ledger: what is wrong is corrected by an entry of its own.
  `create function refuse_ledger_change() returns trigger language plpgsql as $$
   begin
     raise exception 'entries of the ledger of hours are never changed; add a CORRECTION';
   end $$`,
  `create trigger service_hours_append_only before update or delete on service_hours
     for each row execute function refuse_ledger_change()`,
];

/** Volunteers, service orders and the ledger of hours, and what every subgraph has. */
export class FoundVolunteers extends Migration {
  override up(): void {
    for (const sql of [
      ...messagingMigration(),
      ...projectionMigration(),
      ...counterMigration(),
      ...mutationKeyMigration(),
      ...importMigration(),
      ...volunteers,
      ...orders,
      ...hours,
    ]) {
      this.addSql(sql);
    }
  }

  override down(): void {
    for (const sql of [
      'drop table service_hours',
      'drop function refuse_ledger_change()',
      'drop table claim',
      'drop table service_order',
      'drop table case_view',
      'drop table society_view',
      'drop sequence volunteer_number',
      'drop table volunteer',
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

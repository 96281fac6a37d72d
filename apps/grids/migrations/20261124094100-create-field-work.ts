import { Migration } from '@mikro-orm/migrations';

const patrols = [
  `create table patrol_route (
     id uuid constraint patrol_route_pkey primary key,
     version int not null default 1,
     grid_id uuid not null constraint patrol_route_grid_id_fkey references grid (id),
     area_code text not null,
     name text not null,
     stops jsonb not null,
     retired_on date
   )`,
  'create unique index patrol_route_name_key on patrol_route (grid_id, name) where retired_on is null',
  `create table patrol (
     id uuid constraint patrol_pkey primary key,
     version int not null default 1,
     grid_id uuid not null constraint patrol_grid_id_fkey references grid (id),
     area_code text not null,
     route_id uuid constraint patrol_route_id_fkey references patrol_route (id),
     kind text not null constraint patrol_kind_check check (kind in ('GRID_WORKER', 'VOLUNTEER')),
     patroller_account_id uuid not null,
     grid_worker_id uuid constraint patrol_grid_worker_id_fkey references grid_worker (id),
     companions int not null constraint patrol_companions_check check (companions >= 0),
     started_at timestamptz not null,
     ended_at timestamptz not null,
     received_at timestamptz not null,
     stops_seen int[] not null,
     note text,
     hazard_count int not null,
     client_key text,
     content_hash text,
     constraint patrol_times_check check (ended_at >= started_at),
     constraint patrol_worker_check check ((kind = 'GRID_WORKER') = (grid_worker_id is not null))
   )`,
  'create unique index patrol_client_key on patrol (patroller_account_id, client_key) where client_key is not null',
  'create index patrol_ended_at_idx on patrol (ended_at, id)',
  'create index patrol_area_ended_at_idx on patrol (area_code, ended_at, id)',
  'create index patrol_grid_ended_at_idx on patrol (grid_id, ended_at, id)',
  'create index patrol_patroller_idx on patrol (patroller_account_id, ended_at, id)',
];

const hazards = [
  `create table hazard_class (
     code text constraint hazard_class_pkey primary key,
     label text not null,
     position int not null,
     severity text not null constraint hazard_class_severity_check check (severity in ('MINOR', 'ORDINARY', 'MAJOR')),
     recheck_days int not null constraint hazard_class_recheck_days_check check (recheck_days > 0),
     becomes_case boolean not null,
     on_the_spot boolean not null,
     photo text not null constraint hazard_class_photo_check check (photo in ('NONE', 'OPTIONAL', 'ALWAYS')),
     retired_on date
   )`,
  `create table hazard (
     id uuid constraint hazard_pkey primary key,
     version int not null default 1,
     patrol_id uuid constraint hazard_patrol_id_fkey references patrol (id),
     grid_id uuid not null constraint hazard_grid_id_fkey references grid (id),
     area_code text not null,
     class_code text not null constraint hazard_class_code_fkey references hazard_class (code),
     severity text not null,
     text text not null,
     place text,
     longitude double precision,
     latitude double precision,
     status text not null constraint hazard_status_check check (status in ('OPEN', 'GONE')),
     fixed_on_the_spot boolean not null,
     found_at timestamptz not null,
     found_by_account_id uuid not null,
     reported boolean not null,
     case_id uuid,
     case_status text,
     case_sequence bigint not null default 0,
     recheck_due_on date,
     recheck_count int not null,
     gone_at timestamptz,
     client_key text,
     constraint hazard_gone_check check ((status = 'GONE') = (gone_at is not null)),
     constraint hazard_due_check check ((status = 'OPEN') = (recheck_due_on is not null)),
     constraint hazard_position_check check ((longitude is null) = (latitude is null))
   )`,
  'create unique index hazard_client_key on hazard (found_by_account_id, client_key) where client_key is not null',
  'create index hazard_patrol_id_idx on hazard (patrol_id)',
  'create index hazard_found_at_idx on hazard (found_at, id)',
  'create index hazard_area_found_at_idx on hazard (area_code, found_at, id)',
  'create index hazard_grid_found_at_idx on hazard (grid_id, found_at, id)',
  `create index hazard_due_idx on hazard (recheck_due_on, id) where status = 'OPEN'`,
  `create index hazard_grid_due_idx on hazard (grid_id, recheck_due_on, id) where status = 'OPEN'`,
  `create table hazard_recheck (
     id uuid constraint hazard_recheck_pkey primary key,
     hazard_id uuid not null constraint hazard_recheck_hazard_id_fkey references hazard (id),
     position int not null,
     at timestamptz not null,
     by_account_id uuid not null,
     gone boolean not null,
     note text,
     client_key text,
     constraint hazard_recheck_position_key unique (hazard_id, position)
   )`,
  'create unique index hazard_recheck_client_key on hazard_recheck (by_account_id, client_key) where client_key is not null',
];

const errands = [
  `create table errand_kind (
     code text constraint errand_kind_pkey primary key,
     label text not null,
     position int not null,
     documents jsonb not null,
     retired_on date
   )`,
  `create table errand (
     id uuid constraint errand_pkey primary key,
     version int not null default 1,
     kind_code text not null constraint errand_kind_code_fkey references errand_kind (code),
     resident_id uuid not null constraint errand_resident_id_fkey references resident (id),
     household_id uuid not null,
     grid_id uuid not null,
     area_code text not null,
     visit_id uuid constraint errand_visit_id_fkey references visit (id),
     text text not null,
     consent_kind text not null constraint errand_consent_kind_check check (consent_kind in ('SIGNED', 'SPOKEN', 'GUARDIAN')),
     consented_at timestamptz not null,
     status text not null constraint errand_status_check
       check (status in ('BEGUN', 'HANDED_OVER', 'ANSWERED', 'COMPLETED', 'WITHDRAWN')),
     begun_at timestamptz not null,
     worker_account_id uuid not null,
     handed_over_at timestamptz,
     case_id uuid,
     case_status text,
     case_sequence bigint not null default 0,
     answered_at timestamptz,
     succeeded boolean,
     completed_at timestamptz,
     withdrawn_at timestamptz,
     client_key text
   )`,
  'create unique index errand_client_key on errand (worker_account_id, client_key) where client_key is not null',
  'create index errand_begun_at_idx on errand (begun_at, id)',
  'create index errand_area_begun_at_idx on errand (area_code, begun_at, id)',
  'create index errand_grid_begun_at_idx on errand (grid_id, begun_at, id)',
  'create index errand_resident_id_idx on errand (resident_id)',
  `create table errand_entry (
     errand_id uuid not null constraint errand_entry_errand_id_fkey references errand (id),
     position int not null,
     step text not null,
     at timestamptz not null,
     by_account_id uuid,
     note text,
     constraint errand_entry_pkey primary key (errand_id, position)
   )`,
];

export class CreateFieldWork extends Migration {
  override up(): void {
    for (const statement of [...patrols, ...hazards, ...errands]) this.addSql(statement);
  }

  override down(): void {
    for (const table of [
      'errand_entry',
      'errand',
      'errand_kind',
      'hazard_recheck',
      'hazard',
      'hazard_class',
      'patrol',
      'patrol_route',
    ]) {
      this.addSql(`drop table ${table}`);
    }
  }
}

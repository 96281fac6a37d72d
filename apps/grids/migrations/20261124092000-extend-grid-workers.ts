import { Migration } from '@mikro-orm/migrations';

const workers = [
  `alter table grid_worker
     add column area_code text,
     add column phone_sealed text,
     add column phone_hash text constraint grid_worker_phone_hash_key unique,
     add constraint grid_worker_phone_check check ((phone_sealed is null) = (phone_hash is null))`,
  'create index grid_worker_name_idx on grid_worker (name, id)',
];

/** A worker belongs to one corps at a time; what was before stays. */
const corps = [
  `alter table corps
     add column founded_on date,
     add column dissolved_on date,
     add constraint corps_period_check check (dissolved_on is null or dissolved_on > founded_on)`,
  `update corps set founded_on = coalesce((select founded_on from county_rule), current_date)`,
  'alter table corps alter column founded_on set not null',
  'create unique index corps_name_key on corps (area_code, name) where dissolved_on is null',
  `create table corps_membership (
     id uuid constraint corps_membership_pkey primary key,
     version int not null default 1,
     corps_id uuid not null constraint corps_membership_corps_id_fkey references corps (id),
     grid_worker_id uuid not null constraint corps_membership_grid_worker_id_fkey references grid_worker (id),
     since date not null,
     until date,
     constraint corps_membership_period_check check (until is null or until > since)
   )`,
  'create unique index corps_membership_open_key on corps_membership (grid_worker_id) where until is null',
  'create index corps_membership_grid_worker_id_idx on corps_membership (grid_worker_id, since)',
  'create index corps_membership_corps_id_idx on corps_membership (corps_id, since)',
  `insert into corps_membership (id, corps_id, grid_worker_id, since)
   select gen_random_uuid(), c.id, w.id, c.founded_on from grid_worker w join corps c on c.id = w.corps_id`,
  'alter table grid_worker drop column corps_id',
];

/** While a worker is away, the substitute holds the same roles: rows of their own, which no figure counts. */
const absences = [
  `create table grid_worker_absence (
     id uuid constraint grid_worker_absence_pkey primary key,
     version int not null default 1,
     grid_worker_id uuid not null constraint grid_worker_absence_grid_worker_id_fkey references grid_worker (id),
     since date not null,
     until date not null,
     kind text not null constraint grid_worker_absence_kind_check check (kind in ('LEAVE', 'ILLNESS', 'TRAINING', 'SECONDMENT', 'OTHER')),
     substitute_id uuid constraint grid_worker_absence_substitute_id_fkey references grid_worker (id),
     recorded_by_account_id uuid not null,
     recorded_at timestamptz not null,
     constraint grid_worker_absence_period_check check (until >= since),
     constraint grid_worker_absence_substitute_check check (substitute_id <> grid_worker_id)
   )`,
  'create index grid_worker_absence_grid_worker_id_idx on grid_worker_absence (grid_worker_id, until)',
  'create index grid_worker_absence_substitute_id_idx on grid_worker_absence (substitute_id, until) where substitute_id is not null',
  'create index grid_worker_absence_until_idx on grid_worker_absence (until, id)',
  `alter table grid_assignment
     add column absence_id uuid constraint grid_assignment_absence_id_fkey references grid_worker_absence (id),
     add column stands_in_for_id uuid constraint grid_assignment_stands_in_for_id_fkey references grid_assignment (id),
     drop constraint grid_assignment_period_check,
     add constraint grid_assignment_period_check
       check (until is null or until > since or (absence_id is not null and until = since)),
     add constraint grid_assignment_stand_in_check
       check ((absence_id is null) = (stands_in_for_id is null) and (absence_id is null or (until is not null and not counted)))`,
  'create index grid_assignment_absence_id_idx on grid_assignment (absence_id) where absence_id is not null',
];

const staffing = [
  `create table staffing_rule_set (
     id uuid constraint staffing_rule_set_pkey primary key,
     version int not null default 1,
     valid_from date not null constraint staffing_rule_set_valid_from_key unique,
     set_by_account_id uuid not null,
     set_at timestamptz not null
   )`,
  `create table staffing_rule (
     set_id uuid not null constraint staffing_rule_set_id_fkey references staffing_rule_set (id),
     position int not null,
     label text not null,
     roles text[] not null constraint staffing_rule_roles_check check (cardinality(roles) > 0),
     grid_kind text constraint staffing_rule_grid_kind_check check (grid_kind in ('URBAN', 'RURAL', 'DEDICATED')),
     minimum int not null constraint staffing_rule_minimum_check check (minimum >= 0),
     households_each int constraint staffing_rule_households_each_check check (households_each > 0),
     constraint staffing_rule_pkey primary key (set_id, position)
   )`,
];

const training = [
  `create table training_kind (
     code text constraint training_kind_pkey primary key,
     version int not null default 1,
     label text not null,
     valid_months int constraint training_kind_valid_months_check check (valid_months > 0),
     required_roles text[] not null,
     retired boolean not null default false
   )`,
  `create table training_record (
     id uuid constraint training_record_pkey primary key,
     version int not null default 1,
     grid_worker_id uuid not null constraint training_record_grid_worker_id_fkey references grid_worker (id),
     kind text not null constraint training_record_kind_fkey references training_kind (code),
     completed_on date not null,
     valid_until date,
     certificate text,
     recorded_by_account_id uuid not null,
     recorded_at timestamptz not null,
     voided_at timestamptz,
     constraint training_record_validity_check check (valid_until is null or valid_until > completed_on)
   )`,
  `create unique index training_record_key on training_record (grid_worker_id, kind, completed_on) where voided_at is null`,
];

export class ExtendGridWorkers extends Migration {
  override up(): void {
    for (const statement of [...workers, ...corps, ...absences, ...staffing, ...training]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table training_record',
      'drop table training_kind',
      'drop table staffing_rule',
      'drop table staffing_rule_set',
      'delete from grid_assignment where absence_id is not null',
      `alter table grid_assignment
         drop constraint grid_assignment_stand_in_check,
         drop constraint grid_assignment_period_check,
         drop column stands_in_for_id,
         drop column absence_id,
         add constraint grid_assignment_period_check check (until is null or until > since)`,
      'drop table grid_worker_absence',
      `alter table grid_worker add column corps_id uuid constraint grid_worker_corps_id_fkey references corps (id)`,
      `update grid_worker w set corps_id = m.corps_id from corps_membership m
       where m.grid_worker_id = w.id and m.since <= current_date and (m.until is null or m.until > current_date)`,
      'drop table corps_membership',
      'drop index corps_name_key',
      'alter table corps drop constraint corps_period_check, drop column dissolved_on, drop column founded_on',
      'drop index grid_worker_name_idx',
      `alter table grid_worker
         drop constraint grid_worker_phone_check,
         drop column phone_hash, drop column phone_sealed, drop column area_code`,
    ]) {
      this.addSql(statement);
    }
  }
}

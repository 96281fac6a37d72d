import { Migration } from '@mikro-orm/migrations';

/** How often whom: one row a care kind (none: every household) and span of days. */
const intervals = [
  `create table visit_interval_rule (
     id uuid constraint visit_interval_rule_pkey primary key,
     care_kind text,
     interval_days int not null constraint visit_interval_rule_interval_days_check check (interval_days between 1 and 1000),
     valid_from date not null,
     valid_until date,
     made_by_account_id uuid,
     made_at timestamptz,
     constraint visit_interval_rule_period_check check (valid_until is null or valid_until > valid_from)
   )`,
  `create unique index visit_interval_rule_open_key on visit_interval_rule (coalesce(care_kind, '')) where valid_until is null`,
  `create unique index visit_interval_rule_from_key on visit_interval_rule (coalesce(care_kind, ''), valid_from)`,
  `insert into visit_interval_rule (id, care_kind, interval_days, valid_from)
   select gen_random_uuid(), null, visit_interval_days, founded_on from county_rule
   union all select gen_random_uuid(), v.care_kind, v.interval_days, c.founded_on from visit_rule v cross join county_rule c`,
  'drop table visit_rule',
  `alter table county_rule
     drop column visit_interval_days,
     add column offline_within_days int not null default 30
       constraint county_rule_offline_within_days_check check (offline_within_days > 0),
     add column void_within_hours int not null default 72
       constraint county_rule_void_within_hours_check check (void_within_hours > 0)`,
];

const checklists = [
  `create table visit_checklist (
     version int constraint visit_checklist_pkey primary key constraint visit_checklist_version_check check (version > 0),
     valid_from date not null constraint visit_checklist_valid_from_key unique,
     made_by_account_id uuid,
     made_at timestamptz
   )`,
  'insert into visit_checklist (version, valid_from) select 1, founded_on from county_rule',
  `alter table visit_checklist_item
     add column checklist_version int not null default 1,
     add column answer_kind text not null default 'IN_ORDER'
       constraint visit_checklist_item_answer_kind_check check (answer_kind in ('IN_ORDER', 'YES_NO', 'CHOICE', 'NUMBER', 'TEXT')),
     add column choices text[] not null default '{}',
     add column unit text,
     add column minimum double precision,
     add column maximum double precision,
     add column required boolean not null default false,
     add column photo text not null default 'NONE'
       constraint visit_checklist_item_photo_check check (photo in ('NONE', 'OPTIONAL', 'IF_NOT_IN_ORDER', 'ALWAYS')),
     drop constraint visit_checklist_item_pkey,
     drop constraint visit_checklist_item_position_key,
     add constraint visit_checklist_item_pkey primary key (checklist_version, item),
     add constraint visit_checklist_item_position_key unique (checklist_version, position)`,
  'alter table visit_checklist_item alter column checklist_version drop default',
];

const visits = [
  `alter table visit
     add column client_key text,
     add column content_hash text,
     add column checklist_version int not null default 1,
     add column voided_at timestamptz,
     add column voided_by_account_id uuid,
     add column void_reason text,
     add constraint visit_voided_check check ((voided_at is null) = (void_reason is null))`,
  'alter table visit alter column checklist_version drop default',
  `create unique index visit_client_key on visit (grid_worker_id, client_key) where client_key is not null`,
  'create index visit_recorded_at_idx on visit (recorded_at, id)',
  'create index visit_area_recorded_at_idx on visit (area_code, recorded_at, id)',
  'create index visit_grid_recorded_at_idx on visit (grid_id, recorded_at, id)',
  'create index visit_worker_recorded_at_idx on visit (grid_worker_id, recorded_at, id)',
  'create index visit_demand_raised_at_idx on visit_demand (raised_at, id)',
  'create index visit_demand_area_raised_at_idx on visit_demand (area_code, raised_at, id)',
  'create index visit_demand_grid_raised_at_idx on visit_demand (grid_id, raised_at, id)',
  // Which record a visit found right, and since when it had been right before: what is taken back when the visit is void.
  `create table visit_verification (
     visit_id uuid not null constraint visit_verification_visit_id_fkey references visit (id),
     resident_id uuid not null,
     day date not null,
     before date,
     constraint visit_verification_pkey primary key (visit_id, resident_id)
   )`,
  'create index visit_verification_resident_id_idx on visit_verification (resident_id)',
];

/** Where households and people were before: whoever writes the change, so that what comes late from a device finds its place. */
const traces = [
  `create table household_former_grid (
     household_id uuid not null,
     grid_id uuid not null,
     left_at timestamptz not null,
     constraint household_former_grid_pkey primary key (household_id, grid_id)
   )`,
  'create index household_former_grid_grid_id_idx on household_former_grid (grid_id, left_at)',
  `create table resident_former_household (
     resident_id uuid not null,
     household_id uuid not null,
     constraint resident_former_household_pkey primary key (resident_id, household_id)
   )`,
  'create index resident_former_household_household_id_idx on resident_former_household (household_id)',
  `create table household_touch (
     household_id uuid constraint household_touch_pkey primary key,
     touched_at timestamptz not null
   )`,
  `create function note_household_touch() returns trigger language plpgsql as $$
   begin
     insert into household_touch (household_id, touched_at) select id, clock_timestamp() from touched order by id
     on conflict (household_id) do update set touched_at = excluded.touched_at;
     return null;
   end $$`,
  `create function note_touch_of_household() returns trigger language plpgsql as $$
   begin
     insert into household_touch (household_id, touched_at)
     select household_id, clock_timestamp() from touched where household_id is not null group by household_id order by household_id
     on conflict (household_id) do update set touched_at = excluded.touched_at;
     return null;
   end $$`,
  `create function note_touch_of_resident() returns trigger language plpgsql as $$
   begin
     insert into household_touch (household_id, touched_at)
     select r.household_id, clock_timestamp() from touched t join resident r on r.id = t.resident_id
     where r.household_id is not null group by r.household_id order by r.household_id
     on conflict (household_id) do update set touched_at = excluded.touched_at;
     return null;
   end $$`,
  `create trigger household_inserted after insert on household referencing new table as touched
   for each statement execute function note_household_touch()`,
  `create trigger household_updated after update on household referencing new table as touched
   for each statement execute function note_household_touch()`,
  `create trigger resident_updated after update on resident referencing new table as touched
   for each statement execute function note_touch_of_household()`,
  `create trigger emergency_contact_inserted after insert on emergency_contact referencing new table as touched
   for each statement execute function note_touch_of_household()`,
  `create trigger emergency_contact_updated after update on emergency_contact referencing new table as touched
   for each statement execute function note_touch_of_household()`,
  `create trigger emergency_contact_deleted after delete on emergency_contact referencing old table as touched
   for each statement execute function note_touch_of_household()`,
  `create trigger care_record_inserted after insert on care_record referencing new table as touched
   for each statement execute function note_touch_of_resident()`,
  `create trigger care_record_updated after update on care_record referencing new table as touched
   for each statement execute function note_touch_of_resident()`,
  `create function note_former_grid() returns trigger language plpgsql as $$
   begin
     insert into household_former_grid (household_id, grid_id, left_at) values (old.id, old.grid_id, clock_timestamp())
     on conflict (household_id, grid_id) do update set left_at = excluded.left_at;
     return null;
   end $$`,
  `create trigger household_moved after update of grid_id on household for each row
   when (old.grid_id is distinct from new.grid_id) execute function note_former_grid()`,
  `create function note_former_household() returns trigger language plpgsql as $$
   begin
     insert into resident_former_household (resident_id, household_id) values (old.id, old.household_id) on conflict do nothing;
     return null;
   end $$`,
  `create trigger resident_moved after update of household_id on resident for each row
   when (old.household_id is not null and old.household_id is distinct from new.household_id)
   execute function note_former_household()`,
];

/** What was done in the grids by day and by month: kept by increments, for a grid and for every area at or above it. */
const figures = [
  `create table activity_figure (
     subject text not null,
     metric text not null,
     grain text not null constraint activity_figure_grain_check check (grain in ('DAY', 'MONTH')),
     period date not null,
     value bigint not null,
     constraint activity_figure_pkey primary key (subject, metric, grain, period)
   )`,
  ...[
    ['visits', 'visit', 'recorded_at'],
    ['demands', 'visit_demand', 'raised_at'],
  ].map(
    ([metric, table, at]) =>
      `insert into activity_figure (subject, metric, grain, period, value)
       select s.subject, '${metric}', g.grain, g.period, count(*)
       from ${table} t join area_view a on a.code = t.area_code
       cross join lateral unnest(array[t.grid_id::text, a.code] || a.ancestors) as s (subject)
       cross join lateral (values
         ('DAY', (t.${at} at time zone 'Asia/Shanghai')::date),
         ('MONTH', date_trunc('month', t.${at} at time zone 'Asia/Shanghai')::date)
       ) as g (grain, period)
       group by 1, 3, 4`,
  ),
];

const corrections = [
  `create table proposed_correction (
     id uuid constraint proposed_correction_pkey primary key,
     version int not null default 1,
     visit_id uuid constraint proposed_correction_visit_id_fkey references visit (id),
     kind text not null,
     household_id uuid not null,
     resident_id uuid,
     care_record_id uuid,
     grid_id uuid not null,
     area_code text not null,
     owner_id uuid,
     proposed_sealed text not null,
     status text not null constraint proposed_correction_status_check
       check (status in ('PROPOSED', 'ACCEPTED', 'REFUSED', 'WITHDRAWN')),
     proposed_by_account_id uuid not null,
     proposed_at timestamptz not null,
     decided_by_account_id uuid,
     decided_at timestamptz,
     reason text,
     client_key text,
     constraint proposed_correction_decided_check check ((status = 'PROPOSED') = (decided_at is null))
   )`,
  `create index proposed_correction_area_idx on proposed_correction (area_code, proposed_at, id)`,
  `create index proposed_correction_grid_idx on proposed_correction (grid_id, proposed_at, id)`,
  `create index proposed_correction_owner_idx on proposed_correction (owner_id, proposed_at, id) where owner_id is not null`,
  `create index proposed_correction_visit_id_idx on proposed_correction (visit_id)`,
  `create unique index proposed_correction_client_key on proposed_correction (proposed_by_account_id, client_key)
   where client_key is not null`,
];

export class ExtendVisits extends Migration {
  override up(): void {
    for (const statement of [...intervals, ...checklists, ...visits, ...traces, ...figures, ...corrections]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    for (const statement of [
      'drop table proposed_correction',
      'drop table activity_figure',
      ...[
        ['resident_moved', 'resident'],
        ['household_moved', 'household'],
        ['care_record_updated', 'care_record'],
        ['care_record_inserted', 'care_record'],
        ['emergency_contact_deleted', 'emergency_contact'],
        ['emergency_contact_updated', 'emergency_contact'],
        ['emergency_contact_inserted', 'emergency_contact'],
        ['resident_updated', 'resident'],
        ['household_updated', 'household'],
        ['household_inserted', 'household'],
      ].map(([trigger, table]) => `drop trigger ${trigger} on ${table}`),
      'drop function note_former_household()',
      'drop function note_former_grid()',
      'drop function note_touch_of_resident()',
      'drop function note_touch_of_household()',
      'drop function note_household_touch()',
      'drop table household_touch',
      'drop table resident_former_household',
      'drop table household_former_grid',
      'drop table visit_verification',
      'drop index visit_demand_grid_raised_at_idx',
      'drop index visit_demand_area_raised_at_idx',
      'drop index visit_demand_raised_at_idx',
      'drop index visit_worker_recorded_at_idx',
      'drop index visit_grid_recorded_at_idx',
      'drop index visit_area_recorded_at_idx',
      'drop index visit_recorded_at_idx',
      `alter table visit drop column void_reason, drop column voided_by_account_id, drop column voided_at,
         drop column checklist_version, drop column content_hash, drop column client_key`,
      'delete from visit_checklist_item where checklist_version > 1',
      `alter table visit_checklist_item
         drop constraint visit_checklist_item_position_key,
         drop constraint visit_checklist_item_pkey,
         add constraint visit_checklist_item_pkey primary key (item),
         add constraint visit_checklist_item_position_key unique (position),
         drop column photo, drop column required, drop column maximum, drop column minimum, drop column unit,
         drop column choices, drop column answer_kind, drop column checklist_version`,
      'drop table visit_checklist',
      'alter table county_rule drop column void_within_hours, drop column offline_within_days, add column visit_interval_days int',
      `update county_rule set visit_interval_days =
         (select interval_days from visit_interval_rule where care_kind is null order by valid_from desc limit 1)`,
      `alter table county_rule alter column visit_interval_days set not null,
         add constraint county_rule_visit_interval_days_check check (visit_interval_days > 0)`,
      `create table visit_rule (
         care_kind text constraint visit_rule_pkey primary key,
         interval_days int not null constraint visit_rule_interval_days_check check (interval_days > 0)
       )`,
      `insert into visit_rule (care_kind, interval_days)
       select care_kind, interval_days from visit_interval_rule where care_kind is not null and valid_until is null`,
      'drop table visit_interval_rule',
    ]) {
      this.addSql(statement);
    }
  }
}

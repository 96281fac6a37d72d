import { Migration } from '@mikro-orm/migrations';

const columns = [
  `alter table dwelling
     add column kind text constraint dwelling_kind_check
       check (kind in ('HOUSE', 'APARTMENT', 'PUBLIC_RENTAL', 'DORMITORY', 'MIXED_USE', 'OTHER')),
     add column demolished_on date`,
  `alter table household
     add column dissolved_on date,
     add column successor_id uuid constraint household_successor_id_fkey references household (id),
     add column changed_at timestamptz,
     add constraint household_successor_check check (successor_id is null or dissolved_on is not null)`,
  `alter table resident
     alter column id_number_sealed drop not null,
     alter column id_number_hash drop not null,
     add column phone_hash text,
     add column moved_in_on date,
     add column departure text constraint resident_departure_check
       check (departure in ('WITHIN_COUNTY', 'OUTSIDE', 'DIED', 'MERGED', 'WITHDRAWN')),
     add column merged_into_id uuid,
     add column changed_at timestamptz,
     add constraint resident_departed_check check (departure is null or departed_on is not null),
     add constraint resident_merged_check check ((departure is not distinct from 'MERGED') = (merged_into_id is not null)),
     add constraint resident_id_number_check check ((id_number_sealed is null) = (id_number_hash is null))`,
  `create sequence household_number_seq`,
  // A household's version rises with each change of its members: with room on its page, that touches none of its indexes.
  `alter table household set (fillfactor = 50)`,
];

/** What lists are read by: the area and the sort key, so that a page costs the same however many people the county has. */
const indexes = [
  `create index resident_area_name_idx on resident (area_code, name collate "C", id) where departed_on is null`,
  `create index resident_grid_name_idx on resident (grid_id, name collate "C", id) where departed_on is null`,
  `create index resident_area_birth_idx on resident (area_code, birth_date, id) where departed_on is null`,
  `create index resident_area_verified_idx on resident (area_code, (coalesce(verified_on, date '0001-01-01')), id)
   where departed_on is null`,
  `create index resident_area_moved_in_idx on resident (area_code, moved_in_on, id) where moved_in_on is not null`,
  `create index resident_area_departed_idx on resident (area_code, departed_on, id) where departed_on is not null`,
  `create index resident_phone_hash_idx on resident using hash (phone_hash)`,
  `create index resident_phone_unhashed_idx on resident (id) where phone_sealed is not null and phone_hash is null`,
  `create index household_area_due_idx on household (area_code, next_due_on, id) where dissolved_on is null`,
  `create index household_area_address_idx on household (area_code, address collate "C", id) where dissolved_on is null`,
  `create index household_dwelling_id_idx on household (dwelling_id)`,
  `create index dwelling_grid_id_idx on dwelling (grid_id)`,
  `create index dwelling_area_address_idx on dwelling (area_code, address collate "C", id)`,
  `create index occupancy_resident_id_idx on occupancy (resident_id)`,
  `create index care_record_kind_idx on care_record (kind, area_code, resident_id)`,
  `create index care_record_owner_id_idx on care_record (owner_id, resident_id) where owner_id is not null`,
];

const history = [
  `create table people_change (
     id uuid constraint people_change_pkey primary key,
     subject_kind text not null constraint people_change_subject_kind_check
       check (subject_kind in ('RESIDENT', 'HOUSEHOLD', 'DWELLING')),
     subject_id uuid not null,
     kind text not null,
     grid_id uuid not null,
     area_code text not null,
     effective_on date not null,
     at timestamptz not null,
     by_account_id uuid,
     fields text[] not null,
     values_sealed text,
     note text,
     corrects_id uuid constraint people_change_corrects_id_fkey references people_change (id)
   )`,
  `create index people_change_subject_id_idx on people_change (subject_id, at, id)`,
  `create unique index people_change_corrects_id_key on people_change (corrects_id) where corrects_id is not null`,
  `create trigger people_change_append_only before update or delete or truncate on people_change
   for each statement execute function audit.refuse_change()`,
  `create table audit.person_search (
     id uuid constraint person_search_pkey primary key,
     account_id uuid not null,
     at timestamptz not null,
     by_what text not null constraint person_search_by_what_check check (by_what in ('PHONE', 'NAME', 'ID_NUMBER')),
     found int not null
   )`,
  `create index person_search_account_id_idx on audit.person_search (account_id, at)`,
  `create trigger person_search_append_only before update or delete or truncate on audit.person_search
   for each statement execute function audit.refuse_change()`,
  `do $$
   declare
     held record;
   begin
     for held in
       select distinct table_schema, table_name, grantee from information_schema.role_table_grants
       where (table_schema, table_name) in (('audit', 'person_search'), ('public', 'people_change'))
         and grantee <> current_user and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
     loop
       execute format('revoke update, delete, truncate on %I.%I from %I', held.table_schema, held.table_name, held.grantee);
     end loop;
   end $$`,
];

const duplicates = [
  `create table duplicate_candidate (
     id uuid constraint duplicate_candidate_pkey primary key,
     resident_a_id uuid not null constraint duplicate_candidate_resident_a_id_fkey references resident (id),
     resident_b_id uuid not null constraint duplicate_candidate_resident_b_id_fkey references resident (id),
     reasons text[] not null,
     score int not null constraint duplicate_candidate_score_check check (score between 1 and 100),
     found_at timestamptz not null,
     state text not null default 'OPEN' constraint duplicate_candidate_state_check check (state in ('OPEN', 'MERGED', 'DISMISSED')),
     decided_at timestamptz,
     decided_by uuid,
     decision_note text,
     constraint duplicate_candidate_order_check check (resident_a_id < resident_b_id),
     constraint duplicate_candidate_pair_key unique (resident_a_id, resident_b_id)
   )`,
  `create index duplicate_candidate_resident_b_id_idx on duplicate_candidate (resident_b_id)`,
  `create index duplicate_candidate_list_idx on duplicate_candidate (score desc, id) where state = 'OPEN'`,
  `create table resident_merge (
     id uuid constraint resident_merge_pkey primary key,
     survivor_id uuid not null constraint resident_merge_survivor_id_fkey references resident (id),
     merged_id uuid not null constraint resident_merge_merged_id_fkey references resident (id),
     grid_id uuid not null,
     area_code text not null,
     at timestamptz not null,
     by_account_id uuid,
     values_sealed text not null,
     moved jsonb not null,
     undone_at timestamptz,
     undone_by_account_id uuid
   )`,
  `create unique index resident_merge_merged_id_key on resident_merge (merged_id) where undone_at is null`,
  `create index resident_merge_survivor_id_idx on resident_merge (survivor_id)`,
];

const quality = [
  `create table data_contradiction (
     id uuid constraint data_contradiction_pkey primary key,
     kind text not null,
     subject_id uuid not null,
     household_id uuid,
     resident_id uuid,
     dwelling_id uuid,
     grid_id uuid not null,
     area_code text not null,
     found_at timestamptz not null,
     settled_at timestamptz,
     dismissed_at timestamptz,
     dismissed_by uuid,
     dismissed_note text
   )`,
  `create unique index data_contradiction_open_key on data_contradiction (kind, subject_id) where settled_at is null`,
  `create index data_contradiction_area_idx on data_contradiction (area_code, found_at, id)
   where settled_at is null and dismissed_at is null`,
  `create index data_contradiction_grid_idx on data_contradiction (grid_id, found_at, id)
   where settled_at is null and dismissed_at is null`,
];

export class KeepPeopleRight extends Migration {
  override up(): void {
    for (const statement of [...columns, ...indexes, ...history, ...duplicates, ...quality]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table data_contradiction',
      'drop table resident_merge',
      'drop table duplicate_candidate',
      'drop table audit.person_search',
      'drop table people_change',
      'drop index care_record_owner_id_idx',
      'drop index care_record_kind_idx',
      'drop index occupancy_resident_id_idx',
      'drop index dwelling_area_address_idx',
      'drop index dwelling_grid_id_idx',
      'drop index household_dwelling_id_idx',
      'drop index household_area_address_idx',
      'drop index household_area_due_idx',
      'drop index resident_phone_unhashed_idx',
      'drop index resident_phone_hash_idx',
      'drop index resident_area_departed_idx',
      'drop index resident_area_moved_in_idx',
      'drop index resident_area_verified_idx',
      'drop index resident_area_birth_idx',
      'drop index resident_grid_name_idx',
      'drop index resident_area_name_idx',
      'drop sequence household_number_seq',
      `alter table resident drop constraint resident_id_number_check, drop column changed_at, drop column merged_into_id,
         drop column departure, drop column moved_in_on, drop column phone_hash,
         alter column id_number_hash set not null, alter column id_number_sealed set not null`,
      'alter table household reset (fillfactor)',
      'alter table household drop column changed_at, drop column successor_id, drop column dissolved_on',
      'alter table dwelling drop column demolished_on, drop column kind',
    ]) {
      this.addSql(statement);
    }
  }
}

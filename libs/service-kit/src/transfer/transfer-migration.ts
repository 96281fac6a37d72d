const runs = [
  `create table import_run (
     id uuid constraint import_run_pkey primary key,
     table_name text not null,
     file_id uuid not null,
     file_name text not null,
     format text not null constraint import_run_format_check check (format in ('CSV', 'XLSX')),
     dry_run boolean not null,
     account_id uuid not null,
     locale text not null,
     status text not null constraint import_run_status_check
       check (status in ('WAITING', 'RUNNING', 'CHECKED', 'REJECTED', 'DONE', 'FAILED', 'UNDOING', 'UNDONE')),
     created_at timestamptz not null,
     started_at timestamptz,
     finished_at timestamptz,
     attempts int not null default 0,
     rows_read int not null default 0,
     rows_total int,
     rows_written int not null default 0,
     inserted int,
     updated int,
     unchanged int,
     faulty int,
     faults jsonb not null default '[]',
     problem jsonb,
     fault_file_id uuid,
     undo_account_id uuid,
     undo_attempts int not null default 0,
     undone_at timestamptz,
     undone int,
     kept int,
     kept_rows jsonb not null default '[]'
   )`,
  'create index import_run_account_id_idx on import_run (account_id, created_at, id)',
  'create index import_run_created_at_idx on import_run (created_at, id)',
  // Written by runs alone, hundreds of thousands at a time: a foreign key would look the run up for each of them.
  `create table import_row (
     run_id uuid not null,
     row_id uuid not null,
     n int not null,
     inserted boolean not null,
     fingerprint text not null,
     before jsonb,
     constraint import_row_pkey primary key (run_id, row_id),
     constraint import_row_before_check check (inserted = (before is null))
   )`,
  `create table export_run (
     id uuid constraint export_run_pkey primary key,
     table_name text not null,
     format text not null constraint export_run_format_check check (format in ('CSV', 'XLSX')),
     filter jsonb not null,
     account_id uuid not null,
     locale text not null,
     status text not null constraint export_run_status_check check (status in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
     created_at timestamptz not null,
     started_at timestamptz,
     finished_at timestamptz,
     attempts int not null default 0,
     rows_total int,
     rows_written int not null default 0,
     problem jsonb,
     file_id uuid
   )`,
  'create index export_run_account_id_idx on export_run (account_id, created_at, id)',
  'create index export_run_created_at_idx on export_run (created_at, id)',
];

const audit = [
  'create schema if not exists audit',
  `create table audit.export_record (
     id uuid constraint export_record_pkey primary key,
     account_id uuid not null,
     at timestamptz not null,
     table_name text not null,
     filter jsonb not null,
     columns text[] not null,
     masked_columns text[] not null,
     rows int not null,
     file_id uuid not null,
     sha256 text not null
   )`,
  'create index export_record_account_id_idx on audit.export_record (account_id, at)',
  `create or replace function audit.refuse_change() returns trigger language plpgsql as $$
   begin
     raise exception '% is append-only: rows are neither changed nor removed', tg_table_name using errcode = 'insufficient_privilege';
   end $$`,
  `create trigger export_record_append_only before update or delete or truncate on audit.export_record
   for each statement execute function audit.refuse_change()`,
  `do $$
   declare
     held record;
   begin
     for held in
       select distinct grantee from information_schema.role_table_grants
       where table_schema = 'audit' and table_name = 'export_record' and grantee <> current_user
         and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
     loop
       execute format('revoke update, delete, truncate on audit.export_record from %I', held.grantee);
     end loop;
   end $$`,
];

/** Statements that make the tables of imports and exports, and the record of exports, which nobody can change. */
export const transferMigration = (): string[] => [...runs, ...audit];

/** Takes back what {@link transferMigration} made; the schema `audit` stays where other records are in it. */
export const transferMigrationDown = (): string[] => [
  'drop table audit.export_record',
  `do $$
   begin
     if not exists (select 1 from pg_tables where schemaname = 'audit') then
       drop function audit.refuse_change();
       drop schema audit;
     end if;
   end $$`,
  'drop table export_run',
  'drop table import_row',
  'drop table import_run',
];

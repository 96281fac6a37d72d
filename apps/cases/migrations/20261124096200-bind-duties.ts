import { Migration } from '@mikro-orm/migrations';

/** Duties say whose they are, duty lists have versions, and cases know who works in which grid as what. */
export class BindDuties extends Migration {
  override up(): void {
    for (const statement of [
      'alter table duty_list add column version int not null default 1',
      'alter table duty drop constraint duty_position_key',
      `alter table duty add column description text, add column roles text[] not null default '{}', add column retired_on date`,
      'create index duty_duty_list_id_idx on duty (duty_list_id, position)',
      `create table duty_list_version (
         duty_list_id uuid not null constraint duty_list_version_duty_list_id_fkey references duty_list (id),
         version int not null,
         name text not null,
         duties jsonb not null,
         made_at timestamptz not null,
         made_by_account_id uuid not null,
         constraint duty_list_version_pkey primary key (duty_list_id, version)
       )`,
      `create table grid_assignment_view (
         id uuid constraint grid_assignment_view_pkey primary key,
         account_id uuid not null,
         grid_id uuid not null,
         area_code text not null,
         role text not null,
         since date not null,
         until date,
         version bigint not null
       )`,
      'create index grid_assignment_view_account_id_idx on grid_assignment_view (account_id)',
    ]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    for (const statement of [
      'drop table grid_assignment_view',
      'drop table duty_list_version',
      'drop index duty_duty_list_id_idx',
      'alter table duty drop column description, drop column roles, drop column retired_on',
      'alter table duty add constraint duty_position_key unique (duty_list_id, position)',
      'alter table duty_list drop column version',
    ]) {
      this.addSql(statement);
    }
  }
}

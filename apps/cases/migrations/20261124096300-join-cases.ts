import { Migration } from '@mikro-orm/migrations';

/** Cases are linked as repeats; complainants of a case that is joined to another one go with it and come back. */
export class JoinCases extends Migration {
  override up(): void {
    for (const statement of [
      `alter table case_file
         add column repeat_of_id uuid constraint case_file_repeat_of_id_fkey references case_file (id),
         add column repeat_count int not null default 0,
         add column urgency_before_repeat text`,
      'create index case_file_repeat_of_id_idx on case_file (repeat_of_id) where repeat_of_id is not null',
      `alter table case_complainant
         add column joined_from_case_id uuid constraint case_complainant_joined_from_case_id_fkey references case_file (id),
         add column joined_position int,
         add constraint case_complainant_joined_check check ((joined_from_case_id is null) = (joined_position is null))`,
      `create index case_complainant_joined_from_case_id_idx on case_complainant (joined_from_case_id)
         where joined_from_case_id is not null`,
    ]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    for (const statement of [
      `update case_complainant set case_id = joined_from_case_id, position = joined_position, joined_from_case_id = null,
         joined_position = null where joined_from_case_id is not null`,
      'drop index case_complainant_joined_from_case_id_idx',
      'alter table case_complainant drop column joined_from_case_id, drop column joined_position',
      'drop index case_file_repeat_of_id_idx',
      'alter table case_file drop column repeat_of_id, drop column repeat_count, drop column urgency_before_repeat',
    ]) {
      this.addSql(statement);
    }
  }
}

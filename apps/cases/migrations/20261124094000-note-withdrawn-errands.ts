import { Migration } from '@mikro-orm/migrations';

/** That an errand was withdrawn may be heard before the errand itself: its words come on a topic of their own. */
export class NoteWithdrawnErrands extends Migration {
  override up(): void {
    this.addSql(
      `create table withdrawn_errand (
         errand_id uuid constraint withdrawn_errand_pkey primary key,
         withdrawn_at timestamptz not null
       )`,
    );
  }

  override down(): void {
    this.addSql('drop table withdrawn_errand');
  }
}

import { Migration } from '@mikro-orm/migrations';

/** What sheets of old demands and errands say that those of the graph do not have. */
export class ImportFieldWork extends Migration {
  override up(): void {
    this.addSql(
      `alter table visit_demand
         add column settled_on date,
         add column outcome text,
         add constraint visit_demand_outcome_check check (outcome is null or settled_on is not null)`,
    );
    this.addSql(`alter table errand add column paper_documents text[]`);
    // Only the undo of an import deletes errands, and their history goes with them.
    this.addSql(
      `alter table errand_entry drop constraint errand_entry_errand_id_fkey,
         add constraint errand_entry_errand_id_fkey foreign key (errand_id) references errand (id) on delete cascade`,
    );
  }

  override down(): void {
    this.addSql(
      `alter table errand_entry drop constraint errand_entry_errand_id_fkey,
         add constraint errand_entry_errand_id_fkey foreign key (errand_id) references errand (id)`,
    );
    this.addSql('alter table errand drop column paper_documents');
    this.addSql(
      `alter table visit_demand drop constraint visit_demand_outcome_check, drop column outcome, drop column settled_on`,
    );
  }
}

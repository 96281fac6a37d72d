import { Migration } from '@mikro-orm/migrations';

/** The suggestions for new cases learn the newest past ones, and each minute what came since: both are found without reading all cases. */
export class FindPastCases extends Migration {
  override up(): void {
    this.addSql(
      `create index case_file_accepted_at_idx on case_file (accepted_at) where service_item_code is not null and accepted_at is not null`,
    );
    this.addSql(
      `create index case_timeline_entry_dispatched_idx on case_timeline_entry (at, case_id) where step = 'DISPATCHED'`,
    );
  }

  override down(): void {
    this.addSql('drop index case_timeline_entry_dispatched_idx');
    this.addSql('drop index case_file_accepted_at_idx');
  }
}

import { outboxBatchesMigration, outboxBatchesMigrationDown } from '@gridloom/messaging';
import { Migration } from '@mikro-orm/migrations';

export class TellInBatches extends Migration {
  override up(): void {
    for (const statement of outboxBatchesMigration()) this.addSql(statement);
  }

  override down(): void {
    for (const statement of outboxBatchesMigrationDown()) this.addSql(statement);
  }
}

import { gridLineageMigration, gridLineageMigrationDown } from '@gridloom/service-kit';
import { Migration } from '@mikro-orm/migrations';

export class FollowGrids extends Migration {
  override up(): void {
    for (const statement of gridLineageMigration()) this.addSql(statement);
  }

  override down(): void {
    for (const statement of gridLineageMigrationDown()) this.addSql(statement);
  }
}

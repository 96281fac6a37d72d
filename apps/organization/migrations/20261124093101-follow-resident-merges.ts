import { residentMergeMigration, residentMergeMigrationDown } from '@gridloom/service-kit';
import { Migration } from '@mikro-orm/migrations';

export class FollowResidentMerges extends Migration {
  override up(): void {
    for (const statement of residentMergeMigration()) this.addSql(statement);
  }

  override down(): void {
    for (const statement of residentMergeMigrationDown()) this.addSql(statement);
  }
}

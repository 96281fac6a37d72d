import { residentMergeMigration, residentMergeMigrationDown } from '@gridloom/service-kit';
import { Migration } from '@mikro-orm/migrations';

export class FollowResidentMerges extends Migration {
  override up(): void {
    for (const statement of residentMergeMigration()) this.addSql(statement);
    this.addSql('alter table membership add column ended_by_merge boolean not null default false');
  }

  override down(): void {
    this.addSql('alter table membership drop column ended_by_merge');
    for (const statement of residentMergeMigrationDown()) this.addSql(statement);
  }
}

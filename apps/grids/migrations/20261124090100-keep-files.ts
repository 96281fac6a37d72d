import { fileMigration, fileMigrationDown, transferMigration, transferMigrationDown } from '@gridloom/service-kit';
import { Migration } from '@mikro-orm/migrations';

/** Files, imports and exports. */
export class KeepFiles extends Migration {
  override up(): void {
    for (const statement of [...fileMigration(), ...transferMigration()]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [...transferMigrationDown(), ...fileMigrationDown()]) this.addSql(statement);
  }
}

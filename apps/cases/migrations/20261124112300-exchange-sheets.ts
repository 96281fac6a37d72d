import { fileMigration, fileMigrationDown, transferMigration, transferMigrationDown } from '@gridloom/service-kit';
import { Migration } from '@mikro-orm/migrations';

/** What a sheet brings in at once refers to rows that follow within the transaction: these references are judged at its end. */
const references = [
  ['hotline_order', 'hotline_order_case_id_fkey'],
  ['duty', 'duty_duty_list_id_fkey'],
  ['duty_list_version', 'duty_list_version_duty_list_id_fkey'],
  ['service_item_version', 'service_item_version_service_item_id_fkey'],
  ['service_item_proposal', 'service_item_proposal_service_item_id_fkey'],
] as const;

/** Files, imports and exports. */
export class ExchangeSheets extends Migration {
  override up(): void {
    for (const statement of [...fileMigration(), ...transferMigration()]) this.addSql(statement);
    for (const [table, constraint] of references)
      this.addSql(`alter table ${table} alter constraint ${constraint} deferrable initially deferred`);
  }

  override down(): void {
    for (const [table, constraint] of references)
      this.addSql(`alter table ${table} alter constraint ${constraint} not deferrable`);
    for (const statement of [...transferMigrationDown(), ...fileMigrationDown()]) this.addSql(statement);
  }
}

import { Migration } from '@mikro-orm/migrations';

const units = (rule: string, ...allowed: string[]) => [
  `alter table ${rule} drop constraint ${rule}_unit_check`,
  `alter table ${rule} add constraint ${rule}_unit_check check (unit in (${allowed.map((unit) => `'${unit}'`).join(', ')}))`,
];

const key = (columns: string) => [
  'alter table deadline_rule drop constraint deadline_rule_key',
  `alter table deadline_rule add constraint deadline_rule_key unique nulls not distinct (${columns}, valid_from)`,
];

/** Deadline rules may be for cases of one source, e.g. emergencies, and count hours round the clock. */
export class ShortenClocksOfEmergencies extends Migration {
  override up(): void {
    for (const statement of [
      'alter table deadline_rule add column source text',
      ...key('stage, service_item_code, body_kind, source'),
      ...units('deadline_rule', 'WORKING_DAYS', 'WORKING_HOURS', 'HOURS'),
      ...units('reminder_rule', 'WORKING_DAYS', 'WORKING_HOURS', 'HOURS'),
      'alter table case_deadline add column source text',
    ]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    for (const statement of [
      'alter table case_deadline drop column source',
      // what holds for one source alone cannot be said any more, and an hour round the clock is at most an hour of work
      'delete from deadline_rule where source is not null',
      `update deadline_rule set unit = 'WORKING_HOURS' where unit = 'HOURS'`,
      `update reminder_rule set unit = 'WORKING_HOURS' where unit = 'HOURS'`,
      ...units('reminder_rule', 'WORKING_DAYS', 'WORKING_HOURS'),
      ...units('deadline_rule', 'WORKING_DAYS', 'WORKING_HOURS'),
      ...key('stage, service_item_code, body_kind'),
      'alter table deadline_rule drop column source',
    ]) {
      this.addSql(statement);
    }
  }
}

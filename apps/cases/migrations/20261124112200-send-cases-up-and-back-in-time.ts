import { Migration } from '@mikro-orm/migrations';

const columns =
  'name, start, published_by_account_id, fallback_after, most_extensions, longest_extension, reopen_within_days, archive_after_days';
const stateColumns = 'position, code, status, name_zh, name_en, clock';
const wayColumns = 'position, action, outcome, from_state, to_state, actors, required, notify';

/**
 * The flow that a county starts with sends cases back within a working day only, and up a level where they are overdue for three days or
 * were brought up a second time again. Where cases run by the first version already it stays as it is for them, and a new version is
 * put in force for those to come, unless the county has put one of its own in force.
 */
export class SendCasesUpAndBackInTime extends Migration {
  override up(): void {
    for (const statement of [
      'alter table case_flow add column escalate_after_repeats int',
      'alter table case_file add column repeat_rank int not null default 0',
      `update case_file set repeat_rank = greatest(repeat_count, case when repeat_of_id is null then 0 else 1 end)
       where repeat_count > 0 or repeat_of_id is not null`,
      `update case_flow set return_within_hours = 7, escalate_after_hours = 72, escalate_after_repeats = 2
       where version = 1 and published_at is null and not exists (select 1 from case_file where flow_version = 1)`,
      `insert into case_flow (version, valid_from, note, ${columns}, return_within_hours, escalate_after_hours, escalate_after_repeats)
       select 2, now(), '退单时限、超期升级、重复升级', ${columns}, 7, 72, 2 from case_flow
       where version = 1 and escalate_after_repeats is null and not exists (select 1 from case_flow where version > 1)`,
      `insert into case_flow_state (version, ${stateColumns}) select 2, ${stateColumns} from case_flow_state s
       where s.version = 1 and not exists (select 1 from case_flow_state where version = 2)
         and exists (select 1 from case_flow where version = 2)`,
      `insert into case_flow_transition (version, ${wayColumns}) select 2, ${wayColumns} from case_flow_transition t
       where t.version = 1 and not exists (select 1 from case_flow_transition where version = 2)
         and exists (select 1 from case_flow where version = 2)`,
    ]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    const unused = `version = 2 and published_at is null and published_by_account_id is null
      and not exists (select 1 from case_file where flow_version = 2)`;
    for (const statement of [
      `delete from case_flow_transition where version in (select version from case_flow where ${unused})`,
      `delete from case_flow_state where version in (select version from case_flow where ${unused})`,
      `delete from case_flow where ${unused}`,
      `update case_flow set return_within_hours = null, escalate_after_hours = null
       where version = 1 and published_at is null and escalate_after_repeats is not null`,
      'alter table case_file drop column repeat_rank',
      'alter table case_flow drop column escalate_after_repeats',
    ]) {
      this.addSql(statement);
    }
  }
}

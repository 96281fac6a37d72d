import { Migration } from '@mikro-orm/migrations';

const flow = [
  `create table case_flow (
     version int constraint case_flow_pkey primary key,
     name text not null,
     start text not null,
     valid_from timestamptz not null,
     published_at timestamptz,
     published_by_account_id uuid,
     note text,
     fallback_after int not null,
     return_within_hours int,
     most_extensions int not null,
     longest_extension int not null,
     reopen_within_days int not null,
     archive_after_days int,
     escalate_after_hours int
   )`,
  `create index case_flow_valid_from_idx on case_flow (valid_from, version)`,
  `create table case_flow_state (
     version int not null constraint case_flow_state_version_fkey references case_flow (version),
     position int not null,
     code text not null,
     status text not null,
     name_zh text not null,
     name_en text not null,
     clock text,
     constraint case_flow_state_pkey primary key (version, position)
   )`,
  `create table case_flow_transition (
     version int not null constraint case_flow_transition_version_fkey references case_flow (version),
     position int not null,
     action text not null,
     outcome text not null,
     from_state text not null,
     to_state text not null,
     actors text[] not null,
     required text[] not null,
     notify text[] not null,
     constraint case_flow_transition_pkey primary key (version, position)
   )`,
  `create table case_return_reason (
     code text constraint case_return_reason_pkey primary key,
     position int not null,
     name_zh text not null,
     name_en text not null,
     dispute boolean not null,
     active boolean not null
   )`,
  `insert into case_return_reason values
     ('NOT_OUR_DUTY', 1, '非本单位职责', 'Not the duty of this body', true, true),
     ('WRONG_SERVICE_ITEM', 2, '事项有误', 'Under the wrong item', false, true),
     ('NOT_ENOUGH_INFORMATION', 3, '信息不足', 'Too little is known', false, true),
     ('BEYOND_OUR_POWER', 4, '超出权限', 'Beyond the power of this body', true, true)`,
];

const states = `
  REPORTED 已上报 reported ACCEPT
  ACCEPTED 已受理 accepted DISPATCH
  REFUSED 不予受理 refused -
  DISPATCHED 已分流 dispatched TAKE_UP
  HANDLING 办理中 being_handled HANDLE
  RESOLVED 办结 resolved VERIFY
  VERIFIED 已核验 verified EVALUATE
  CLOSED 结案 closed -
  RETURNED 已退单 returned DISPATCH
  DEFERRED 挂账 deferred -
  VOID 作废 void -
  MERGED 已并案 merged -`;

/** Action, outcome, from, to, who may, what has to be filled in, who is told. */
const ways = `
  ACCEPT DONE REPORTED ACCEPTED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR serviceItemCode COMPLAINANT,REPORTER
  REFUSE DONE REPORTED REFUSED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR reason COMPLAINANT,REPORTER
  SELF_HANDLE DONE REPORTED HANDLING GRID serviceItemCode COMPLAINANT,OFFICE
  SELF_HANDLE DONE ACCEPTED HANDLING GRID - COMPLAINANT,OFFICE
  DISPATCH DONE ACCEPTED DISPATCHED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR handlerId HANDLER,ASSISTANTS
  DISPATCH DONE RETURNED DISPATCHED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR handlerId HANDLER,ASSISTANTS
  DISPATCH_TO_GRID DONE ACCEPTED DISPATCHED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - GRID
  DISPATCH_TO_GRID DONE RETURNED DISPATCHED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - GRID
  TAKE_UP DONE DISPATCHED HANDLING HANDLER - COMPLAINANT
  RETURN DONE DISPATCHED RETURNED HANDLER - OFFICE
  RETURN DONE HANDLING RETURNED HANDLER - OFFICE
  RETURN FALLBACK DISPATCHED DISPATCHED HANDLER - HANDLER,OFFICE
  RETURN FALLBACK HANDLING DISPATCHED HANDLER - HANDLER,OFFICE
  TRANSFER DONE DISPATCHED DISPATCHED HANDLER,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR handlerId,note HANDLER,OFFICE
  TRANSFER DONE HANDLING DISPATCHED HANDLER,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR handlerId,note HANDLER,OFFICE
  ASK_EXTENSION DONE HANDLING HANDLING HANDLER workingDays,note OFFICE
  DECIDE_EXTENSION FIRST HANDLING HANDLING GRID_OFFICE,COUNTY_ADMINISTRATOR - HANDLER,COMPLAINANT
  DECIDE_EXTENSION FURTHER HANDLING HANDLING COUNTY_ADMINISTRATOR - HANDLER,COMPLAINANT
  ASK_DEFERRAL DONE DISPATCHED DISPATCHED HANDLER note OFFICE
  ASK_DEFERRAL DONE HANDLING HANDLING HANDLER note OFFICE
  REFUSE_DEFERRAL DONE DISPATCHED DISPATCHED GRID_OFFICE,COUNTY_ADMINISTRATOR note HANDLER
  REFUSE_DEFERRAL DONE HANDLING HANDLING GRID_OFFICE,COUNTY_ADMINISTRATOR note HANDLER
  DEFER DONE ACCEPTED DEFERRED GRID_OFFICE,COUNTY_ADMINISTRATOR note HANDLER,COMPLAINANT
  DEFER DONE DISPATCHED DEFERRED GRID_OFFICE,COUNTY_ADMINISTRATOR note HANDLER,COMPLAINANT
  DEFER DONE HANDLING DEFERRED GRID_OFFICE,COUNTY_ADMINISTRATOR note HANDLER,COMPLAINANT
  DEFER DONE RETURNED DEFERRED GRID_OFFICE,COUNTY_ADMINISTRATOR note HANDLER,COMPLAINANT
  RESUME DONE DEFERRED ACCEPTED GRID_OFFICE,COUNTY_ADMINISTRATOR - HANDLER,COMPLAINANT
  RESUME DONE DEFERRED DISPATCHED GRID_OFFICE,COUNTY_ADMINISTRATOR - HANDLER,COMPLAINANT
  RESUME DONE DEFERRED HANDLING GRID_OFFICE,COUNTY_ADMINISTRATOR - HANDLER,COMPLAINANT
  RESUME DONE DEFERRED RETURNED GRID_OFFICE,COUNTY_ADMINISTRATOR - HANDLER,COMPLAINANT
  ESCALATE DONE DISPATCHED DISPATCHED TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR,SYSTEM - HANDLER,OFFICE,COMPLAINANT
  ESCALATE DONE HANDLING DISPATCHED TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR,SYSTEM - HANDLER,OFFICE,COMPLAINANT
  ESCALATE DONE RETURNED DISPATCHED TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR,SYSTEM - HANDLER,OFFICE,COMPLAINANT
  VOID DONE REPORTED VOID GRID_OFFICE,COUNTY_ADMINISTRATOR note COMPLAINANT,HANDLER
  VOID DONE ACCEPTED VOID GRID_OFFICE,COUNTY_ADMINISTRATOR note COMPLAINANT,HANDLER
  VOID DONE DISPATCHED VOID GRID_OFFICE,COUNTY_ADMINISTRATOR note COMPLAINANT,HANDLER
  VOID DONE HANDLING VOID GRID_OFFICE,COUNTY_ADMINISTRATOR note COMPLAINANT,HANDLER
  VOID DONE RETURNED VOID GRID_OFFICE,COUNTY_ADMINISTRATOR note COMPLAINANT,HANDLER
  VOID DONE DEFERRED VOID GRID_OFFICE,COUNTY_ADMINISTRATOR note COMPLAINANT,HANDLER
  MERGE DONE REPORTED MERGED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,HANDLER
  MERGE DONE ACCEPTED MERGED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,HANDLER
  MERGE DONE DISPATCHED MERGED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,HANDLER
  MERGE DONE HANDLING MERGED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,HANDLER
  MERGE DONE RETURNED MERGED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,HANDLER
  SPLIT DONE MERGED REPORTED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,OFFICE
  SPLIT DONE MERGED ACCEPTED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,OFFICE
  SPLIT DONE MERGED DISPATCHED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,OFFICE
  SPLIT DONE MERGED HANDLING COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,OFFICE
  SPLIT DONE MERGED RETURNED COMMUNITY_SECRETARY,TOWNSHIP_OFFICER,GRID_OFFICE,COUNTY_ADMINISTRATOR - COMPLAINANT,OFFICE
  RESOLVE DONE HANDLING RESOLVED HANDLER outcome COMPLAINANT,GRID
  VERIFY PASSED RESOLVED VERIFIED GRID - OFFICE
  VERIFY FAILED RESOLVED HANDLING GRID - HANDLER
  VERIFY_BY_CALL_BACK PASSED RESOLVED VERIFIED COMMUNITY_SECRETARY,GRID_OFFICE - -
  VERIFY_BY_CALL_BACK FAILED RESOLVED HANDLING COMMUNITY_SECRETARY,GRID_OFFICE - HANDLER
  EVALUATE SATISFIED VERIFIED CLOSED COMPLAINANT,COMMUNITY_SECRETARY,GRID_OFFICE - HANDLER
  EVALUATE UNSATISFIED VERIFIED HANDLING COMPLAINANT,COMMUNITY_SECRETARY,GRID_OFFICE - HANDLER,OFFICE
  EVALUATE LATER CLOSED CLOSED COMPLAINANT,COMMUNITY_SECRETARY,GRID_OFFICE - -
  CLOSE DONE VERIFIED CLOSED GRID_OFFICE,COUNTY_ADMINISTRATOR note COMPLAINANT,HANDLER
  REOPEN DONE CLOSED DISPATCHED COMPLAINANT,GRID_OFFICE,COUNTY_ADMINISTRATOR note HANDLER,OFFICE,COMPLAINANT
  ARCHIVE DONE REFUSED REFUSED GRID_OFFICE,COUNTY_ADMINISTRATOR,SYSTEM - -
  ARCHIVE DONE CLOSED CLOSED GRID_OFFICE,COUNTY_ADMINISTRATOR,SYSTEM - -
  ARCHIVE DONE VOID VOID GRID_OFFICE,COUNTY_ADMINISTRATOR,SYSTEM - -
  ARCHIVE DONE MERGED MERGED GRID_OFFICE,COUNTY_ADMINISTRATOR,SYSTEM - -`;

const words = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '));
const text = (value: string | undefined) =>
  value === undefined || value === '-' ? 'null' : `'${value.replaceAll('_', ' ')}'`;
const code = (value: string | undefined) => (value === undefined || value === '-' ? 'null' : `'${value}'`);
const list = (value: string | undefined) => (value === undefined || value === '-' ? `'{}'` : `'{${value}}'`);

const firstFlow = [
  `insert into case_flow values
     (1, '统一受理、分流办理、评价反馈', 'REPORTED', '-infinity', null, null, null, 2, null, 2, 20, 30, 90, null)`,
  `insert into case_flow_state values ${words(states)
    .map(([state, zh, en, clock], index) =>
      [`(1, ${String(index + 1)}`, code(state), code(state), text(zh), text(en), `${code(clock)})`].join(', '),
    )
    .join(', ')}`,
  `insert into case_flow_transition values ${words(ways)
    .map(([action, outcome, from, to, actors, required, notify], index) => {
      const where = [code(action), code(outcome), code(from), code(to)];
      return `(${[`1, ${String(index + 1)}`, ...where, list(actors), list(required), list(notify)].join(', ')})`;
    })
    .join(', ')}`,
];

const added = `
  flow_version int not null default 1,
  in_grid boolean not null default false,
  covers_territory boolean not null default false,
  dispute_count int not null default 0,
  extension_count int not null default 0,
  reopen_count int not null default 0`;
const optional = `
  return_by timestamptz,
  merged_in text,
  merged_into_id uuid,
  look_again_on date,
  pending_request_id uuid,
  pending_request_kind text,
  archived_at timestamptz,
  ended_at timestamptz,
  state text`;
const each = (columns: string, verb: (column: string) => string) =>
  columns
    .trim()
    .split(',\n')
    .map((column) => verb(column.trim()))
    .join(', ');
const nameOf = (column: string) => column.split(' ')[0] ?? '';

const cases = [
  `alter table case_file ${each(added, (column) => `add column ${column}`)}, ${each(optional, (column) => `add column ${column}`)}`,
  `alter table case_file ${each(added, (column) => `alter column ${nameOf(column)} drop default`)}`,
  `update case_file set state = status, ended_at = case when status in ('REFUSED', 'CLOSED', 'VOID', 'MERGED') then
     (select max(e.at) from case_timeline_entry e where e.case_id = case_file.id) end`,
  `alter table case_file alter column state set not null,
     add constraint case_file_merged_into_id_fkey foreign key (merged_into_id) references case_file (id)`,
  `create index case_file_to_archive_idx on case_file (ended_at, id) where archived_at is null and ended_at is not null`,
  `create index case_file_merged_into_id_idx on case_file (merged_into_id) where merged_into_id is not null`,
  `alter table case_complainant alter column resident_id drop not null`,
  `create table case_request (
     id uuid constraint case_request_pkey primary key,
     seq bigint generated always as identity,
     case_id uuid not null constraint case_request_case_id_fkey references case_file (id),
     kind text not null constraint case_request_kind_check check (kind in ('EXTENSION', 'DEFERRAL')),
     asked_at timestamptz not null,
     asked_by_account_id uuid,
     organization_id uuid,
     reason text,
     working_days int,
     look_again_on date,
     outcome text constraint case_request_outcome_check check (outcome in ('GRANTED', 'REFUSED', 'LAPSED')),
     decided_at timestamptz,
     decided_by_account_id uuid,
     decision_note text,
     granted_working_days int
   )`,
  `create index case_request_case_id_idx on case_request (case_id, seq)`,
  `create index case_request_open_idx on case_request (asked_at, id) where outcome is null`,
  `create table case_origin (
     kind text not null,
     origin_id uuid not null,
     case_id uuid not null constraint case_origin_case_id_fkey references case_file (id),
     constraint case_origin_pkey primary key (kind, origin_id)
   )`,
  `create index case_origin_case_id_idx on case_origin (case_id)`,
];

const hotline = [
  `create table hotline_order (
     id uuid constraint hotline_order_pkey primary key,
     version int not null default 1,
     upstream_number text not null constraint hotline_order_upstream_number_key unique,
     upstream_due_at timestamptz not null,
     upstream_received_at timestamptz not null,
     received_at timestamptz not null,
     received_by_account_id uuid,
     category text,
     area_code text not null,
     case_id uuid not null constraint hotline_order_case_id_key unique constraint hotline_order_case_id_fkey references case_file (id),
     reply text,
     answered_at timestamptz,
     answered_by_account_id uuid
   )`,
  `create index hotline_order_due_idx on hotline_order (upstream_due_at, id)`,
  `create index hotline_order_area_code_idx on hotline_order (area_code, upstream_due_at, id)`,
];

/** The flow as rows of the county, versions and all; what its new ways keep; orders of hotline 12345. */
export class ConfigureTheCaseFlow extends Migration {
  override up(): void {
    for (const statement of [...flow, ...firstFlow, ...cases, ...hotline]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table hotline_order',
      'drop table case_origin',
      'drop table case_request',
      // a complainant of whom no resident is known cannot be kept by the table as it was
      'alter table case_complainant alter column resident_id set not null',
      `alter table case_file ${each(added, (column) => `drop column ${nameOf(column)}`)}, ${each(optional, (column) => `drop column ${nameOf(column)}`)}`,
      'drop table case_return_reason',
      'drop table case_flow_transition',
      'drop table case_flow_state',
      'drop table case_flow',
    ]) {
      this.addSql(statement);
    }
  }
}

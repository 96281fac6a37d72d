import { Migration } from '@mikro-orm/migrations';

const tables = [
  `create table evaluation_reason (
     code text constraint evaluation_reason_pkey primary key,
     name_zh text not null,
     name_en text not null,
     satisfied boolean not null,
     needs_decision boolean not null,
     position int not null,
     withdrawn_at timestamptz,
     constraint evaluation_reason_decision_check check (not (satisfied and needs_decision))
   )`,
  `insert into evaluation_reason (code, name_zh, name_en, satisfied, needs_decision, position) values
     ('QUICK', '办理及时', 'It was done quickly', true, false, 1),
     ('SOLVED', '问题彻底解决', 'The problem is solved', true, false, 2),
     ('FRIENDLY', '服务态度好', 'People were friendly', true, false, 3),
     ('NOT_SOLVED', '问题没有解决', 'The problem is not solved', false, false, 11),
     ('SOLVED_IN_PART', '只解决了一部分', 'It is solved in part', false, false, 12),
     ('CAME_BACK', '问题又出现了', 'The problem came back', false, false, 13),
     ('TOO_SLOW', '办理太慢', 'It took too long', false, true, 14),
     ('UNFRIENDLY', '服务态度不好', 'People were unfriendly', false, true, 15),
     ('AGAINST_THE_RULES', '对政策规定不满意', 'Not satisfied with the rules themselves', false, true, 16),
     ('ANOTHER_MATTER', '提出了新的诉求', 'Another matter was raised', false, true, 17)`,
  `create table evaluation_detail (
     id uuid constraint evaluation_detail_pkey primary key,
     case_id uuid not null constraint evaluation_detail_case_id_fkey references case_file (id),
     complainant_id uuid not null constraint evaluation_detail_complainant_id_fkey references case_complainant (id),
     at timestamptz not null,
     satisfied boolean not null,
     reason_codes text[] not null,
     channel text not null constraint evaluation_detail_channel_check check (channel in ('COMPLAINANT', 'CALL_BACK', 'CODE')),
     decision text not null constraint evaluation_detail_decision_check check (decision in ('NONE', 'PENDING', 'WELL_FOUNDED', 'UNFOUNDED')),
     decided_at timestamptz,
     decided_by_account_id uuid,
     decision_note text
   )`,
  `create index evaluation_detail_case_id_idx on evaluation_detail (case_id, at, id)`,
  `create unique index evaluation_detail_pending_key on evaluation_detail (case_id) where decision = 'PENDING'`,
  `create index evaluation_detail_pending_idx on evaluation_detail (at, id) where decision = 'PENDING'`,
  `create table call_back_attempt (
     id uuid constraint call_back_attempt_pkey primary key,
     case_id uuid not null constraint call_back_attempt_case_id_fkey references case_file (id),
     complainant_id uuid not null constraint call_back_attempt_complainant_id_fkey references case_complainant (id),
     at timestamptz not null,
     outcome text not null constraint call_back_attempt_outcome_check check (outcome in ('NOT_REACHED', 'DECLINED', 'CALL_LATER', 'ANSWERED')),
     actor_account_id uuid,
     call_again_at timestamptz,
     note text
   )`,
  `create index call_back_attempt_complainant_id_idx on call_back_attempt (complainant_id, at, id)`,
  `create index case_file_to_be_evaluated_idx on case_file (coalesce(due_at, 'infinity'::timestamptz), id)
     where status in ('VERIFIED', 'CLOSED') and unasked_count > 0`,
  `create table evaluation_code (
     id uuid constraint evaluation_code_pkey primary key,
     locator text not null constraint evaluation_code_locator_key unique,
     code_hash text not null,
     case_id uuid not null constraint evaluation_code_case_id_fkey references case_file (id),
     complainant_id uuid not null constraint evaluation_code_complainant_id_fkey references case_complainant (id),
     created_at timestamptz not null,
     expires_at timestamptz not null,
     tries_left int not null,
     used_at timestamptz,
     revoked_at timestamptz
   )`,
  `create unique index evaluation_code_open_key on evaluation_code (complainant_id) where used_at is null and revoked_at is null`,
  `create table evaluation_code_failure (
     minute timestamptz constraint evaluation_code_failure_pkey primary key,
     failures int not null
   )`,
];

/** Call-backs, reasons and decisions of evaluations, and one-time codes to evaluate by. */
export class ExtendEvaluation extends Migration {
  override up(): void {
    for (const statement of tables) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table evaluation_code_failure',
      'drop table evaluation_code',
      'drop index case_file_to_be_evaluated_idx',
      'drop table call_back_attempt',
      'drop table evaluation_detail',
      'drop table evaluation_reason',
    ]) {
      this.addSql(statement);
    }
  }
}

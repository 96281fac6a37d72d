import { Migration } from '@mikro-orm/migrations';

/**
 * What became of cases, as far as it is told: the newest state, and what happened on the way. `closed_in_grid_id` stays the grid
 * in which a case was closed, whatever becomes of that grid later.
 */
const outcomes = [
  `create table case_outcome (
     case_id uuid constraint case_outcome_pkey primary key,
     area_code text not null,
     grid_id uuid,
     status text not null,
     closed_at timestamptz,
     closed_in_grid_id uuid,
     satisfied boolean,
     version bigint not null
   )`,
  'create index case_outcome_closed_idx on case_outcome (closed_in_grid_id, closed_at) where closed_at is not null',
  `create table case_fact (
     case_id uuid not null,
     sequence bigint not null,
     kind text not null constraint case_fact_kind_check check (kind in ('VERIFIED', 'REWORKED', 'CLOSED')),
     at timestamptz not null,
     constraint case_fact_pkey primary key (case_id, sequence)
   )`,
  // What became of cases until now stands on their state topic: it is read again from its beginning, which changes no other row.
  `update projection_progress set next_offset = 0 where topic like '%gridloom.cases.case.state'`,
];

const schemes = [
  `create table assessment_scheme (
     id uuid constraint assessment_scheme_pkey primary key,
     version int not null default 1,
     valid_from date not null constraint assessment_scheme_valid_from_key unique,
     objection_days int not null constraint assessment_scheme_objection_days_check check (objection_days between 1 and 60),
     set_by_account_id uuid not null,
     set_at timestamptz not null
   )`,
  `create table assessment_weight (
     scheme_id uuid not null constraint assessment_weight_scheme_id_fkey references assessment_scheme (id),
     indicator text not null,
     position int not null,
     weight int not null constraint assessment_weight_weight_check check (weight between 1 and 100),
     constraint assessment_weight_pkey primary key (scheme_id, indicator)
   )`,
];

const runs = [
  `create table assessment_run (
     id uuid constraint assessment_run_pkey primary key,
     version int not null default 1,
     area_code text not null,
     period_from date not null,
     period_to date not null,
     scheme_id uuid not null constraint assessment_run_scheme_id_fkey references assessment_scheme (id),
     status text not null constraint assessment_run_status_check
       check (status in ('COMPUTING', 'DRAFT', 'PUBLISHED', 'FINAL', 'WITHDRAWN')),
     computation int not null,
     area_codes text[] not null,
     done_steps int not null,
     total_steps int not null,
     worker_count int not null,
     objections_until date,
     started_by_account_id uuid not null,
     started_at timestamptz not null,
     computed_at timestamptz,
     published_at timestamptz,
     finished_at timestamptz,
     constraint assessment_run_period_check check (period_to >= period_from),
     constraint assessment_run_published_check check ((status in ('PUBLISHED', 'FINAL')) = (published_at is not null))
   )`,
  'create index assessment_run_started_at_idx on assessment_run (started_at desc, id)',
  `create table assessment_span (
     run_id uuid not null constraint assessment_span_run_id_fkey references assessment_run (id),
     grid_worker_id uuid not null,
     grid_id uuid not null,
     area_code text not null,
     since date not null,
     until date not null,
     constraint assessment_span_pkey primary key (run_id, grid_worker_id, grid_id, since)
   )`,
  'create index assessment_span_grid_idx on assessment_span (run_id, grid_id)',
  `create table assessment_row (
     run_id uuid not null,
     grid_id uuid not null,
     indicator text not null,
     subject_id uuid not null,
     day date not null,
     good boolean not null,
     constraint assessment_row_pkey primary key (run_id, grid_id, indicator, subject_id)
   )`,
];

const assessments = [
  `create table assessment (
     id uuid constraint assessment_pkey primary key,
     version int not null default 1,
     run_id uuid not null constraint assessment_run_id_fkey references assessment_run (id),
     grid_worker_id uuid not null constraint assessment_grid_worker_id_fkey references grid_worker (id),
     score numeric(4, 1),
     constraint assessment_worker_key unique (run_id, grid_worker_id)
   )`,
  'create index assessment_grid_worker_id_idx on assessment (grid_worker_id)',
  `create table assessment_score (
     assessment_id uuid not null constraint assessment_score_assessment_id_fkey references assessment (id),
     indicator text not null,
     weight int not null,
     good int not null,
     total int not null,
     score numeric(4, 1),
     constraint assessment_score_pkey primary key (assessment_id, indicator)
   )`,
  `create table assessment_objection (
     id uuid constraint assessment_objection_pkey primary key,
     version int not null default 1,
     assessment_id uuid not null constraint assessment_objection_assessment_id_fkey references assessment (id),
     indicator text,
     text text not null,
     status text not null constraint assessment_objection_status_check check (status in ('OPEN', 'KEPT', 'ADJUSTED')),
     made_at timestamptz not null,
     answer text,
     answered_by_account_id uuid,
     answered_at timestamptz,
     score_before numeric(4, 1),
     score_after numeric(4, 1),
     constraint assessment_objection_answered_check check ((status = 'OPEN') = (answered_at is null))
   )`,
  `create unique index assessment_objection_open_key on assessment_objection (assessment_id) where status = 'OPEN'`,
  'create index assessment_objection_assessment_id_idx on assessment_objection (assessment_id, made_at)',
  `create index assessment_objection_made_at_idx on assessment_objection (made_at, id) where status = 'OPEN'`,
  `create table assessment_exclusion (
     assessment_id uuid not null constraint assessment_exclusion_assessment_id_fkey references assessment (id),
     indicator text not null,
     subject_id uuid not null,
     objection_id uuid not null constraint assessment_exclusion_objection_id_fkey references assessment_objection (id),
     constraint assessment_exclusion_pkey primary key (assessment_id, indicator, subject_id)
   )`,
];

export class CreateAssessments extends Migration {
  override up(): void {
    for (const statement of [...outcomes, ...schemes, ...runs, ...assessments]) this.addSql(statement);
  }

  override down(): void {
    for (const table of [
      'assessment_exclusion',
      'assessment_objection',
      'assessment_score',
      'assessment',
      'assessment_row',
      'assessment_span',
      'assessment_run',
      'assessment_weight',
      'assessment_scheme',
      'case_fact',
      'case_outcome',
    ])
      this.addSql(`drop table ${table}`);
  }
}

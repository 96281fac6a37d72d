import { Migration } from '@mikro-orm/migrations';

/** 第2网格 comes before 第10网格: each number of a name is written with eight digits. */
const sorting = [
  `create function natural_sort_key(name text) returns text language sql immutable strict parallel safe
   return regexp_replace(regexp_replace(name, '([0-9]+)', '00000000\\1', 'g'), '0*([0-9]{8})(?![0-9])', '\\1', 'g')`,
  `alter table grid add column sort_key text collate "C" not null generated always as (natural_sort_key(name)) stored`,
  'drop index grid_area_code_idx',
  'create index grid_area_code_idx on grid (area_code, sort_key, id)',
];

/** The box around a boundary: what an index finds a grid by, before its boundary is looked at exactly. */
const boxes = [
  `create function boundary_box(boundary jsonb) returns box language sql immutable strict parallel safe
   return (
     select box(point(max((p->>0)::float8), max((p->>1)::float8)), point(min((p->>0)::float8), min((p->>1)::float8)))
     from jsonb_path_query(
       boundary,
       case when boundary->>'type' = 'Polygon' then '$.coordinates[*][*]'::jsonpath else '$.coordinates[*][*][*]'::jsonpath end
     ) as p
   )`,
  'create index grid_boundary_box_idx on grid using gist (boundary_box(boundary)) where boundary is not null',
];

const codes = [
  'create index grid_codes_idx on grid using gin (codes jsonb_path_ops)',
  `create table grid_former_code (
     grid_id uuid not null constraint grid_former_code_grid_id_fkey references grid (id),
     scheme text not null,
     code text not null,
     since date not null,
     until date not null,
     operation_id uuid not null,
     constraint grid_former_code_pkey primary key (grid_id, scheme, code, until),
     constraint grid_former_code_period_check check (until >= since)
   )`,
  'create index grid_former_code_code_idx on grid_former_code (scheme, code, until)',
];

const operations = [
  `create table grid_operation (
     id uuid constraint grid_operation_pkey primary key,
     version int not null default 1,
     kind text not null constraint grid_operation_kind_check
       check (kind in ('DRAW', 'SPLIT', 'MERGE', 'RENUMBER', 'RETIRE', 'REDRAW')),
     state text not null constraint grid_operation_state_check
       check (state in ('PLANNED', 'DONE', 'CANCELLED', 'FAILED', 'UNDONE')),
     area_code text not null,
     effective_on date not null,
     reason text,
     plan jsonb not null,
     outcome jsonb,
     failure jsonb,
     requested_by_account_id uuid not null,
     requested_at timestamptz not null,
     done_at timestamptz,
     closed_by_account_id uuid,
     closed_at timestamptz,
     constraint grid_operation_done_check check ((state in ('DONE', 'UNDONE')) = (done_at is not null)),
     constraint grid_operation_closed_check check ((state in ('CANCELLED', 'FAILED', 'UNDONE')) = (closed_at is not null))
   )`,
  'create index grid_operation_area_code_idx on grid_operation (area_code, requested_at, id)',
  'create index grid_operation_requested_at_idx on grid_operation (requested_at, id)',
  `create index grid_operation_planned_idx on grid_operation (effective_on, id) where state = 'PLANNED'`,
  `create table grid_operation_grid (
     operation_id uuid not null constraint grid_operation_grid_operation_id_fkey references grid_operation (id),
     grid_id uuid not null,
     constraint grid_operation_grid_pkey primary key (grid_id, operation_id)
   )`,
  `create table grid_lineage (
     predecessor_id uuid not null constraint grid_lineage_predecessor_id_fkey references grid (id),
     successor_id uuid not null constraint grid_lineage_successor_id_fkey references grid (id),
     operation_id uuid not null constraint grid_lineage_operation_id_fkey references grid_operation (id),
     since date not null,
     constraint grid_lineage_pkey primary key (predecessor_id, successor_id)
   )`,
  'create index grid_lineage_successor_id_idx on grid_lineage (successor_id)',
  `create table grid_move (
     operation_id uuid not null constraint grid_move_operation_id_fkey references grid_operation (id),
     kind text not null,
     row_id uuid not null,
     from_grid_id uuid not null,
     to_grid_id uuid not null,
     from_micro_grid_id uuid,
     moved_at timestamptz not null,
     version int not null,
     constraint grid_move_pkey primary key (operation_id, kind, row_id)
   )`,
  'create index grid_move_row_id_idx on grid_move (row_id, moved_at)',
  `create table grid_last_figure (
     grid_id uuid constraint grid_last_figure_pkey primary key,
     permanent int not null,
     floating int not null,
     households int not null
   )`,
];

/** Households of a micro-grid, where dwellings stand, and what is a gap or an overlap in this county. */
const places = [
  `alter table household add column micro_grid_id uuid constraint household_micro_grid_id_fkey references grid (id)`,
  'create index household_micro_grid_id_idx on household (micro_grid_id) where micro_grid_id is not null',
  `alter table dwelling
     add column longitude double precision,
     add column latitude double precision,
     add constraint dwelling_position_check check ((longitude is null) = (latitude is null)
       and (longitude is null or (longitude between -180 and 180 and latitude between -90 and 90)))`,
  `create table boundary_rule (
     id smallint constraint boundary_rule_pkey primary key default 1 constraint boundary_rule_single_check check (id = 1),
     overlap_square_metres int not null constraint boundary_rule_overlap_check check (overlap_square_metres >= 0),
     gap_square_metres int not null constraint boundary_rule_gap_check check (gap_square_metres >= 0)
   )`,
  'insert into boundary_rule (overlap_square_metres, gap_square_metres) values (100, 1000)',
];

export class MakeGridsDated extends Migration {
  override up(): void {
    for (const statement of [...sorting, ...boxes, ...codes, ...operations, ...places]) this.addSql(statement);
  }

  override down(): void {
    for (const statement of [
      'drop table boundary_rule',
      'alter table dwelling drop column longitude, drop column latitude',
      'alter table household drop column micro_grid_id',
      'drop table grid_last_figure',
      'drop table grid_move',
      'drop table grid_lineage',
      'drop table grid_operation_grid',
      'drop table grid_operation',
      'drop table grid_former_code',
      'drop index grid_codes_idx',
      'drop index grid_boundary_box_idx',
      'drop function boundary_box(jsonb)',
      'drop index grid_area_code_idx',
      'alter table grid drop column sort_key',
      'drop function natural_sort_key(text)',
      'create index grid_area_code_idx on grid (area_code, name, id)',
    ]) {
      this.addSql(statement);
    }
  }
}

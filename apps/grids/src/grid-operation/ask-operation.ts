import type { Permission } from '@gridloom/access';
import {
  notFound,
  runCommand,
  type CommandOutcome,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { geometryOf } from '../grid/geometry.ts';
import { Grid } from '../grid/grid.ts';
import { isUuid } from '../ids.ts';
import { carryOut } from './carry-out.ts';
import type { OperationWork } from './check-new-grids.ts';
import { GridOperation } from './grid-operation.ts';
import { newGridsOf, oldGridIdsOf, type OperationPlan } from './operation-plan.ts';
import { isProblem, refusalOf, type GridOperationRefused } from './operation-problem.ts';
import {
  askedProblem,
  planDraw,
  planMerge,
  planRedraw,
  planRenumber,
  planRetire,
  planSplit,
  type DrawGridInput,
  type Known,
  type MergeGridsInput,
  type RedrawGridInput,
  type RenumberGridInput,
  type RetireGridInput,
  type SplitGridInput,
} from './plan-input.ts';
import { prepareOperation, type Prepared } from './prepare-operation.ts';

export interface GridOperationSuccess {
  readonly __typename: 'GridOperationSuccess';
  readonly operationId: string;
}

export type OperationRefusal = GridOperationRefused | InvalidInput | NotFound;
export type OperationResult = GridOperationSuccess | OperationRefusal;

/** What is asked for, by its kind. */
export type Asking =
  | { readonly kind: 'DRAW'; readonly input: DrawGridInput }
  | { readonly kind: 'SPLIT'; readonly input: SplitGridInput }
  | { readonly kind: 'MERGE'; readonly input: MergeGridsInput }
  | { readonly kind: 'RENUMBER'; readonly input: RenumberGridInput }
  | { readonly kind: 'RETIRE'; readonly input: RetireGridInput }
  | { readonly kind: 'REDRAW'; readonly input: RedrawGridInput };

const mutationNames = {
  DRAW: 'drawGrid',
  SPLIT: 'splitGrid',
  MERGE: 'mergeGrids',
  RENUMBER: 'renumberGrid',
  RETIRE: 'retireGrid',
  REDRAW: 'redrawGrid',
} as const;

/** All operations of a county come one after another: names and codes are free or not for all of it. */
const ONE_AT_A_TIME = 'select pg_advisory_xact_lock(4104, 1)';

export const lockOperations = async (sql: SqlExecutor): Promise<void> => {
  await sql(ONE_AT_A_TIME);
};

const findKnown = async (em: EntityManager, id: string): Promise<Known | null> =>
  isUuid(id) ? em.findOne(Grid, { id: id.toLowerCase() }) : null;

const planOf = async (
  context: Context,
  em: EntityManager,
  asking: Asking,
): Promise<OperationPlan | OperationRefusal> => {
  if (asking.kind === 'DRAW') return planDraw(context, asking.input);
  const merging = asking.kind === 'MERGE';
  const id = merging ? (asking.input.gridIds[0] ?? '') : asking.input.gridId;
  const known = await findKnown(em, id);
  if (!known) return notFound(context.locale, merging ? 'input.gridIds.0' : 'input.gridId');
  switch (asking.kind) {
    case 'SPLIT':
      return planSplit(context, asking.input, known);
    case 'MERGE':
      return planMerge(context, asking.input, known);
    case 'RENUMBER':
      return planRenumber(context, asking.input, known);
    case 'RETIRE':
      return planRetire(context, asking.input, known);
    case 'REDRAW':
      return planRedraw(context, asking.input, known);
  }
};

const effectiveDay = (context: Context, asking: Asking) => asking.input.effectiveOn ?? context.today;

/** Looks at what is asked for: what would happen, or why it cannot. */
const look = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  asking: Asking,
  permission: Permission,
  locks: boolean,
): Promise<{ readonly prepared: Prepared; readonly work: OperationWork } | OperationRefusal> => {
  const { locale, today, areas } = context;
  const problem = askedProblem(locale, asking.input, today);
  if (problem) return problem;
  const plan = await planOf(context, em, asking);
  if ('__typename' in plan) return plan;
  const reach = context.reach(permission);
  const work: OperationWork = {
    em,
    sql,
    areas,
    geometry: await geometryOf(sql),
    day: effectiveDay(context, asking),
    locks,
    mayTouch: (areaCode) => reach.all || reach.areaCodes.includes(areaCode),
  };
  const prepared = await prepareOperation(work, plan);
  return isProblem(prepared) ? refusalOf(locale, prepared) : { prepared, work };
};

const ask = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  asking: Asking,
): Promise<CommandOutcome<OperationResult>> => {
  await lockOperations(sql);
  const looked = await look(context, em, sql, asking, 'MANAGE_GRIDS', true);
  if ('__typename' in looked) return { result: looked };
  const { prepared, work } = looked;
  const { caller, newId, today } = context;
  if (caller.kind === 'anonymous') throw new TypeError('Only who is signed in asks for an operation');
  const now = context.now();
  const reason = asking.input.reason?.trim() ?? '';
  const operation = em.create(GridOperation, {
    id: newId(),
    kind: asking.kind,
    state: 'PLANNED',
    areaCode: prepared.areaCode,
    effectiveOn: work.day,
    reason: reason === '' ? null : reason,
    plan: prepared.plan,
    outcome: null,
    failure: null,
    requestedByAccountId: caller.accountId,
    requestedAt: now,
    doneAt: null,
    closedByAccountId: null,
    closedAt: null,
  });
  await em.flush();
  const result = { __typename: 'GridOperationSuccess' as const, operationId: operation.id };
  if (!operation.isDueOn(today)) {
    await sql(
      'insert into grid_operation_grid (operation_id, grid_id) select $1, id from unnest($2::uuid[]) as g (id)',
      [operation.id, [...oldGridIdsOf(prepared.plan), ...newGridsOf(prepared.plan).map(({ gridId }) => gridId)]],
    );
    return { result };
  }
  const { outcome, events } = await carryOut({ ...work, operationId: operation.id, now, newId }, prepared);
  operation.done(outcome, now);
  return { result, events };
};

/** Does an operation on grids (网格调整) today, or plans it for a day to come. */
export const askOperation = (context: Context, asking: Asking): Promise<OperationResult | KeyReused> =>
  runCommand<OperationResult>(context, {
    name: mutationNames[asking.kind],
    input: asking.input,
    work: (em, sql) => ask(context, em, sql, asking),
  });

/** What an operation would move, as far as this subgraph knows. */
export interface GridOperationPreview {
  readonly __typename: 'GridOperationPreview';
  readonly prepared: Prepared;
  readonly effectiveOn: string;
}

/** Looks at an operation without doing it: what would move, or why it cannot be. */
export const previewOperation = async (
  context: Context,
  asking: Asking,
): Promise<GridOperationPreview | OperationRefusal> => {
  const looked = await look(context, context.em.fork(), context.sql, asking, 'PREVIEW_GRID_OPERATION', false);
  return '__typename' in looked
    ? looked
    : { __typename: 'GridOperationPreview', prepared: looked.prepared, effectiveOn: looked.work.day };
};

import {
  badArgument,
  type Connection,
  countUpTo,
  keysetSql,
  oneByKey,
  orderBySql,
  type PageArgs,
  reachSql,
  readByIds,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { loadGridList } from '../grid/load-grids.ts';
import type { Grid } from '../grid/grid.ts';
import { isUuid } from '../ids.ts';
import { GridOperation, type MovedCounts, type OperationState } from './grid-operation.ts';
import { newGridsOf, oldGridIdsOf } from './operation-plan.ts';
import type { Prepared } from './prepare-operation.ts';

/** The operation, or null outside the caller's jurisdiction. */
export const loadOperation = (context: Context, id: string): Promise<GridOperation | null> =>
  isUuid(id)
    ? context.batches.load('GridOperation', null, id.toLowerCase(), async (ids) => {
        const rows = await readByIds(context.em, GridOperation, ids);
        const reach = context.reach('PREVIEW_GRID_OPERATION');
        const seen = rows.filter(({ areaCode }) => reach.all || reach.areaCodes.includes(areaCode));
        return oneByKey(ids, seen, (row) => row.id);
      })
    : Promise.resolve(null);

const keys: readonly SortKey[] = [
  { expression: 'o.requested_at', direction: 'desc', type: 'timestamptz' },
  { expression: 'o.id', direction: 'desc', type: 'uuid' },
];

export interface OperationFilter {
  readonly areaCode?: string | null | undefined;
  readonly gridId?: string | null | undefined;
  readonly state?: OperationState | null | undefined;
}

/** Operations in the caller's jurisdiction, the latest first. */
export const listOperations = async (
  context: Context,
  { areaCode, gridId, state }: OperationFilter,
  args: PageArgs,
): Promise<Connection<GridOperation> & { readonly totalCount: number; readonly totalCountIsExact: boolean }> => {
  const { first, after } = readPage(args, context.locale, keys.length);
  const params: unknown[] = [];
  const where = [reachSql(context.reach('PREVIEW_GRID_OPERATION'), { area: 'o.area_code' }, params)];
  if (!isAbsent(areaCode)) {
    if (!context.areas.find(areaCode))
      throw badArgument(context.locale, {
        zh: 'areaCode 不是本县的区划代码。',
        en: 'areaCode is no area of this county.',
      });
    where.push(`o.area_code = any($${params.push(context.areas.withDescendants(areaCode))}::text[])`);
  }
  if (!isAbsent(gridId))
    where.push(
      isUuid(gridId)
        ? `o.id in (select g.operation_id from grid_operation_grid g where g.grid_id = $${params.push(gridId)}::uuid)`
        : 'false',
    );
  if (!isAbsent(state)) where.push(`o.state = $${params.push(state)}`);
  const condition = where.join(' and ');
  const counted = [...params];
  const keyset = keysetSql(keys, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `select o.id from grid_operation o where ${condition} and ${keyset} order by ${orderBySql(keys)} limit ${first + 1}`,
      params,
    ),
    countUpTo(context.sql, `select 1 from grid_operation o where ${condition}`, counted),
  ]);
  const operations = await Promise.all(rows.map((row) => loadOperation(context, row.id as string)));
  return {
    ...toConnection(
      operations.filter((operation) => operation !== null),
      first,
      (operation) => [operation.requestedAt.toISOString(), operation.id],
    ),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

export const loadGridsBefore = (context: Context, { plan }: GridOperation): Promise<Grid[]> =>
  loadGridList(context, oldGridIdsOf(plan));

export const loadGridsAfter = (context: Context, { plan }: GridOperation): Promise<Grid[]> =>
  loadGridList(
    context,
    plan.kind === 'RENUMBER' || plan.kind === 'REDRAW'
      ? oldGridIdsOf(plan)
      : newGridsOf(plan).map(({ gridId }) => gridId),
  );

const countTo = (moves: readonly { readonly toGridId: string }[], gridId: string): number =>
  moves.filter(({ toGridId }) => toGridId === gridId).length;

/** What an operation would move in all. */
export const movesOf = ({ shares, assignments, microGrids }: Prepared): MovedCounts => ({
  households: shares.households.length,
  residents: shares.residents.length,
  dwellings: shares.dwellings.length,
  assignments: assignments.length,
  microGrids: microGrids.length,
});

/** What a new grid would hold. */
export const holdsOf = ({ shares, assignments, plan }: Prepared, gridId: string): MovedCounts => {
  const goesOnIn = (id: string) => {
    if (plan.kind !== 'SPLIT') return true;
    const named = plan.parts.filter(({ assignmentIds }) => assignmentIds.includes(id));
    return named.length === 0 || named.some((part) => part.gridId === gridId);
  };
  return {
    households: countTo(shares.households, gridId),
    residents: countTo(shares.residents, gridId),
    dwellings: countTo(shares.dwellings, gridId),
    assignments: assignments.filter(({ id }) => goesOnIn(id)).length,
    microGrids: countTo(shares.microGrids, gridId),
  };
};

/** How many different people work in the grids. */
export const workersOf = ({ assignments }: Prepared): number =>
  new Set(assignments.map(({ gridWorkerId }) => gridWorkerId)).size;

import { manyByKey, oneByKey, type PageArgs, readByIds } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import {
  addId,
  addPeriod,
  addPlace,
  addReach,
  conditions,
  listRows,
  type CountedConnection,
  type PlaceFilter,
} from '../lists/list-rows.ts';
import { patrolReach } from './patrol-reach.ts';
import { Patrol, PatrolRoute, type PatrolKind } from './patrol.ts';

export const loadPatrol = (context: Context, id: string): Promise<Patrol | null> =>
  isUuid(id)
    ? context.batches.load('Patrol', null, id.toLowerCase(), async (ids) => {
        const reach = patrolReach(context);
        const rows = await readByIds(context.em, Patrol, ids);
        const visible = rows.filter((row) => isInTerritory(reach, row) || row.patrollerAccountId === reach.accountId);
        for (const row of visible) if (row.patrollerAccountId === reach.accountId) context.ownRows.add(row);
        return oneByKey(ids, visible, (row) => row.id);
      })
    : Promise.resolve(null);

/** Routes say where to walk and nothing of anybody: whoever knows the grid may know them. */
export const loadRoute = (context: Context, id: string): Promise<PatrolRoute | null> =>
  context.batches.load('PatrolRoute', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, PatrolRoute, ids), (row) => row.id),
  );

/** Routes of a grid that are in use, by name. */
export const loadRoutesOfGrid = (context: Context, gridId: string): Promise<PatrolRoute[]> =>
  context.batches.load('Grid.patrolRoutes', null, gridId, async (ids) => {
    const rows = await context.em.find(
      PatrolRoute,
      { gridId: { $in: [...ids] }, retiredOn: null },
      { disableIdentityMap: true, orderBy: { name: 'asc', id: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.gridId);
  });

export interface PatrolFilter extends PlaceFilter {
  readonly period?:
    { readonly from?: string | null | undefined; readonly to?: string | null | undefined } | null | undefined;
  readonly kind?: PatrolKind | null | undefined;
  readonly workerId?: string | null | undefined;
  readonly routeId?: string | null | undefined;
  readonly withHazards?: boolean | null | undefined;
}

interface PatrolArgs extends PageArgs {
  readonly filter?: PatrolFilter | null | undefined;
  readonly orderBy?: 'NEWEST' | 'OLDEST' | null | undefined;
}

export const listPatrols = (
  context: Context,
  { filter, orderBy, first, after }: PatrolArgs,
): Promise<CountedConnection<Patrol>> => {
  const where = conditions();
  const place = { area: 't.area_code', grid: 't.grid_id' };
  addReach(where, patrolReach(context), { ...place, account: 't.patroller_account_id' });
  addPlace(where, context, filter ?? {}, place);
  addPeriod(where, context, 't.ended_at', filter?.period);
  addId(where, 't.grid_worker_id', filter?.workerId);
  addId(where, 't.route_id', filter?.routeId);
  if (!isAbsent(filter?.kind)) where.add(`t.kind = ${where.bind(filter.kind)}`);
  if (!isAbsent(filter?.withHazards)) where.add(filter.withHazards ? 't.hazard_count > 0' : 't.hazard_count = 0');
  return listRows(
    context,
    { first, after },
    {
      table: 'patrol',
      where,
      sort: { column: 't.ended_at', type: 'timestamptz', direction: orderBy === 'OLDEST' ? 'asc' : 'desc' },
      load: (id) => loadPatrol(context, id),
      keyOf: ({ endedAt, id }) => [endedAt.toISOString(), id],
    },
  );
};

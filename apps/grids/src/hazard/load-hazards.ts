import { manyByKey, oneByKey, type PageArgs, readByIds } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { isInTerritory } from '../household/household-reach.ts';
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
import { patrolReach } from '../patrol/patrol-reach.ts';
import { Hazard, HazardRecheck, type HazardSeverity } from './hazard.ts';

/** The hazard, or null where it is not there or none of the caller's. */
export const loadHazard = (context: Context, id: string): Promise<Hazard | null> =>
  isUuid(id)
    ? context.batches.load('Hazard', null, id.toLowerCase(), async (ids) => {
        const reach = patrolReach(context);
        const rows = await readByIds(context.em, Hazard, ids);
        const visible = rows.filter(
          (row) =>
            isInTerritory(reach, row) || (reach.accountId !== undefined && row.foundByAccountId === reach.accountId),
        );
        for (const row of visible) if (row.foundByAccountId === reach.accountId) context.ownRows.add(row);
        return oneByKey(ids, visible, (row) => row.id);
      })
    : Promise.resolve(null);

export const loadRechecks = (context: Context, hazardId: string): Promise<HazardRecheck[]> =>
  context.batches.load('Hazard.rechecks', null, hazardId, async (ids) => {
    const rows = await context.em.find(
      HazardRecheck,
      { hazardId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { position: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.hazardId);
  });

export const loadHazardsOfPatrol = async (context: Context, patrolId: string): Promise<Hazard[]> => {
  const ids = await context.batches.load('Patrol.hazards', null, patrolId, async (patrolIds) => {
    const rows = await context.sql(
      'select id, patrol_id from hazard where patrol_id = any($1::uuid[]) order by found_at, id',
      [patrolIds],
    );
    return manyByKey(patrolIds, rows, (row) => row.patrol_id as string).map((group) =>
      group.map((row) => row.id as string),
    );
  });
  return (await Promise.all(ids.map((id) => loadHazard(context, id)))).filter((hazard) => hazard !== null);
};

export interface HazardFilter extends PlaceFilter {
  readonly period?:
    { readonly from?: string | null | undefined; readonly to?: string | null | undefined } | null | undefined;
  readonly classCode?: string | null | undefined;
  readonly severity?: HazardSeverity | null | undefined;
  readonly status?: 'OPEN' | 'GONE' | null | undefined;
  readonly overdue?: boolean | null | undefined;
  readonly patrolId?: string | null | undefined;
}

export type HazardOrder = 'NEWEST' | 'OLDEST' | 'DUE';

interface HazardArgs extends PageArgs {
  readonly filter?: HazardFilter | null | undefined;
  readonly orderBy?: HazardOrder | null | undefined;
}

/** Hazards within the caller's reach; by their due day only those that are still there. */
export const listHazards = (
  context: Context,
  { filter, orderBy, first, after }: HazardArgs,
): Promise<CountedConnection<Hazard>> => {
  const where = conditions();
  const place = { area: 't.area_code', grid: 't.grid_id' };
  addReach(where, patrolReach(context), { ...place, account: 't.found_by_account_id' });
  addPlace(where, context, filter ?? {}, place);
  addPeriod(where, context, 't.found_at', filter?.period);
  addId(where, 't.patrol_id', filter?.patrolId);
  if (!isAbsent(filter?.classCode)) where.add(`t.class_code = ${where.bind(filter.classCode)}`);
  if (!isAbsent(filter?.severity)) where.add(`t.severity = ${where.bind(filter.severity)}`);
  if (!isAbsent(filter?.status)) where.add(`t.status = ${where.bind(filter.status)}`);
  if (filter?.overdue === true)
    where.add(`t.status = 'OPEN' and t.recheck_due_on < ${where.bind(context.today)}::date`);
  const load = (id: string) => loadHazard(context, id);
  if (orderBy === 'DUE') {
    where.add(`t.status = 'OPEN'`);
    return listRows(
      context,
      { first, after },
      {
        table: 'hazard',
        where,
        sort: { column: 't.recheck_due_on', type: 'date', direction: 'asc' },
        load,
        keyOf: ({ recheckDueOn, id }) => [recheckDueOn ?? '', id],
      },
    );
  }
  return listRows(
    context,
    { first, after },
    {
      table: 'hazard',
      where,
      sort: { column: 't.found_at', type: 'timestamptz', direction: orderBy === 'OLDEST' ? 'asc' : 'desc' },
      load,
      keyOf: ({ foundAt, id }) => [foundAt.toISOString(), id],
    },
  );
};

import {
  manyByKey,
  oneByKey,
  pagesByParent,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { loadHousehold } from '../household/load-households.ts';
import { isUuid } from '../ids.ts';
import { Visit, VisitDemand } from './visit.ts';

/** The visit, or null where it is not there or its household is none of the caller's. */
export const loadVisit = (context: Context, id: string): Promise<Visit | null> =>
  isUuid(id)
    ? context.batches.load('Visit', null, id.toLowerCase(), async (ids) => {
        const rows = await context.em.find(Visit, { id: { $in: [...ids] } }, { disableIdentityMap: true });
        return oneByKey(ids, await visibleOf(context, rows), (row) => row.id);
      })
    : Promise.resolve(null);

/** Rows of the territory, and of the caller's own household. */
const visibleOf = async <R extends { areaCode: string; gridId: string; householdId: string }>(
  context: Context,
  rows: readonly R[],
): Promise<R[]> => {
  const reach = context.peopleReach('READ_HOUSEHOLDS');
  const seen = await Promise.all(
    rows.map(async (row) => {
      if (isInTerritory(reach, row)) return true;
      if (reach.residentId === undefined || (await loadHousehold(context, row.householdId)) === null) return false;
      context.ownRows.add(row);
      return true;
    }),
  );
  return rows.filter((_, index) => seen[index]);
};

/** Visits of a household that the caller sees, the latest first. */
export const listVisits = async (
  context: Context,
  householdId: string,
  args: PageArgs,
): Promise<Connection<Visit> & { readonly totalCount: number }> => {
  const { first, after } = readPage(args, context.locale, 2);
  const [ids, count] = await Promise.all([
    context.batches.load('Household.visits', { first, after }, householdId, async (parents) => {
      const pages = await pagesByParent(
        context.sql,
        { ids: parents, type: 'uuid' },
        `select v.id from visit v where v.household_id = parent.id and v.voided_at is null
           ${after ? 'and (v.recorded_at, v.id) < ($2::timestamptz, $3::uuid)' : ''} order by v.recorded_at desc, v.id desc`,
        [...(after ?? [])],
        first,
      );
      return parents.map((id) => (pages.get(id) ?? []).map((row) => row.id as string));
    }),
    context.batches.load('Household.visits count', null, householdId, async (parents) => {
      const rows = await context.sql(
        'select household_id, count(*)::int as n from visit where household_id = any($1::uuid[]) and voided_at is null group by household_id',
        [parents],
      );
      return oneByKey(parents, rows, (row) => row.household_id as string).map(
        (row) => (row?.n as number | undefined) ?? 0,
      );
    }),
  ]);
  const visits = (await Promise.all(ids.map((id) => loadVisit(context, id)))).filter((visit) => visit !== null);
  return { ...toConnection(visits, first, (visit) => [visit.recordedAt.toISOString(), visit.id]), totalCount: count };
};

export const loadDemandsOfVisit = (context: Context, visit: Visit): Promise<VisitDemand[]> => {
  const own = context.ownRows.has(visit);
  return context.batches.load('Visit.demands', own, visit.id, async (ids) => {
    const rows = await context.em.find(
      VisitDemand,
      { visitId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { position: 'asc' } },
    );
    if (own) for (const row of rows) context.ownRows.add(row);
    return manyByKey(ids, rows, (row) => row.visitId);
  });
};

export const loadDemand = (context: Context, id: string): Promise<VisitDemand | null> =>
  isUuid(id)
    ? context.batches.load('VisitDemand', null, id.toLowerCase(), async (ids) => {
        const rows = await context.em.find(VisitDemand, { id: { $in: [...ids] } }, { disableIdentityMap: true });
        return oneByKey(ids, await visibleOf(context, rows), (row) => row.id);
      })
    : Promise.resolve(null);

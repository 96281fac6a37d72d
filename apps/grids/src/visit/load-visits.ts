import {
  type Connection,
  manyByKey,
  oneByKey,
  type PageArgs,
  pagesByParent,
  readByIds,
  readRows,
  readPage,
  toConnection,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { loadHousehold } from '../household/load-households.ts';
import { isUuid } from '../ids.ts';
import { Visit, VisitDemand } from './visit.ts';

/**
 * A household may go to another grid while its visit is on the way, and the role over that grid comes a moment later: for so many days
 * after it came in, a visit is there for the worker who made it too.
 */
const AUTHOR_SEES_DAYS = 7;
const DAY_MS = 86_400_000;

const isMadeByCaller = async ({ batches, caller, now, sql }: Context, visit: Visit): Promise<boolean> => {
  if (caller.kind !== 'account' || now().getTime() - visit.receivedAt.getTime() > AUTHOR_SEES_DAYS * DAY_MS)
    return false;
  const workerId = await batches.load('GridWorker of account', null, caller.accountId, async (accountIds) => {
    const rows = await sql('select id::text, account_id::text from grid_worker where account_id = any($1::uuid[])', [
      accountIds,
    ]);
    return oneByKey(accountIds, rows, (row) => row.account_id as string).map((row) => row?.id);
  });
  return workerId === visit.gridWorkerId;
};

/** Visits of the territory, of the caller's own household, and those that the caller has just made. */
const visibleVisits = async (context: Context, rows: readonly Visit[]): Promise<Visit[]> => {
  const visible = new Set(await visibleOf(context, rows));
  const seen = await Promise.all(
    rows.map(async (row) => {
      if (visible.has(row)) return true;
      if (!(await isMadeByCaller(context, row))) return false;
      context.authoredRows.add(row);
      return true;
    }),
  );
  return rows.filter((_, index) => seen[index]);
};

/** The visit, or null where it is not there, or neither its household nor the visit is the caller's. */
export const loadVisit = (context: Context, id: string): Promise<Visit | null> =>
  isUuid(id)
    ? context.batches.load('Visit', null, id.toLowerCase(), async (ids) => {
        const rows = await readByIds(context.em, Visit, ids);
        return oneByKey(ids, await visibleVisits(context, rows), (row) => row.id);
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
  const authored = context.authoredRows.has(visit);
  return context.batches.load('Visit.demands', { own, authored }, visit.id, async (ids) => {
    const rows = await readRows(context.em, VisitDemand, 'where t.visit_id = any($1::uuid[]) order by t.position', [
      ids,
    ]);
    if (own) for (const row of rows) context.ownRows.add(row);
    if (authored) for (const row of rows) context.authoredRows.add(row);
    return manyByKey(ids, rows, (row) => row.visitId);
  });
};

export const loadDemand = (context: Context, id: string): Promise<VisitDemand | null> =>
  isUuid(id)
    ? context.batches.load('VisitDemand', null, id.toLowerCase(), async (ids) => {
        const rows = await readByIds(context.em, VisitDemand, ids);
        return oneByKey(ids, await visibleOf(context, rows), (row) => row.id);
      })
    : Promise.resolve(null);

import {
  type Connection,
  manyByKey,
  oneByKey,
  type PageArgs,
  pagesByParent,
  readByIds,
  readPage,
  readRows,
  toConnection,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { Dwelling, Occupancy } from './dwelling.ts';
import { isInTerritory } from './household-reach.ts';
import { EmergencyContact, Household } from './household.ts';
import type { Listed } from '../people/page-within.ts';

/** The household that the caller lives in, if the caller is a resident. */
export const loadOwnHouseholdId = (context: Context): Promise<string | null> => {
  const { residentId } = context.peopleReach('READ_HOUSEHOLDS');
  if (residentId === undefined) return Promise.resolve(null);
  return context.batches.load('Resident.householdId', null, residentId, async (ids) => {
    const rows = await context.sql(
      'select id, household_id from resident where id = any($1::uuid[]) and departed_on is null',
      [ids],
    );
    return oneByKey(ids, rows, (row) => row.id as string).map(
      (row) => (row?.household_id as string | null | undefined) ?? null,
    );
  });
};

/** The household, or null where it is not there or none of the caller's. */
export const loadHousehold = (context: Context, id: string): Promise<Household | null> =>
  isUuid(id)
    ? context.batches.load('Household', null, id.toLowerCase(), async (ids) => {
        const reach = context.peopleReach('READ_HOUSEHOLDS');
        const [rows, ownId] = await Promise.all([readByIds(context.em, Household, ids), loadOwnHouseholdId(context)]);
        const visible = rows.filter((row) => {
          if (row.id === ownId) context.ownRows.add(row);
          return row.id === ownId || isInTerritory(reach, row);
        });
        return oneByKey(ids, visible, (row) => row.id);
      })
    : Promise.resolve(null);

/** The dwelling of a household that the caller sees already. */
export const loadDwelling = (context: Context, household: Household): Promise<Dwelling | null> =>
  isAbsent(household.dwellingId)
    ? Promise.resolve(null)
    : context.batches.load('Dwelling', context.ownRows.has(household), household.dwellingId, async (ids) => {
        const rows = await readByIds(context.em, Dwelling, ids);
        if (context.ownRows.has(household)) for (const row of rows) context.ownRows.add(row);
        return oneByKey(ids, rows, (row) => row.id);
      });

export const loadOccupancies = (context: Context, dwellingId: string): Promise<Occupancy[]> =>
  context.batches.load('Dwelling.occupancies', null, dwellingId, async (ids) => {
    const rows = await readRows(
      context.em,
      Occupancy,
      'where t.dwelling_id = any($1::uuid[]) order by t.since desc, t.resident_id',
      [ids],
    );
    return manyByKey(ids, rows, (row) => row.dwellingId);
  });

/** Households that live in a dwelling now, those that the caller sees. */
export const loadHouseholdsOfDwelling = async (context: Context, dwellingId: string): Promise<Household[]> => {
  const ids = await context.batches.load('Dwelling.households', null, dwellingId, async (keys) => {
    const rows = await context.sql(
      'select id, dwelling_id from household where dwelling_id = any($1::uuid[]) and dissolved_on is null order by number',
      [keys],
    );
    return manyByKey(keys, rows, (row) => row.dwelling_id as string).map((of) => of.map((row) => row.id as string));
  });
  const households = await Promise.all(ids.map((id) => loadHousehold(context, id)));
  return households.filter((household) => household !== null);
};

export const loadEmergencyContacts = (context: Context, household: Household): Promise<EmergencyContact[]> => {
  const own = context.ownRows.has(household);
  return context.batches.load('Household.emergencyContacts', own, household.id, async (ids) => {
    const rows = await readRows(context.em, EmergencyContact, 'where t.household_id = any($1::uuid[]) order by t.id', [
      ids,
    ]);
    if (own) for (const row of rows) context.ownRows.add(row);
    return manyByKey(ids, rows, (row) => row.householdId);
  });
};

/** Households of a grid that are due for a visit, the longest overdue first. */
export const listHouseholdsDue = async (
  context: Context,
  grid: { readonly id: string; readonly areaCode: string },
  args: PageArgs,
): Promise<Connection<Household> & Listed> => {
  const { first, after } = readPage(args, context.locale, 2);
  if (!isInTerritory(context.peopleReach('READ_HOUSEHOLDS'), { gridId: grid.id, areaCode: grid.areaCode })) {
    return { ...toConnection<Household>([], first, () => []), totalCount: 0, totalCountIsExact: true };
  }
  const [page, count] = await Promise.all([
    context.batches.load('Grid.householdsDue', { first, after }, grid.id, async (ids) => {
      const pages = await pagesByParent(
        context.sql,
        { ids, type: 'uuid' },
        `select h.id from household h where h.grid_id = parent.id and h.dissolved_on is null and h.next_due_on <= $2::date
           ${after ? 'and (h.next_due_on, h.id) > ($3::date, $4::uuid)' : ''} order by h.next_due_on, h.id`,
        [context.today, ...(after ?? [])],
        first,
      );
      return ids.map((id) => (pages.get(id) ?? []).map((row) => row.id as string));
    }),
    context.batches.load('Grid.householdsDue count', null, grid.id, async (ids) => {
      const rows = await context.sql(
        `select grid_id, count(*)::int as n from household
         where grid_id = any($1::uuid[]) and dissolved_on is null and next_due_on <= $2::date group by grid_id`,
        [ids, context.today],
      );
      return oneByKey(ids, rows, (row) => row.grid_id as string).map((row) => (row?.n as number | undefined) ?? 0);
    }),
  ]);
  const households = (await Promise.all(page.map((id) => loadHousehold(context, id)))).filter((row) => row !== null);
  return {
    ...toConnection(households, first, (row) => [row.nextDueOn, row.id]),
    totalCount: count,
    totalCountIsExact: true,
  };
};

import { manyByKey, oneByKey, readByIds, readRows } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { Occupancy } from '../household/dwelling.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { loadHousehold } from '../household/load-households.ts';
import { isUuid } from '../ids.ts';
import { CareRecord } from './care-record.ts';
import { viewOf, type ResidentView } from './resident-view.ts';
import { Resident } from './resident.ts';

/** Of these residents, those of a case that the caller's organizations handle or assist, or for whom they keep a care record. */
const concernsOfOrganizations = async (context: Context, residentIds: readonly string[]): Promise<Set<string>> => {
  const { organizationIds } = context.peopleReach('READ_HOUSEHOLDS');
  if (organizationIds.length === 0 || residentIds.length === 0) return new Set();
  const rows = await context.sql(
    `select c.resident_id from case_reason_complainant c join case_reason r on r.case_id = c.case_id
     where c.resident_id = any($1::uuid[]) and r.organization_ids && $2::uuid[]
     union select k.resident_id from care_record k
     where k.resident_id = any($1::uuid[]) and k.owner_id = any($2::uuid[]) and (k.until is null or k.until > $3::date)`,
    [residentIds, organizationIds, context.today],
  );
  return new Set(rows.map((row) => row.resident_id as string));
};

/** What the caller sees of these residents: those of the territory, of cases in hand, of the own household, and those to audit. */
const visibleOf = async (context: Context, residents: readonly Resident[]): Promise<ResidentView[]> => {
  const reach = context.peopleReach('READ_HOUSEHOLDS');
  const audited = context.peopleReach('READ_ACCESS_RECORDS');
  const outside = residents.filter((row) => !isInTerritory(reach, row));
  const [concerned, homes] = await Promise.all([
    concernsOfOrganizations(
      context,
      outside.map(({ id }) => id),
    ),
    reach.residentId === undefined
      ? new Map<string, boolean>()
      : Promise.all(
          outside.flatMap(({ householdId }) =>
            isAbsent(householdId)
              ? []
              : [loadHousehold(context, householdId).then((home): [string, boolean] => [householdId, home !== null])],
          ),
        ).then((entries) => new Map(entries)),
  ]);
  return residents.flatMap((row) => {
    const own = row.id === reach.residentId || (!isAbsent(row.householdId) && homes.get(row.householdId) === true);
    const readable = own || isInTerritory(reach, row) || concerned.has(row.id);
    if (!readable && !isInTerritory(audited, row)) return [];
    const view = viewOf(row, readable);
    if (own) context.ownRows.add(view);
    return [view];
  });
};

/** The resident, or null where there is none or none whom the caller may see. */
export const loadResident = (context: Context, id: string): Promise<ResidentView | null> =>
  isUuid(id)
    ? context.batches.load('Resident', null, id.toLowerCase(), async (ids) => {
        const rows = await readByIds(context.em, Resident, ids);
        return oneByKey(ids, await visibleOf(context, rows), (row) => row.id);
      })
    : Promise.resolve(null);

/** Who lives in a household that the caller sees, the head first. */
export const loadMembers = (context: Context, householdId: string): Promise<ResidentView[]> =>
  context.batches.load('Household.members', null, householdId, async (ids) => {
    const rows = await readRows(
      context.em,
      Resident,
      'where t.household_id = any($1::uuid[]) and t.departed_on is null order by t.birth_date, t.id',
      [ids],
    );
    rows.sort((a, b) => Number(b.relation === 'HEAD') - Number(a.relation === 'HEAD'));
    return manyByKey(ids, await visibleOf(context, rows), (row) => row.householdId ?? '');
  });

export const loadHead = async (context: Context, householdId: string): Promise<ResidentView | null> => {
  const members = await loadMembers(context, householdId);
  return members.find(({ relation }) => relation === 'HEAD') ?? null;
};

/** What was done to a record is for those of the territory and the own home; departments see the person as he or she is now. */
export const seesHistory = (context: Context, resident: ResidentView): boolean =>
  resident.readable &&
  (isInTerritory(context.peopleReach('READ_HOUSEHOLDS'), resident) || context.ownRows.has(resident));

/** Whether the caller sees a care record: by the territory and the own home, or because the own department keeps it. */
const seesCare = (context: Context, resident: ResidentView, care: CareRecord): boolean => {
  const reach = context.peopleReach('READ_HOUSEHOLDS');
  return (
    isInTerritory(reach, resident) ||
    context.ownRows.has(resident) ||
    (!isAbsent(care.ownerId) && reach.organizationIds.includes(care.ownerId))
  );
};

/** Care records of a resident that have not ended, as far as the caller sees them. */
export const loadCareOfResident = async (context: Context, resident: ResidentView): Promise<CareRecord[]> => {
  const records = await context.batches.load('Resident.care', null, resident.id, async (ids) => {
    const rows = await readRows(
      context.em,
      CareRecord,
      'where t.resident_id = any($1::uuid[]) and (t.until is null or t.until > $2::date) order by t.since, t.id',
      [ids, context.today],
    );
    return manyByKey(ids, rows, (row) => row.residentId);
  });
  return records.filter((care) => seesCare(context, resident, care));
};

/** A care record by its id, ended or not, if the caller sees the resident and it. */
export const loadCareRecord = async (context: Context, id: string): Promise<CareRecord | null> => {
  const care = await context.batches.load('CareRecord', null, id, async (ids) => {
    const rows = await readByIds(context.em, CareRecord, ids);
    return oneByKey(ids, rows, (row) => row.id);
  });
  const resident = care ? await loadResident(context, care.residentId) : null;
  return care && resident?.readable === true && seesCare(context, resident, care) ? care : null;
};

/** Where a resident lives and lived, the latest first. */
export const loadOccupanciesOfResident = (context: Context, residentId: string): Promise<Occupancy[]> =>
  context.batches.load('Resident.occupancies', null, residentId, async (ids) => {
    const rows = await context.em.find(
      Occupancy,
      { residentId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { since: 'desc', dwellingId: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.residentId);
  });

/** Care records of all who live in a household. */
export const loadCareOfHousehold = async (context: Context, householdId: string): Promise<CareRecord[]> => {
  const members = await loadMembers(context, householdId);
  const care = await Promise.all(members.map((member) => loadCareOfResident(context, member)));
  return care.flat();
};

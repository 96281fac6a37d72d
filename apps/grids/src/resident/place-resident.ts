import { residentMovedIn } from '@gridloom/contracts';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import { Occupancy, type OccupancyKind } from '../household/dwelling.ts';
import type { Household } from '../household/household.ts';
import { noteChange } from '../people/people-change.ts';
import { homeOf, tellResident, type PeopleWork } from '../people/people-work.ts';
import type { HouseholdRelation, Resident } from './resident.ts';

/** What ended when somebody left, so that it can be taken up again if that was a mistake. */
export interface EndedHome {
  readonly occupancies: readonly { readonly dwellingId: string; readonly since: string }[];
  /** With the end that each had before, if any. */
  readonly care: readonly { readonly id: string; readonly until: string | null }[];
}

/** Ends where somebody lives, on a day. Dwellings that somebody owns and does not live in are none of it. */
export const endOccupancies = async (
  work: PeopleWork,
  residentId: string,
  day: string,
): Promise<EndedHome['occupancies']> => {
  const open = await work.em.find(
    Occupancy,
    { residentId, until: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { dwellingId: 'asc', since: 'asc' } },
  );
  for (const occupancy of open) occupancy.end(day);
  return open.map(({ dwellingId, since }) => ({ dwellingId, since }));
};

/** Lets somebody live in a dwelling from a day on; whoever does already goes on as before. */
export const beginOccupancyAt = async (
  work: PeopleWork,
  residentId: string,
  dwellingId: string,
  kind: OccupancyKind,
  since: string,
): Promise<void> => {
  const [same] = await work.em.find(Occupancy, { residentId, dwellingId, $or: [{ until: null }, { since }] });
  if (same?.isOpen === true) return;
  if (same) {
    same.until = null;
    same.kind = kind;
    return;
  }
  work.em.create(Occupancy, { residentId, dwellingId, since, kind, until: null });
};

/** What is kept of a person by place goes where the person goes. */
export const carryAlong = async (work: PeopleWork, resident: Resident): Promise<void> => {
  await work.sql(
    `update care_record set grid_id = $2, area_code = $3, version = version + 1
     where resident_id = $1 and (grid_id, area_code) is distinct from ($2::uuid, $3)`,
    [resident.id, resident.gridId, resident.areaCode],
  );
};

interface Placing {
  readonly relation: HouseholdRelation;
  readonly since: string;
  readonly occupancyKind: OccupancyKind;
  /** The person had no record before. */
  readonly isNew: boolean;
}

/**
 * Makes somebody a member of a household from a day on, with everything that follows: the place, where the person lives, what is
 * told. Household and resident are locked, the household's rules checked.
 */
export const placeResident = async (
  work: PeopleWork,
  resident: Resident,
  household: Household,
  { relation, since, occupancyKind, isNew }: Placing,
): Promise<void> => {
  const from = isNew ? null : { gridId: resident.gridId, householdId: homeOf(resident), present: resident.isPresent };
  if (!isNew) {
    await endOccupancies(work, resident.id, since);
    // The rows of the former home are written before those of the new one: two heads never meet.
    resident.comeBack();
    resident.householdId = household.id;
    resident.relation = relation;
    resident.gridId = household.gridId;
    resident.areaCode = household.areaCode;
  }
  resident.movedInOn = since;
  await work.em.flush();
  if (!isAbsent(household.dwellingId))
    await beginOccupancyAt(work, resident.id, household.dwellingId, occupancyKind, since);
  if (from) {
    await carryAlong(work, resident);
    tellResident(work, resident, residentMovedIn, {
      since,
      ...(from.present ? { fromGridId: from.gridId } : {}),
      ...(from.householdId === null ? {} : { fromHouseholdId: from.householdId }),
    });
    noteChange(work, 'RESIDENT', resident, {
      kind: 'MOVED_IN',
      effectiveOn: since,
      fields: ['household', 'relation', 'grid'],
      values: { from, to: { householdId: household.id, relation } },
    });
  }
};

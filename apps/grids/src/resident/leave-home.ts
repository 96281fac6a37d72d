import { isAbsent } from '../absent.ts';
import type { Household } from '../household/household.ts';
import { makeHead } from '../household/household-members.ts';
import { refuseInput } from '../people/people-problem.ts';
import { lockHouseholds, lockMembers, type PeopleWork } from '../people/people-work.ts';
import { endOccupancies, type EndedHome } from './place-resident.ts';
import type { Departure, Resident } from './resident.ts';

/** Why the resident was looked after ends with the day of leaving. @returns the records that ended */
const endCareOf = async (work: PeopleWork, residentId: string, day: string): Promise<EndedHome['care']> => {
  const rows = await work.sql(
    `with open as (
       select id, until from care_record
       where resident_id = $1 and (until is null or until > greatest($2::date, since + 1)) order by id for update
     )
     update care_record c set until = greatest($2::date, c.since + 1), version = c.version + 1
     from open where c.id = open.id returning c.id, open.until::text as until`,
    [residentId, day],
  );
  return rows.map((row) => ({ id: row.id as string, until: row.until as string | null }));
};

/**
 * Takes somebody off a household for good or for a time: where the person lives and is looked after ends on the day.
 * @returns what ended, so that a mistake can be taken back
 */
export const leaveHome = async (
  work: PeopleWork,
  resident: Resident,
  day: string,
  departure: Departure,
): Promise<EndedHome> => {
  const occupancies = await endOccupancies(work, resident.id, day);
  const care = await endCareOf(work, resident.id, day);
  resident.depart(day, departure);
  return { occupancies, care };
};

/** Whoever leaves has come before. @throws PeopleProblem */
export const assertAfterArrival = (work: PeopleWork, resident: Resident, day: string, field: string): void => {
  const earliest = isAbsent(resident.movedInOn) ? resident.birthDate : resident.movedInOn;
  if (day < earliest)
    refuseInput(
      work,
      field,
      { zh: `不能早于入住或出生日期 ${earliest}。`, en: `lies before the person came or was born, ${earliest}.` },
      `>= ${earliest}`,
    );
};

/** Gives those who stay a head, where one is named. @throws PeopleProblem */
export const followHead = async (
  work: PeopleWork,
  householdId: string | null,
  newHeadId: string | null | undefined,
  field: string,
): Promise<Household | null> => {
  if (householdId === null) return null;
  const household = (await lockHouseholds(work, [householdId])).get(householdId) ?? null;
  if (!household || isAbsent(newHeadId)) return household;
  await work.em.flush();
  const members = await lockMembers(work, householdId);
  const head = members.find(({ relation }) => relation === 'HEAD');
  if (head && head.id !== newHeadId.toLowerCase())
    refuseInput(work, field, { zh: '户主没有离开，变更户主请用 changeHead。', en: 'is left out: the head stays.' });
  if (!head) await makeHead(work, household, newHeadId, field);
  return household;
};

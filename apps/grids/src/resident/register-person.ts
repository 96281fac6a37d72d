import { residentRegistered } from '@gridloom/contracts';

import { isAbsent } from '../absent.ts';
import type { OccupancyKind } from '../household/dwelling.ts';
import type { Household } from '../household/household.ts';
import { noteChange } from '../people/people-change.ts';
import { refuseConflict, refuseInput } from '../people/people-problem.ts';
import {
  homeOf,
  lockHouseholds,
  lockResidents,
  tellResident,
  touchNewResident,
  type PeopleWork,
} from '../people/people-work.ts';
import { checkPerson, type CheckedPerson, type PersonInput } from './person-input.ts';
import { placeResident } from './place-resident.ts';
import { Resident } from './resident.ts';

interface Arrival {
  readonly since: string;
  readonly occupancyKind: OccupancyKind;
  readonly cause?: 'ARRIVAL' | 'BIRTH';
}

/** Ids of records with an id number that are not merely doubles; those who live here come first. */
export const findIdsByNumber = async (
  { sql, numbers }: Pick<PeopleWork, 'sql' | 'numbers'>,
  idNumber: string,
): Promise<string[]> => {
  const rows = await sql(
    `select id from resident where id_number_hash = $1 and (departure is null or departure not in ('MERGED', 'WITHDRAWN'))
     order by departed_on is not null, departed_on desc, id`,
    [numbers.hashIdNumber(idNumber)],
  );
  return rows.map((row) => row.id as string);
};

const sealed = (work: PeopleWork, { idNumber, phone }: CheckedPerson) => ({
  idNumberSealed: idNumber === null ? null : work.numbers.sealIdNumber(idNumber),
  idNumberHash: idNumber === null ? null : work.numbers.hashIdNumber(idNumber),
  phoneSealed: phone === null ? null : work.numbers.sealPhone(phone),
  phoneHash: phone === null ? null : work.numbers.hashPhone(phone),
});

const createResident = async (
  work: PeopleWork,
  household: Household,
  person: CheckedPerson,
  { relation }: PersonInput,
  { since, occupancyKind, cause = 'ARRIVAL' }: Arrival,
): Promise<Resident> => {
  const resident = touchNewResident(
    work,
    work.em.create(Resident, {
      id: work.newId(),
      householdId: household.id,
      relation,
      gridId: household.gridId,
      areaCode: household.areaCode,
      name: person.name,
      birthDate: person.birthDate,
      populationKind: person.populationKind,
      ...sealed(work, person),
      verifiedOn: work.today,
    }),
  );
  await placeResident(work, resident, household, { relation, since, occupancyKind, isNew: true });
  tellResident(work, resident, residentRegistered, { cause });
  noteChange(work, 'RESIDENT', resident, {
    kind: cause === 'BIRTH' ? 'BORN' : 'REGISTERED',
    effectiveOn: cause === 'BIRTH' ? person.birthDate : since,
    fields: ['household', 'relation', 'name', 'birthDate', 'populationKind'],
    values: { after: { householdId: household.id, relation, name: person.name, birthDate: person.birthDate } },
  });
  return resident;
};

/** The record goes on where the person comes back after a time away, with what is said of the person now. */
const takeUpAgain = async (
  work: PeopleWork,
  resident: Resident,
  household: Household,
  person: CheckedPerson,
  { relation }: PersonInput,
  { since, occupancyKind }: Arrival,
): Promise<Resident> => {
  resident.name = person.name;
  resident.populationKind = person.populationKind;
  if (person.phone !== null) {
    resident.phoneSealed = work.numbers.sealPhone(person.phone);
    resident.phoneHash = work.numbers.hashPhone(person.phone);
  }
  resident.verify(work.today);
  await placeResident(work, resident, household, { relation, since, occupancyKind, isNew: false });
  return resident;
};

/** A resident of whom a record exists moves into the household. @throws PeopleProblem */
export const moveKnownResident = async (
  work: PeopleWork,
  resident: Resident,
  household: Household,
  { relation }: Pick<PersonInput, 'relation'>,
  { since, occupancyKind }: Arrival,
  field: string,
): Promise<Resident> => {
  if (homeOf(resident) === household.id)
    return refuseInput(work, field, { zh: '该居民已是本户成员。', en: 'is a member of the household already.' });
  if (resident.departure === 'DIED')
    return refuseInput(work, field, {
      zh: '该居民已登记死亡，不能迁入。',
      en: 'was recorded as deceased and cannot move.',
    });
  if (resident.departure === 'MERGED')
    return refuseInput(work, field, {
      zh: '该记录已并入另一居民记录。',
      en: 'was merged into the record of another resident.',
    });
  if (resident.departure === 'WITHDRAWN')
    return refuseInput(work, field, {
      zh: '该登记已撤销，请重新登记。',
      en: 'is a registration that was withdrawn: register the person anew.',
    });
  await placeResident(work, resident, household, { relation, since, occupancyKind, isNew: false });
  return resident;
};

/**
 * Lets a person whom no id of a record names come to live in a household: with a new record, with the former one after a time
 * away, or from elsewhere in the county if it is said that the home there is left. The household is locked.
 * @throws PeopleProblem
 */
export const registerPerson = async (
  work: PeopleWork,
  household: Household,
  input: PersonInput,
  arrival: Arrival,
  field: string,
): Promise<Resident> => {
  const person = checkPerson(work, input, field, arrival.cause === 'BIRTH');
  if (person.birthDate > arrival.since)
    return refuseInput(work, `${field}.birthDate`, {
      zh: '出生日期晚于入住日期。',
      en: 'lies after the day from which the person lives here.',
    });
  const [knownId] = person.idNumber === null ? [] : await findIdsByNumber(work, person.idNumber);
  if (knownId === undefined) return createResident(work, household, person, input, arrival);
  const [row] = await work.sql('select household_id from resident where id = $1', [knownId]);
  if (!isAbsent(row?.household_id)) await lockHouseholds(work, [row.household_id as string]);
  const known = (await lockResidents(work, [knownId])).get(knownId);
  if (!known) throw new Error('A resident is gone, and none ever is');
  const numberField = `${field}.idNumber`;
  const home = homeOf(known);
  if (home !== null && home !== household.id && input.leavesFormerHome !== true)
    return refuseInput(work, numberField, {
      zh: '该居民在本县另有住处；如已搬离，请填写 leavesFormerHome: true 办理迁入。',
      en: 'belongs to a resident with a home elsewhere in the county; if that was left, say leavesFormerHome: true.',
    });
  if (known.isPresent) return moveKnownResident(work, known, household, input, arrival, numberField);
  if (known.departure === 'DIED')
    return refuseInput(work, numberField, {
      zh: '该公民身份号码的居民已登记死亡；如系误登，请先更正。',
      en: 'belongs to a resident who was recorded as deceased; if that was a mistake, correct it first.',
    });
  if (!isAbsent(known.departedOn) && known.departedOn > arrival.since)
    return refuseConflict(work, {
      zh: `该居民 ${known.departedOn} 才迁出，入住日期不能更早。`,
      en: `The resident moved out on ${known.departedOn} and cannot have come before.`,
    });
  return takeUpAgain(work, known, household, person, input, arrival);
};

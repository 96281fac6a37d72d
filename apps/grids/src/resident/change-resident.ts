import { residentChanged } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { noteCandidates } from '../duplicates/note-candidates.ts';
import { setRelation } from '../household/household-members.ts';
import { checkId, checkPastDay, checkPhone } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requirePresent, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseInput, type Problem } from '../people/people-problem.ts';
import { homeOf, lockMembers, tellResident, type PeopleWork } from '../people/people-work.ts';
import { lockPeople } from './lock-people.ts';
import { checkName } from './person-input.ts';
import { findIdsByNumber } from './register-person.ts';
import type { HouseholdRelation, Resident } from './resident.ts';

/** What is to be another one; fields left out stay. */
export interface ResidentChange {
  readonly name?: string | null | undefined;
  readonly idNumber?: string | null | undefined;
  /** For people without an id number. */
  readonly birthDate?: string | null | undefined;
  /** An empty text takes it off. */
  readonly phone?: string | null | undefined;
  readonly relation?: HouseholdRelation | null | undefined;
}

export interface ChangeResidentInput extends ResidentChange {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
}

export interface ChangeResidentSuccess {
  readonly __typename: 'ChangeResidentSuccess';
  readonly residentId: string;
  readonly duplicateCandidateIds: readonly string[];
}

interface Facts {
  readonly name: string;
  readonly birthDate: string;
  readonly idNumber: string | null;
  readonly phone: string | null;
}

const factsOf = ({ numbers }: PeopleWork, resident: Resident): Facts => ({
  name: resident.name,
  birthDate: resident.birthDate,
  idNumber: isAbsent(resident.idNumberSealed) ? null : numbers.openIdNumber(resident.idNumberSealed),
  phone: isAbsent(resident.phoneSealed) ? null : numbers.openPhone(resident.phoneSealed),
});

const changeIdNumber = async (work: PeopleWork, resident: Resident, given: string, field: string): Promise<void> => {
  const checked = checkId(work, field, given);
  const others = (await findIdsByNumber(work, checked.value)).filter((id) => id !== resident.id);
  if (others.length > 0)
    refuseConflict(work, {
      zh: '该公民身份号码已登记在另一居民名下；如为同一人，请合并记录。',
      en: 'The id number stands in the record of another resident; if both are one person, merge the records.',
    });
  resident.idNumberSealed = work.numbers.sealIdNumber(checked.value);
  resident.idNumberHash = work.numbers.hashIdNumber(checked.value);
  resident.birthDate = checked.birthDate;
};

const changePhone = (work: PeopleWork, resident: Resident, given: string, field: string): void => {
  const phone = given.trim() === '' ? null : checkPhone(work, field, given);
  resident.phoneSealed = phone === null ? null : work.numbers.sealPhone(phone);
  resident.phoneHash = phone === null ? null : work.numbers.hashPhone(phone);
};

const changeRelation = async (
  work: PeopleWork,
  resident: Resident,
  relation: HouseholdRelation,
  field: string,
): Promise<void> => {
  const home = homeOf(resident);
  if (home === null)
    return refuseInput(work, field, { zh: '该居民不属于任何户。', en: 'is left out: the resident has no household.' });
  if (relation === 'HEAD' || resident.relation === 'HEAD')
    return refuseInput(work, field, {
      zh: '变更户主请用 changeHead，每户只能有一名户主。',
      en: 'changes no head: a household has one, and changeHead makes another member it.',
    });
  const members = await lockMembers(work, home);
  if (relation === 'SPOUSE' && members.some((member) => member.relation === 'SPOUSE' && member.id !== resident.id))
    return refuseInput(work, field, { zh: '户主只能有一名配偶。', en: 'a head has one husband or wife.' });
  setRelation(work, resident, relation);
};

/** Changes what is kept of a resident. The resident is locked behind the household. @throws PeopleProblem */
export const applyChangeResident = async (
  work: PeopleWork,
  resident: Resident,
  change: ResidentChange,
  field = 'input',
): Promise<void> => {
  const before = factsOf(work, resident);
  const relation = resident.relation ?? null;
  if (!isAbsent(change.name)) resident.name = checkName(work, `${field}.name`, change.name);
  if (!isAbsent(change.idNumber) && change.idNumber.trim().toUpperCase() !== before.idNumber)
    await changeIdNumber(work, resident, change.idNumber, `${field}.idNumber`);
  if (!isAbsent(change.birthDate) && change.birthDate !== resident.birthDate) {
    if (!isAbsent(resident.idNumberSealed))
      refuseInput(work, `${field}.birthDate`, {
        zh: '以公民身份号码为准；如有误，请更正 idNumber。',
        en: 'follows from the id number; if it is wrong, correct that.',
      });
    resident.birthDate = checkPastDay(work, `${field}.birthDate`, change.birthDate);
  }
  if (!isAbsent(change.phone)) changePhone(work, resident, change.phone, `${field}.phone`);
  if (!isAbsent(change.relation)) await changeRelation(work, resident, change.relation, `${field}.relation`);
  const after = factsOf(work, resident);
  const fields = (['name', 'birthDate', 'idNumber', 'phone'] as const).filter((key) => before[key] !== after[key]);
  if (fields.length === 0 && (resident.relation ?? null) === relation)
    refuseInput(work, field, { zh: '没有任何变更。', en: 'changes nothing: name a field that is to be another one.' });
  if (fields.length === 0) return;
  resident.verify(work.today);
  tellResident(work, resident, residentChanged, { fields });
  noteChange(work, 'RESIDENT', resident, { kind: 'CHANGED', fields, values: { before, after } });
};

/** Changes a resident's name, id number, phone or relation (变更居民信息). */
export const changeResident = (
  context: Context,
  input: ChangeResidentInput,
): Promise<ChangeResidentSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'changeResident',
    input,
    work: async (work): Promise<ChangeResidentSuccess> => {
      await lockPeople(work, [], [input]);
      const resident = await requirePresent(context, work, input.residentId, 'input.residentId');
      await applyChangeResident(work, resident, input);
      await work.em.flush();
      return {
        __typename: 'ChangeResidentSuccess',
        residentId: resident.id,
        duplicateCandidateIds: await noteCandidates(work, [resident]),
      };
    },
  });

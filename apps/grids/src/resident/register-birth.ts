import { addDays } from '@gridloom/standards';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { noteCandidates } from '../duplicates/note-candidates.ts';
import { assertNotTooMany } from '../household/household-members.ts';
import { checkPastDay } from '../people/people-checks.ts';
import { requireHousehold, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import type { PeopleWork } from '../people/people-work.ts';
import { lockPeople } from './lock-people.ts';
import { registerPerson } from './register-person.ts';
import type { HouseholdRelation, PopulationKind } from './resident.ts';

export interface RegisterBirthInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
  readonly name: string;
  readonly birthDate: string;
  readonly relation: HouseholdRelation;
  readonly idNumber?: string | null | undefined;
  readonly populationKind?: PopulationKind | null | undefined;
}

export interface RegisterBirthSuccess {
  readonly __typename: 'RegisterBirthSuccess';
  readonly householdId: string;
  readonly residentId: string;
  readonly duplicateCandidateIds: readonly string[];
}

/** Later than this it is no news of a birth: the child moves in. */
const NEWBORN_DAYS = 366;
const relationsOfChildren: readonly HouseholdRelation[] = [
  'SON',
  'DAUGHTER',
  'GRANDCHILD',
  'SIBLING',
  'OTHER_RELATIVE',
  'NOT_RELATED',
];

const register = async (
  context: Context,
  work: PeopleWork,
  input: RegisterBirthInput,
): Promise<RegisterBirthSuccess> => {
  await lockPeople(work, [input.householdId], [input]);
  const household = await requireHousehold(context, work, input.householdId, 'input.householdId');
  const earliest = addDays(work.today, -NEWBORN_DAYS);
  const birthDate = checkPastDay(work, 'input.birthDate', input.birthDate, earliest);
  if (!relationsOfChildren.includes(input.relation))
    return refuseInput(
      work,
      'input.relation',
      { zh: '新生儿与户主的关系不符。', en: 'is none that a newborn can have.' },
      relationsOfChildren.join(', '),
    );
  const resident = await registerPerson(
    work,
    household,
    {
      name: input.name,
      relation: input.relation,
      birthDate,
      populationKind: input.populationKind ?? 'PERMANENT_REGISTERED',
      ...(isAbsent(input.idNumber) ? {} : { idNumber: input.idNumber }),
    },
    { since: birthDate, occupancyKind: 'LODGE', cause: 'BIRTH' },
    'input',
  );
  await assertNotTooMany(work, household);
  return {
    __typename: 'RegisterBirthSuccess',
    householdId: household.id,
    residentId: resident.id,
    duplicateCandidateIds: await noteCandidates(work, [resident]),
  };
};

/** Registers a birth (出生登记); the id number may follow later. */
export const registerBirth = (
  context: Context,
  input: RegisterBirthInput,
): Promise<RegisterBirthSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, { name: 'registerBirth', input, work: (work) => register(context, work, input) });

import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { noteCandidates } from '../duplicates/note-candidates.ts';
import type { OccupancyKind } from '../household/dwelling.ts';
import { assertHeadFree, assertNotTooMany, assertOneSpouse } from '../household/household-members.ts';
import { bringMembers, checkMembers } from '../household/register-household.ts';
import { checkPastDay } from '../people/people-checks.ts';
import { requireHousehold, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import type { PeopleWork } from '../people/people-work.ts';
import { lockPeople } from './lock-people.ts';
import type { PersonInput } from './person-input.ts';

export interface MoveInInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
  readonly members: readonly PersonInput[];
  readonly since?: string | null | undefined;
  readonly occupancyKind?: OccupancyKind | null | undefined;
}

export interface MoveInSuccess {
  readonly __typename: 'MoveInSuccess';
  readonly householdId: string;
  readonly residentIds: readonly string[];
  readonly duplicateCandidateIds: readonly string[];
}

const move = async (context: Context, work: PeopleWork, input: MoveInInput): Promise<MoveInSuccess> => {
  await lockPeople(work, [input.householdId], input.members);
  const household = await requireHousehold(context, work, input.householdId, 'input.householdId');
  const since = checkPastDay(work, 'input.since', input.since ?? work.today);
  checkMembers(work, input.members, 'input.members');
  const heads = input.members.flatMap(({ relation }, index) => (relation === 'HEAD' ? [index] : []));
  if (heads[1] !== undefined)
    return refuseInput(work, `input.members.${heads[1]}.relation`, {
      zh: '每户只能有一名户主。',
      en: 'a household has one head.',
    });
  if (heads[0] !== undefined) await assertHeadFree(work, household, `input.members.${heads[0]}.relation`);
  const occupancyKind = input.occupancyKind ?? 'LODGE';
  const residents = await bringMembers(
    context,
    work,
    household,
    input.members,
    { since, occupancyKind },
    'input.members',
  );
  await assertOneSpouse(work, household, 'input.members');
  await assertNotTooMany(work, household);
  return {
    __typename: 'MoveInSuccess',
    householdId: household.id,
    residentIds: residents.map(({ id }) => id),
    duplicateCandidateIds: await noteCandidates(work, residents),
  };
};

/** People move into a household (迁入): new ones, former ones who come back, and those who leave another home in the county. */
export const moveIn = (context: Context, input: MoveInInput): Promise<MoveInSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, { name: 'moveIn', input, work: (work) => move(context, work, input) });

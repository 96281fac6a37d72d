import { householdDissolved } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireHousehold, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { lockHouseholds, lockMembers, tellHousehold, type PeopleWork } from '../people/people-work.ts';
import { placeResident } from '../resident/place-resident.ts';
import type { OccupancyKind } from './dwelling.ts';
import { assertNotTooMany, assertOneSpouse, checkRelations, type RelationInput } from './household-members.ts';

export interface JoinHouseholdsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
  readonly joinedHouseholdId: string;
  /** What each member of the joined household is to the head of the other one. */
  readonly relations: readonly RelationInput[];
  readonly since?: string | null | undefined;
  readonly occupancyKind?: OccupancyKind | null | undefined;
}

export interface JoinHouseholdsSuccess {
  readonly __typename: 'JoinHouseholdsSuccess';
  readonly householdId: string;
}

const join = async (context: Context, work: PeopleWork, input: JoinHouseholdsInput): Promise<JoinHouseholdsSuccess> => {
  if (input.householdId.toLowerCase() === input.joinedHouseholdId.toLowerCase())
    return refuseInput(work, 'input.joinedHouseholdId', { zh: '不能与自身合户。', en: 'is another household.' });
  const since = checkPastDay(work, 'input.since', input.since ?? work.today);
  await lockHouseholds(work, [input.householdId, input.joinedHouseholdId].filter(isUuid));
  const household = await requireHousehold(context, work, input.householdId, 'input.householdId');
  const joined = await requireHousehold(context, work, input.joinedHouseholdId, 'input.joinedHouseholdId');
  const members = await lockMembers(work, joined.id);
  checkRelations(work, input.relations, members, 'input.relations');
  const relations = new Map(input.relations.map(({ residentId, relation }) => [residentId.toLowerCase(), relation]));
  if (members.some(({ id }) => !relations.has(id)))
    return refuseInput(work, 'input.relations', {
      zh: '须填写并入成员各自与户主的关系。',
      en: 'says of each member of the joined household what he or she is to the head.',
    });
  for (const member of members) {
    await placeResident(work, member, household, {
      relation: relations.get(member.id) ?? 'NOT_RELATED',
      since,
      occupancyKind: input.occupancyKind ?? 'OWN',
      isNew: false,
    });
  }
  await assertOneSpouse(work, household, 'input.relations');
  await assertNotTooMany(work, household);
  await work.sql(
    `update emergency_contact set household_id = $2, grid_id = $3, area_code = $4, version = version + 1 where household_id = $1`,
    [joined.id, household.id, household.gridId, household.areaCode],
  );
  joined.dissolve(since, household.id);
  tellHousehold(work, joined, householdDissolved, { successorId: household.id });
  noteChange(work, 'HOUSEHOLD', joined, { kind: 'JOINED', effectiveOn: since, values: { intoId: household.id } });
  noteChange(work, 'HOUSEHOLD', household, { kind: 'JOINED', effectiveOn: since, values: { joinedId: joined.id } });
  return { __typename: 'JoinHouseholdsSuccess', householdId: household.id };
};

/** Makes one household of two (合户). */
export const joinHouseholds = (
  context: Context,
  input: JoinHouseholdsInput,
): Promise<JoinHouseholdsSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, { name: 'joinHouseholds', input, work: (work) => join(context, work, input) });

import { householdRegistered } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireHousehold, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { lockMembers, tellHousehold, type PeopleWork } from '../people/people-work.ts';
import { assertMayHead } from '../resident/person-input.ts';
import { placeResident } from '../resident/place-resident.ts';
import type { OccupancyKind } from './dwelling.ts';
import { assertHeadStays, assertOneSpouse, makeHead, type RelationInput } from './household-members.ts';
import { settleHome, type HomeInput } from './household-home.ts';
import type { Household } from './household.ts';
import { createHousehold, settleNumber } from './register-household.ts';

export interface SplitHouseholdInput extends HomeInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
  readonly members: readonly RelationInput[];
  readonly number?: string | null | undefined;
  readonly since?: string | null | undefined;
  readonly occupancyKind?: OccupancyKind | null | undefined;
  /** Who heads those who stay, where the head goes. */
  readonly remainingHeadId?: string | null | undefined;
}

export interface SplitHouseholdSuccess {
  readonly __typename: 'SplitHouseholdSuccess';
  readonly householdId: string;
  readonly newHouseholdId: string;
}

const checkGoing = (work: PeopleWork, going: readonly RelationInput[], memberIds: readonly string[]): void => {
  const seen = new Set<string>();
  for (const [index, { residentId }] of going.entries()) {
    const id = residentId.toLowerCase();
    if (!memberIds.includes(id) || seen.has(id))
      refuseInput(work, `input.members.${index}.residentId`, {
        zh: '应为本户现有成员，每人一次。',
        en: 'is a member of the household, each once.',
      });
    seen.add(id);
  }
  if (going.filter(({ relation }) => relation === 'HEAD').length !== 1)
    refuseInput(work, 'input.members', {
      zh: '新户应恰有一名户主。',
      en: 'has exactly one HEAD of the new household.',
    });
  if (seen.size === memberIds.length)
    refuseInput(work, 'input.members', {
      zh: '不能全部分出；整户搬迁请变更房屋或办理迁出。',
      en: 'leaves somebody behind; a whole household that moves changes its dwelling or moves out.',
    });
};

const split = async (
  context: Context,
  work: PeopleWork,
  input: SplitHouseholdInput,
): Promise<SplitHouseholdSuccess> => {
  const household = await requireHousehold(context, work, input.householdId, 'input.householdId');
  const since = checkPastDay(work, 'input.since', input.since ?? work.today);
  const members = await lockMembers(work, household.id);
  checkGoing(
    work,
    input.members,
    members.map(({ id }) => id),
  );
  const relations = new Map(input.members.map(({ residentId, relation }) => [residentId.toLowerCase(), relation]));
  const staying = members.filter(({ id }) => !relations.has(id));
  if (isAbsent(input.remainingHeadId)) assertHeadStays(work, staying, 'input.remainingHeadId');
  const place = { gridId: household.gridId, areaCode: household.areaCode };
  const sameHome = isAbsent(input.dwellingId) && isAbsent(input.newDwelling);
  const home: Household = household;
  const { dwelling, address } = await settleHome(
    work,
    place,
    sameHome ? { dwellingId: home.dwellingId, address: input.address ?? home.address } : input,
    'input',
  );
  const number = await settleNumber(work, household.areaCode, input.number, 'input.number');
  const made = await createHousehold(work, place, { dwellingId: dwelling?.id ?? null, address, number }, work.today);
  for (const member of members) {
    const relation = relations.get(member.id);
    if (relation === undefined) continue;
    if (relation === 'HEAD') assertMayHead(work, member, 'input.members');
    await placeResident(work, member, made, {
      relation,
      since,
      occupancyKind: input.occupancyKind ?? 'OWN',
      isNew: false,
    });
  }
  if (!isAbsent(input.remainingHeadId)) await makeHead(work, household, input.remainingHeadId, 'input.remainingHeadId');
  await assertOneSpouse(work, made, 'input.members');
  tellHousehold(work, made, householdRegistered, { splitFromId: household.id });
  noteChange(work, 'HOUSEHOLD', made, { kind: 'SPLIT', effectiveOn: since, values: { fromId: household.id } });
  noteChange(work, 'HOUSEHOLD', household, { kind: 'SPLIT', effectiveOn: since, values: { newId: made.id } });
  return { __typename: 'SplitHouseholdSuccess', householdId: household.id, newHouseholdId: made.id };
};

/** Makes some members of a household one of their own (分户). */
export const splitHousehold = (
  context: Context,
  input: SplitHouseholdInput,
): Promise<SplitHouseholdSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, { name: 'splitHousehold', input, work: (work) => split(context, work, input) });

import { residentMovedOut } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { assertHeadStays } from '../household/household-members.ts';
import { checkNote, checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { assertPresent, requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { homeOf, lockMembers, tellResident, type PeopleWork } from '../people/people-work.ts';
import { assertAfterArrival, followHead, leaveHome } from './leave-home.ts';
import type { Resident } from './resident.ts';

export type Destination = 'WITHIN_COUNTY' | 'OUTSIDE';

export interface MoveOutInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentIds: readonly string[];
  readonly on?: string | null | undefined;
  readonly destination: Destination;
  readonly note?: string | null | undefined;
  readonly newHeadId?: string | null | undefined;
}

export interface MoveOutSuccess {
  readonly __typename: 'MoveOutSuccess';
  readonly residentIds: readonly string[];
  readonly householdId: string | null;
}

const MOST = 30;

/** Lets people of one household leave it for elsewhere. They are locked, and so is the household. @throws PeopleProblem */
export const applyMoveOut = async (
  work: PeopleWork,
  residents: readonly Resident[],
  move: { readonly on: string; readonly destination: Destination; readonly note: string | null },
  newHeadId: string | null | undefined,
  field = 'input',
): Promise<string | null> => {
  const homes = new Set(residents.map(homeOf));
  if (homes.size !== 1)
    return refuseInput(work, `${field}.residentIds`, { zh: '应为同一户的成员。', en: 'are of one household.' });
  const [householdId] = [...homes];
  for (const [index, resident] of residents.entries())
    assertAfterArrival(work, resident, move.on, residents.length > 1 ? `${field}.residentIds.${index}` : `${field}.on`);
  for (const resident of residents) {
    const headed = resident.relation ?? null;
    const ended = await leaveHome(work, resident, move.on, move.destination);
    tellResident(work, resident, residentMovedOut, { on: move.on, destination: move.destination });
    noteChange(work, 'RESIDENT', resident, {
      kind: 'MOVED_OUT',
      effectiveOn: move.on,
      fields: ['departedOn'],
      note: move.note,
      values: { householdId: householdId ?? null, relation: headed, ...ended },
    });
  }
  await followHead(work, householdId ?? null, newHeadId, `${field}.newHeadId`);
  if (!isAbsent(householdId)) assertHeadStays(work, await lockMembers(work, householdId), `${field}.newHeadId`);
  return householdId ?? null;
};

/** People move out (迁出): elsewhere in the county, or away. */
export const moveOut = (context: Context, input: MoveOutInput): Promise<MoveOutSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'moveOut',
    input,
    work: async (work): Promise<MoveOutSuccess> => {
      const ids = [...new Set(input.residentIds.map((id) => id.toLowerCase()))];
      if (ids.length < 1 || ids.length > MOST || ids.length < input.residentIds.length)
        return refuseInput(
          work,
          'input.residentIds',
          { zh: `应为 1 至 ${MOST} 人，每人一次。`, en: `has 1 to ${MOST} people, each once.` },
          `1–${MOST}`,
        );
      const on = checkPastDay(work, 'input.on', input.on ?? work.today);
      const note = checkNote(work, 'input.note', input.note);
      const residents = await requireResidents(context, work, ids, (index) => `input.residentIds.${index}`);
      for (const resident of residents) assertPresent(work, resident);
      const householdId = await applyMoveOut(
        work,
        residents,
        { on, destination: input.destination, note },
        input.newHeadId,
      );
      return { __typename: 'MoveOutSuccess', residentIds: residents.map(({ id }) => id), householdId };
    },
  });

import { residentDeceased } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { checkNote, checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requirePresent, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { homeOf, tellResident, type PeopleWork } from '../people/people-work.ts';
import { followHead, leaveHome } from './leave-home.ts';
import type { Resident } from './resident.ts';

export interface RecordDeathInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
  readonly on: string;
  readonly note?: string | null | undefined;
  /** Who heads the household from now on; left out, it stands among the contradictions until somebody does. */
  readonly newHeadId?: string | null | undefined;
}

export interface RecordDeathSuccess {
  readonly __typename: 'RecordDeathSuccess';
  readonly residentId: string;
  readonly householdId: string | null;
}

/** Records a death. The resident is locked behind the household. @throws PeopleProblem */
export const applyRecordDeath = async (
  work: PeopleWork,
  resident: Resident,
  death: { readonly on: string; readonly note: string | null; readonly newHeadId?: string | null | undefined },
  field = 'input',
): Promise<string | null> => {
  const on = checkPastDay(work, `${field}.on`, death.on);
  if (on < resident.birthDate)
    refuseInput(work, `${field}.on`, { zh: '不能早于出生日期。', en: 'lies before the birth.' });
  const householdId = homeOf(resident);
  const relation = resident.relation ?? null;
  const ended = await leaveHome(work, resident, on, 'DIED');
  tellResident(work, resident, residentDeceased, { on });
  noteChange(work, 'RESIDENT', resident, {
    kind: 'DIED',
    effectiveOn: on,
    fields: ['departedOn'],
    note: death.note,
    values: { householdId, relation, ...ended },
  });
  await followHead(work, householdId, death.newHeadId, `${field}.newHeadId`);
  return householdId;
};

/** Records that a resident died (死亡登记). */
export const recordDeath = (
  context: Context,
  input: RecordDeathInput,
): Promise<RecordDeathSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'recordDeath',
    input,
    work: async (work): Promise<RecordDeathSuccess> => {
      const resident = await requirePresent(context, work, input.residentId, 'input.residentId');
      const note = checkNote(work, 'input.note', input.note);
      const householdId = await applyRecordDeath(work, resident, { on: input.on, note, newHeadId: input.newHeadId });
      return { __typename: 'RecordDeathSuccess', residentId: resident.id, householdId };
    },
  });

import { residentVerified } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { noteChange } from '../people/people-change.ts';
import { assertPresent, requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { tellResident, type PeopleWork } from '../people/people-work.ts';
import type { Resident } from './resident.ts';

export interface VerifyResidentsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentIds: readonly string[];
}

export interface VerifyResidentsSuccess {
  readonly __typename: 'VerifyResidentsSuccess';
  readonly residentIds: readonly string[];
}

const MOST = 100;

/** The record was found to be right today; once a day is enough. */
export const applyVerify = (work: PeopleWork, resident: Resident): void => {
  if (!resident.verify(work.today)) return;
  tellResident(work, resident, residentVerified);
  noteChange(work, 'RESIDENT', resident, { kind: 'VERIFIED' });
};

/** Records that residents' data were found to be right (核实居民信息). */
export const verifyResidents = (
  context: Context,
  input: VerifyResidentsInput,
): Promise<VerifyResidentsSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'verifyResidents',
    input,
    work: async (work): Promise<VerifyResidentsSuccess> => {
      const ids = [...new Set(input.residentIds.map((id) => id.toLowerCase()))];
      if (ids.length < 1 || ids.length > MOST)
        return refuseInput(
          work,
          'input.residentIds',
          { zh: `一次核实 1 至 ${MOST} 人。`, en: `has 1 to ${MOST} people.` },
          `1–${MOST}`,
        );
      const residents = await requireResidents(context, work, ids, (index) => `input.residentIds.${index}`);
      for (const resident of residents) {
        assertPresent(work, resident);
        applyVerify(work, resident);
      }
      return { __typename: 'VerifyResidentsSuccess', residentIds: residents.map(({ id }) => id) };
    },
  });

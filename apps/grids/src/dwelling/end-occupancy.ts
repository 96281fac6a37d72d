import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { Occupancy } from '../household/dwelling.ts';
import { isUuid } from '../ids.ts';
import { checkEnd } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseMissing, type Problem } from '../people/people-problem.ts';
import type { PeopleWork } from '../people/people-work.ts';
import type { Resident } from '../resident/resident.ts';

export interface EndOccupancyInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
  readonly dwellingId: string;
  readonly until: string;
}

export interface EndOccupancySuccess {
  readonly __typename: 'EndOccupancySuccess';
  readonly residentId: string;
  readonly dwellingId: string;
}

/** The resident lives in the dwelling no more from a day on. The resident is locked. @throws PeopleProblem */
export const applyEndOccupancy = async (
  work: PeopleWork,
  resident: Resident,
  dwellingId: string,
  until: string,
  field = 'input',
): Promise<void> => {
  const occupancy = isUuid(dwellingId)
    ? await work.em.findOne(Occupancy, { residentId: resident.id, dwellingId, until: null })
    : null;
  if (!occupancy)
    return refuseMissing(work, `${field}.dwellingId`, {
      zh: '该居民现未登记居住于该房屋。',
      en: 'The resident does not live in this dwelling now.',
    });
  checkEnd(work, `${field}.until`, occupancy.since, until);
  occupancy.end(until);
  noteChange(work, 'RESIDENT', resident, {
    kind: 'OCCUPANCY_ENDED',
    effectiveOn: until,
    fields: ['occupancies'],
    values: { dwellingId: occupancy.dwellingId, since: occupancy.since },
  });
};

/** Records that a resident lives in a dwelling no more (终止人房关系). */
export const endOccupancy = (
  context: Context,
  input: EndOccupancyInput,
): Promise<EndOccupancySuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'endOccupancy',
    input,
    work: async (work): Promise<EndOccupancySuccess> => {
      const [resident] = await requireResidents(context, work, [input.residentId], () => 'input.residentId');
      if (!resident) return refuseMissing(work, 'input.residentId');
      await applyEndOccupancy(work, resident, input.dwellingId, input.until);
      return { __typename: 'EndOccupancySuccess', residentId: resident.id, dwellingId: input.dwellingId };
    },
  });

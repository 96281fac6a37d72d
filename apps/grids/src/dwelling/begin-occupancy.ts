import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { Occupancy, type Dwelling, type OccupancyKind } from '../household/dwelling.ts';
import { checkEnd, checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireDwelling, requirePresent, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseInput, type Problem } from '../people/people-problem.ts';
import type { PeopleWork } from '../people/people-work.ts';
import type { Resident } from '../resident/resident.ts';

export interface BeginOccupancyInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
  readonly dwellingId: string;
  readonly kind: OccupancyKind;
  readonly since: string;
  readonly until?: string | null | undefined;
}

export interface BeginOccupancySuccess {
  readonly __typename: 'BeginOccupancySuccess';
  readonly residentId: string;
  readonly dwellingId: string;
}

/** Lets a resident live in a dwelling, besides where he or she lives already. The resident is locked. @throws PeopleProblem */
export const applyBeginOccupancy = async (
  work: PeopleWork,
  resident: Resident,
  dwelling: Dwelling,
  begun: { readonly kind: OccupancyKind; readonly since: string; readonly until: string | null },
  field = 'input',
): Promise<void> => {
  const since = checkPastDay(work, `${field}.since`, begun.since);
  const until = begun.until === null ? null : checkEnd(work, `${field}.until`, since, begun.until);
  if (!dwelling.standsOn(since))
    refuseInput(work, `${field}.dwellingId`, {
      zh: `该房屋已于 ${dwelling.demolishedOn ?? ''} 拆除。`,
      en: `is of a dwelling that was demolished on ${dwelling.demolishedOn ?? ''}.`,
    });
  const [overlapping] = await work.sql(
    `select 1 from occupancy where dwelling_id = $1 and resident_id = $2
       and daterange(since, until) && daterange($3::date, $4::date) limit 1`,
    [dwelling.id, resident.id, since, until],
  );
  if (overlapping)
    refuseConflict(work, {
      zh: '该居民在此期间已登记居住于该房屋。',
      en: 'The resident lives in this dwelling during that time already.',
    });
  work.em.create(Occupancy, { dwellingId: dwelling.id, residentId: resident.id, since, until, kind: begun.kind });
  noteChange(work, 'RESIDENT', resident, {
    kind: 'OCCUPANCY_BEGUN',
    effectiveOn: since,
    fields: ['occupancies'],
    values: { dwellingId: dwelling.id, kind: begun.kind },
  });
};

/** Records that a resident lives in a dwelling (登记人房关系). */
export const beginOccupancy = (
  context: Context,
  input: BeginOccupancyInput,
): Promise<BeginOccupancySuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'beginOccupancy',
    input,
    work: async (work): Promise<BeginOccupancySuccess> => {
      const resident = await requirePresent(context, work, input.residentId, 'input.residentId');
      const dwelling = await requireDwelling(context, work, input.dwellingId, 'input.dwellingId');
      await applyBeginOccupancy(work, resident, dwelling, { ...input, until: input.until ?? null });
      return { __typename: 'BeginOccupancySuccess', residentId: resident.id, dwellingId: dwelling.id };
    },
  });

import { residentChanged } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { checkPastDay } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requirePresent, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { tellResident, type PeopleWork } from '../people/people-work.ts';
import type { PopulationKind, Resident } from './resident.ts';

export interface ChangePopulationKindInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly residentId: string;
  readonly populationKind: PopulationKind;
  readonly on?: string | null | undefined;
}

export interface ChangePopulationKindSuccess {
  readonly __typename: 'ChangePopulationKindSuccess';
  readonly residentId: string;
}

/** E.g. a floating resident is registered here now. The resident is locked. @throws PeopleProblem */
export const applyPopulationKind = (
  work: PeopleWork,
  resident: Resident,
  populationKind: PopulationKind,
  on: string,
  field = 'input',
): void => {
  const before = resident.populationKind;
  if (before === populationKind)
    refuseInput(work, `${field}.populationKind`, { zh: '与现有类别相同。', en: 'is what the resident is already.' });
  if (populationKind !== 'OVERSEAS' && isAbsent(resident.idNumberSealed))
    refuseInput(work, `${field}.populationKind`, {
      zh: '没有公民身份号码的居民只能为境外人口；请先补登号码。',
      en: 'is OVERSEAS for whoever has no id number; enter that first.',
    });
  resident.populationKind = populationKind;
  tellResident(work, resident, residentChanged, { fields: ['populationKind'] });
  noteChange(work, 'RESIDENT', resident, {
    kind: 'POPULATION_KIND_CHANGED',
    effectiveOn: on,
    fields: ['populationKind'],
    values: { before: { populationKind: before }, after: { populationKind } },
  });
};

/** Changes which population a resident belongs to (变更人口类别). */
export const changePopulationKind = (
  context: Context,
  input: ChangePopulationKindInput,
): Promise<ChangePopulationKindSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'changePopulationKind',
    input,
    work: async (work): Promise<ChangePopulationKindSuccess> => {
      const resident = await requirePresent(context, work, input.residentId, 'input.residentId');
      const on = checkPastDay(work, 'input.on', input.on ?? work.today);
      applyPopulationKind(work, resident, input.populationKind, on);
      return { __typename: 'ChangePopulationKindSuccess', residentId: resident.id };
    },
  });

import { householdChanged } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { noteChange } from '../people/people-change.ts';
import { requireHousehold, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { lockMembers, tellHousehold, type PeopleWork } from '../people/people-work.ts';
import { assertOneSpouse, checkRelations, makeHead, type RelationInput } from './household-members.ts';
import type { Household } from './household.ts';

export interface ChangeHeadInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
  readonly headId: string;
  readonly relations?: readonly RelationInput[] | null | undefined;
}

export interface ChangeHeadSuccess {
  readonly __typename: 'ChangeHeadSuccess';
  readonly householdId: string;
}

/** Makes another member the head; the relations of the others follow unless they are said. @throws PeopleProblem */
export const applyChangeHead = async (
  work: PeopleWork,
  household: Household,
  headId: string,
  relations: readonly RelationInput[] = [],
  field = 'input',
): Promise<void> => {
  const members = await lockMembers(work, household.id);
  const former = members.find(({ relation }) => relation === 'HEAD');
  if (former?.id === headId.toLowerCase())
    refuseInput(work, `${field}.headId`, { zh: '该成员已是户主。', en: 'is the head already.' });
  checkRelations(work, relations, members, `${field}.relations`);
  const head = await makeHead(work, household, headId, `${field}.headId`, relations);
  await assertOneSpouse(work, household, `${field}.relations`);
  tellHousehold(work, household, householdChanged, { fields: ['head'] });
  noteChange(work, 'HOUSEHOLD', household, {
    kind: 'HEAD_CHANGED',
    fields: ['head'],
    values: { before: { headId: former?.id ?? null }, after: { headId: head.id } },
  });
};

/** Makes another member the head of a household (变更户主). */
export const changeHead = (
  context: Context,
  input: ChangeHeadInput,
): Promise<ChangeHeadSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'changeHead',
    input,
    work: async (work): Promise<ChangeHeadSuccess> => {
      const household = await requireHousehold(context, work, input.householdId, 'input.householdId');
      await applyChangeHead(work, household, input.headId, input.relations ?? []);
      return { __typename: 'ChangeHeadSuccess', householdId: household.id };
    },
  });

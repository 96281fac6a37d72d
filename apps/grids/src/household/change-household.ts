import { householdChanged } from '@gridloom/contracts';
import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { noteChange } from '../people/people-change.ts';
import { requireHousehold, runPeopleCommand } from '../people/people-command.ts';
import { refuseInput, type Problem } from '../people/people-problem.ts';
import { tellHousehold, type PeopleWork } from '../people/people-work.ts';
import { checkAddress, findHomeIn } from './household-home.ts';
import type { Household } from './household.ts';
import { settleNumber } from './register-household.ts';

export interface HouseholdChange {
  readonly number?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly dwellingId?: string | null | undefined;
}

export interface ChangeHouseholdInput extends HouseholdChange {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
}

export interface ChangeHouseholdSuccess {
  readonly __typename: 'ChangeHouseholdSuccess';
  readonly householdId: string;
}

/** Changes what is kept of a household itself; fields left out stay. The household is locked. @throws PeopleProblem */
export const applyChangeHousehold = async (
  work: PeopleWork,
  household: Household,
  change: HouseholdChange,
  field = 'input',
): Promise<void> => {
  const { number, address, dwellingId } = household;
  const before = { number, address, dwellingId: dwellingId ?? null };
  if (!isAbsent(change.number) && change.number.trim() !== household.number)
    household.number = await settleNumber(work, household.areaCode, change.number, `${field}.number`);
  if (!isAbsent(change.dwellingId) && change.dwellingId !== household.dwellingId) {
    const dwelling = await findHomeIn(work, household.gridId, change.dwellingId, `${field}.dwellingId`);
    household.dwellingId = dwelling.id;
    household.address = dwelling.address;
  }
  if (!isAbsent(change.address)) household.address = checkAddress(work, `${field}.address`, change.address);
  const after = { number: household.number, address: household.address, dwellingId: household.dwellingId ?? null };
  const fields = (['number', 'address', 'dwellingId'] as const).filter((key) => before[key] !== after[key]);
  if (fields.length === 0)
    refuseInput(work, field, { zh: '没有任何变更。', en: 'changes nothing: name a field that is to be another one.' });
  tellHousehold(work, household, householdChanged, { fields });
  noteChange(work, 'HOUSEHOLD', household, { kind: 'CHANGED', fields, values: { before, after } });
};

/** Changes a household's number, address or dwelling (变更户信息). */
export const changeHousehold = (
  context: Context,
  input: ChangeHouseholdInput,
): Promise<ChangeHouseholdSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'changeHousehold',
    input,
    work: async (work): Promise<ChangeHouseholdSuccess> => {
      const household = await requireHousehold(context, work, input.householdId, 'input.householdId');
      await applyChangeHousehold(work, household, input);
      return { __typename: 'ChangeHouseholdSuccess', householdId: household.id };
    },
  });

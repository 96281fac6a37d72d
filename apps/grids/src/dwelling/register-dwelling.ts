import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { DwellingKind } from '../household/dwelling.ts';
import { applyRegisterDwelling } from '../household/household-home.ts';
import { requireGrid, runPeopleCommand } from '../people/people-command.ts';
import type { Problem } from '../people/people-problem.ts';

export interface RegisterDwellingInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridId: string;
  readonly address: string;
  readonly kind?: DwellingKind | null | undefined;
}

export interface RegisterDwellingSuccess {
  readonly __typename: 'RegisterDwellingSuccess';
  readonly dwellingId: string;
}

/** Enters a dwelling in the record (登记房屋). */
export const registerDwelling = (
  context: Context,
  input: RegisterDwellingInput,
): Promise<RegisterDwellingSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'registerDwelling',
    input,
    work: async (work): Promise<RegisterDwellingSuccess> => {
      const grid = await requireGrid(context, work, input.gridId, 'input.gridId');
      const dwelling = await applyRegisterDwelling(work, { gridId: grid.id, areaCode: grid.areaCode }, input, 'input');
      return { __typename: 'RegisterDwellingSuccess', dwellingId: dwelling.id };
    },
  });

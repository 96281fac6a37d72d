import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { runPeopleCommand } from '../people/people-command.ts';
import { refuseMissing, type Problem } from '../people/people-problem.ts';
import { orderRechecks } from './people-jobs.ts';

export interface RecheckDataInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly areaCode: string;
}

export interface RecheckDataSuccess {
  readonly __typename: 'RecheckDataSuccess';
  readonly villages: number;
}

/** Has all villages of an area looked through again for contradictions and doubles, in the background (重新核查). */
export const recheckData = (
  context: Context,
  input: RecheckDataInput,
): Promise<RecheckDataSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'recheckData',
    input,
    work: async (work): Promise<RecheckDataSuccess> => {
      const reach = context.peopleReach('RECHECK_DATA');
      const { areas } = context;
      const area = areas.find(input.areaCode);
      if (!area || (!reach.all && !reach.areaCodes.includes(area.code))) return refuseMissing(work, 'input.areaCode');
      const villages = areas.withDescendants(area.code).filter((code) => areas.find(code)?.level === 'VILLAGE');
      await orderRechecks(work.sql, villages);
      return { __typename: 'RecheckDataSuccess', villages: villages.length };
    },
  });

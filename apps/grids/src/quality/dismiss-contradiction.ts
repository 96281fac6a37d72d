import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { checkText } from '../people/people-checks.ts';
import { runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseMissing, type Problem } from '../people/people-problem.ts';

export interface DismissContradictionInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly contradictionId: string;
  readonly reason: string;
}

export interface DismissContradictionSuccess {
  readonly __typename: 'DismissContradictionSuccess';
  readonly contradictionId: string;
}

/** Says that what looks like a contradiction is right, and why (确认无误). */
export const dismissContradiction = (
  context: Context,
  input: DismissContradictionInput,
): Promise<DismissContradictionSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'dismissContradiction',
    input,
    work: async (work): Promise<DismissContradictionSuccess> => {
      const reason = checkText(work, 'input.reason', input.reason, { least: 2, most: 500 });
      const [row] = isUuid(input.contradictionId)
        ? await work.sql(
            `select grid_id, area_code, dismissed_at is not null as dismissed from data_contradiction
             where id = $1 and settled_at is null for update`,
            [input.contradictionId],
          )
        : [];
      const place = { gridId: row?.grid_id as string, areaCode: row?.area_code as string };
      if (!row || !isInTerritory(context.peopleReach('MANAGE_RESIDENTS'), place))
        return refuseMissing(work, 'input.contradictionId');
      if (row.dismissed === true) return refuseConflict(work, { zh: '该条已确认。', en: 'It was dismissed before.' });
      await work.sql(
        'update data_contradiction set dismissed_at = $2, dismissed_by = $3, dismissed_note = $4 where id = $1',
        [input.contradictionId, work.now, work.accountId, reason],
      );
      return { __typename: 'DismissContradictionSuccess', contradictionId: input.contradictionId };
    },
  });

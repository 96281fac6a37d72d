import type { KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { checkText } from '../people/people-checks.ts';
import { requireResidents, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseMissing, type Problem } from '../people/people-problem.ts';

export interface DismissDuplicateInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly duplicateCandidateId: string;
  readonly reason: string;
}

export interface DismissDuplicateSuccess {
  readonly __typename: 'DismissDuplicateSuccess';
  readonly duplicateCandidateId: string;
}

/** Decides that two records are of two people (排除重复). */
export const dismissDuplicate = (
  context: Context,
  input: DismissDuplicateInput,
): Promise<DismissDuplicateSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'dismissDuplicate',
    input,
    work: async (work): Promise<DismissDuplicateSuccess> => {
      const reason = checkText(work, 'input.reason', input.reason, { least: 2, most: 500 });
      const field = 'input.duplicateCandidateId';
      const [row] = isUuid(input.duplicateCandidateId)
        ? await work.sql(
            'select resident_a_id, resident_b_id, state from duplicate_candidate where id = $1 for update',
            [input.duplicateCandidateId],
          )
        : [];
      if (!row) return refuseMissing(work, field);
      const ids = [row.resident_a_id as string, row.resident_b_id as string];
      await requireResidents(context, work, ids, () => field, 'MERGE_RESIDENTS');
      if (row.state !== 'OPEN') return refuseConflict(work, { zh: '该条已处理。', en: 'It was decided before.' });
      await work.sql(
        `update duplicate_candidate set state = 'DISMISSED', decided_at = $2, decided_by = $3, decision_note = $4 where id = $1`,
        [input.duplicateCandidateId, work.now, work.accountId, reason],
      );
      return { __typename: 'DismissDuplicateSuccess', duplicateCandidateId: input.duplicateCandidateId };
    },
  });

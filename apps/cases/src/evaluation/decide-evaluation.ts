import { holdsRoleAt, notFound, type Conflict, type InvalidInput, type NotFound } from '@gridloom/service-kit';

import { loadCaseRules } from '../case/case-rules.ts';
import { problemOf, textProblem } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import { runOnCase } from '../deadline/run-on-case.ts';
import type { DecideEvaluationInput } from '../generated/resolvers.ts';

const NOTE_LIMIT = 1_000;

/** The grid office says whether a complainant is unsatisfied for good reason (认定): then it is done again, else it is closed. */
export const decideEvaluation = async (context: Context, input: DecideEvaluationInput) => {
  try {
    return await runOnCase<'DecideEvaluation', Conflict | InvalidInput | NotFound>(context, {
      name: 'DecideEvaluation',
      input,
      may: (file) => holdsRoleAt(context, ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'], { areaCode: file.areaCode }),
      work: async (file, { sql, by }) => {
        const problem = textProblem(context, 'input.note', input.note, NOTE_LIMIT);
        if (problem) return problem;
        const decided = await sql(
          `update evaluation_detail set decision = $2, decided_at = $3, decided_by_account_id = $4, decision_note = $5
           where case_id = $1 and decision = 'PENDING' returning id`,
          [file.id, input.wellFounded ? 'WELL_FOUNDED' : 'UNFOUNDED', by.at, by.actorAccountId, input.note],
        );
        if (decided.length === 0) {
          const message = {
            zh: '该事件没有待认定的不满意评价。',
            en: 'No unsatisfied answer of this case waits for a decision.',
          };
          return notFound(context.locale, 'input.caseId', message);
        }
        return file.decideEvaluation(by, input.wellFounded, await loadCaseRules(sql, file.flowVersion));
      },
    });
  } catch (error) {
    const problem = problemOf(context, error);
    if (problem) return problem;
    throw error;
  }
};

import { Refused } from '@gridloom/access';
import { invalidInput, type Conflict, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { answerEvaluation } from '../evaluation/answer-evaluation.ts';
import type { EvaluateCaseInput } from '../generated/resolvers.ts';
import { mayCallBack } from './case-policy.ts';
import type { Case } from './case.ts';
import type { Complainant } from './complainant.ts';
import { runCaseCommand } from './run-case-command.ts';
import { ComplainantUnclear } from './transition-refused.ts';

const COMMENT_LIMIT = 1_000;

/** A complainant who answers for himself is the one meant; who calls back names one of several. */
const whoIsAsked = (
  context: Context,
  file: Case,
  complainants: readonly Complainant[],
  named: string | null,
): string | null => {
  if (mayCallBack(context, file)) return named;
  const residentId = context.caller.kind === 'account' ? context.caller.residentId : undefined;
  const own = complainants.filter((complainant) => complainant.residentId === residentId);
  if (named !== null && !own.some(({ id }) => id === named)) {
    throw new Refused(
      'FORBIDDEN',
      context.say({ zh: '只能评价您本人的诉求。', en: 'You can only evaluate your own demand.' }),
    );
  }
  const mine = named ?? own.find(({ evaluatedAt }) => !evaluatedAt)?.id;
  if (mine === undefined) throw new ComplainantUnclear();
  return mine;
};

/** The complainant is asked, or answers (评价): satisfied closes the case, not satisfied is rework. */
export const evaluateCase = (context: Context, input: EvaluateCaseInput) =>
  runCaseCommand<'EvaluateCase', InvalidInput | Conflict>(context, {
    name: 'EvaluateCase',
    action: 'EVALUATE',
    input,
    work: async (file, { em, sql, by, rules }) => {
      if (input.comment && input.comment.length > COMMENT_LIMIT) {
        return invalidInput(
          context.locale,
          'input.comment',
          { zh: '评价内容过长。', en: 'The comment is too long.' },
          `≤ ${String(COMMENT_LIMIT)}`,
        );
      }
      const named = input.complainantId?.toLowerCase() ?? null;
      const answer = {
        satisfied: input.satisfied,
        comment: input.comment ?? null,
        reasonCodes: input.reasonCodes ?? [],
        channel: mayCallBack(context, file) ? 'CALL_BACK' : 'COMPLAINANT',
      } as const;
      return answerEvaluation(context, { em, sql, rules, by }, file, answer, (complainants) =>
        whoIsAsked(context, file, complainants, named),
      );
    },
  });

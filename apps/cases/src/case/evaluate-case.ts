import { Refused } from '@gridloom/access';
import { invalidInput, type InvalidInput } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { EvaluateCaseInput } from '../generated/resolvers.ts';
import { mayCallBack } from './case-policy.ts';
import type { Case } from './case.ts';
import { Complainant } from './complainant.ts';
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
  runCaseCommand<'EvaluateCase', InvalidInput>(context, {
    name: 'EvaluateCase',
    action: 'EVALUATE',
    input,
    work: async (file, { em, by, clock }) => {
      if (input.comment && input.comment.length > COMMENT_LIMIT) {
        return invalidInput(
          context.locale,
          'input.comment',
          { zh: '评价内容过长。', en: 'The comment is too long.' },
          `≤ ${String(COMMENT_LIMIT)}`,
        );
      }
      const complainants = await em.find(Complainant, { caseId: file.id });
      const asked = whoIsAsked(context, file, complainants, input.complainantId?.toLowerCase() ?? null);
      const answer = { satisfied: input.satisfied, comment: input.comment ?? null };
      return file.evaluate(by, answer, asked, complainants, clock);
    },
  });

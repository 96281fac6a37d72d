import { conflict, invalidInput, type Conflict, type EntityManager, type InvalidInput } from '@gridloom/service-kit';

import { loadCaseFacts, loadFlowOf, mayAct, mayCallBack } from '../case/case-policy.ts';
import type { Case } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import type { Context } from '../context.ts';
import { runOnCase } from '../deadline/run-on-case.ts';
import type { IssueEvaluationCodeInput, RecordCallBackInput } from '../generated/resolvers.ts';
import { issueEvaluationCode as issue } from './issue-evaluation-code.ts';

/** Who calls back: the village's secretary or the grid office, but never who handled the case. */
const mayAsk = async (context: Context, file: Case): Promise<boolean> =>
  mayCallBack(context, file) &&
  mayAct(context, 'EVALUATE', file, await loadFlowOf(context, file), await loadCaseFacts(context, file));

/** The complainant who is to be asked: the one named, or the only one who has not answered. */
const whoIsAsked = async (context: Context, em: EntityManager, file: Case, named: string | null | undefined) => {
  if (file.status !== 'VERIFIED' && file.status !== 'CLOSED') {
    return conflict(context.locale, {
      zh: '该事件尚未核验，或已不需评价。',
      en: 'The case is not verified yet, or nobody is asked any more.',
    });
  }
  const unasked = (await em.find(Complainant, { caseId: file.id })).filter(({ evaluatedAt }) => !evaluatedAt);
  const asked = named
    ? unasked.find(({ id }) => id === named.toLowerCase())
    : unasked.length === 1
      ? unasked[0]
      : undefined;
  if (asked) return asked;
  return invalidInput(context.locale, 'input.complainantId', {
    zh: '请指明本事件中尚未评价的一位诉求人。',
    en: 'Name one of the complainants of this case who has not been asked yet.',
  });
};

/** A call that brought no answer (回访未果): noted, so that the next one knows. An answer is an evaluation. */
export const recordCallBack = (context: Context, input: RecordCallBackInput) =>
  runOnCase<'RecordCallBack', Conflict | InvalidInput>(context, {
    name: 'RecordCallBack',
    input,
    may: (file) => mayAsk(context, file),
    work: async (file, { em, sql, by }) => {
      const asked = await whoIsAsked(context, em, file, input.complainantId);
      if ('__typename' in asked) return asked;
      const again = input.callAgainAt ?? null;
      if ((input.outcome === 'CALL_LATER' && again === null) || (again !== null && again <= by.at)) {
        const message = { zh: '请填写今后的再次回访时间。', en: 'Say when to call again; a time to come.' };
        return invalidInput(context.locale, 'input.callAgainAt', message);
      }
      await sql(
        `insert into call_back_attempt (id, case_id, complainant_id, at, outcome, actor_account_id, call_again_at, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [context.newId(), file.id, asked.id, by.at, input.outcome, by.actorAccountId, again, input.note ?? null],
      );
      return file.note('CALLED_BACK', by, [], { complainantId: asked.id, reason: input.outcome });
    },
  });

/** A code by which a complainant evaluates without signing in: told once, to whoever hands it on. */
export const issueEvaluationCode = async (context: Context, input: IssueEvaluationCodeInput) => {
  let issued: Awaited<ReturnType<typeof issue>> | null = null;
  const result = await runOnCase<'IssueEvaluationCode', Conflict | InvalidInput>(context, {
    name: 'IssueEvaluationCode',
    input,
    may: (file) => mayAsk(context, file),
    work: async (file, { em, sql }) => {
      const asked = await whoIsAsked(context, em, file, input.complainantId);
      if ('__typename' in asked) return asked;
      issued = await issue(context, sql, { id: asked.id, caseId: file.id });
      return null;
    },
  });
  if (result.__typename !== 'IssueEvaluationCodeSuccess') return result;
  const told: CodeIssued = { ...result, issued: issued };
  return { ...result, ...told };
};

type Issued = Awaited<ReturnType<typeof issue>> | null;

/** What giving out a code gives back; the code itself only in this very request. */
export interface CodeIssued {
  readonly caseId: string;
  readonly issued: Issued;
}

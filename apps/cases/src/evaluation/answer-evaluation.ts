import {
  conflict,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { CaseRules } from '../case/case-rules.ts';
import type { Case, CaseChange, StepBy } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import type { Context } from '../context.ts';
import { checkReasons, isSolved } from './evaluation-reason.ts';

export type EvaluationChannel = 'COMPLAINANT' | 'CALL_BACK' | 'CODE';

export interface EvaluationAnswer {
  readonly satisfied: boolean;
  readonly comment: string | null;
  readonly reasonCodes: readonly string[];
  readonly channel: EvaluationChannel;
}

interface AnswerTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly rules: CaseRules;
  readonly by: StepBy;
}

/**
 * A complainant's answer with its reasons. Satisfied closes the case, not satisfied is rework; unless a reason has to be decided on
 * first: then the case stays until the office has said whether it is well-founded.
 * @param whoIsAsked picks the complainant by id; null: the only one
 */
export const answerEvaluation = async (
  context: Pick<Context, 'locale' | 'newId'>,
  { em, sql, rules, by }: AnswerTools,
  file: Case,
  answer: EvaluationAnswer,
  whoIsAsked: (complainants: readonly Complainant[]) => string | null,
): Promise<CaseChange | InvalidInput | Conflict> => {
  const reasons = await checkReasons(context, sql, answer.reasonCodes, answer.satisfied);
  if ('__typename' in reasons) return reasons;
  const pending = await sql(`select 1 from evaluation_detail where case_id = $1 and decision = 'PENDING'`, [file.id]);
  if (pending.length > 0) {
    return conflict(context.locale, {
      zh: '已有不满意评价待网格办认定，请待认定后再评价。',
      en: 'An unsatisfied answer waits for the word of the grid office; evaluate after that.',
    });
  }
  const complainants = await em.find(Complainant, { caseId: file.id });
  const asked = whoIsAsked(complainants);
  const waits = file.status === 'VERIFIED' && reasons.some(({ needsDecision }) => needsDecision);
  const told = { satisfied: answer.satisfied, solved: isSolved(answer.satisfied, reasons), comment: answer.comment };
  const change = waits
    ? file.answerForDecision(by, told, asked, complainants, rules)
    : file.evaluate(by, told, asked, complainants, rules);
  await sql(
    `insert into evaluation_detail (id, case_id, complainant_id, at, satisfied, reason_codes, channel, decision)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      context.newId(),
      file.id,
      change.entries[0]?.complainantId,
      by.at,
      answer.satisfied,
      reasons.map(({ code }) => code),
      answer.channel,
      waits ? 'PENDING' : 'NONE',
    ],
  );
  return change;
};

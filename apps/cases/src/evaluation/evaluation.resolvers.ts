import { loadCase } from '../case/load-case.ts';
import type { CaseDone } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { decideEvaluation } from './decide-evaluation.ts';
import { evaluateByCode } from './evaluate-by-code.ts';
import { listReasons, loadReasons, putEvaluationReason } from './evaluation-reason.ts';
import {
  listCallBacks,
  listEvaluationsToDecide,
  loadAttempts,
  loadComplainant,
  loadEvaluationDetail,
} from './list-call-backs.ts';
import { issueEvaluationCode, recordCallBack } from './record-call-back.ts';

const existing = <T>(found: T | null | undefined): T => {
  if (found === null || found === undefined) throw new TypeError('What is referred to is there');
  return found;
};
const done = { case: (result: CaseDone, _: unknown, context: Context) => loadCase(context, result.caseId) };
const ofComplainant = {
  case: ({ caseId }: { readonly caseId: string }, _: unknown, context: Context) => loadCase(context, caseId),
  complainant: async ({ complainantId }: { readonly complainantId: string }, _: unknown, context: Context) =>
    existing(await loadComplainant(context, complainantId)),
};

/** What evaluation adds to a complainant. */
export const complainantFields = {
  callBackAttempts: ({ id }, _, context) => loadAttempts(context, id),
} satisfies Resolvers['CaseComplainant'];

export const evaluationResolvers = {
  Query: {
    callBacks: async (_, args, context) => listCallBacks(context, args),
    evaluationReasons: (_, { satisfied }, context) => listReasons(context, satisfied ?? null),
    evaluationsToDecide: async (_, args, context) => listEvaluationsToDecide(context, args),
  },
  Mutation: {
    recordCallBack: (_, { input }, context) => recordCallBack(context, input),
    issueEvaluationCode: (_, { input }, context) => issueEvaluationCode(context, input),
    evaluateByCode: (_, { input }, context) => evaluateByCode(context, input),
    decideEvaluation: (_, { input }, context) => decideEvaluation(context, input),
    putEvaluationReason: (_, { input }, context) => putEvaluationReason(context, input),
  },
  RecordCallBackSuccess: done,
  IssueEvaluationCodeSuccess: {
    evaluationCode: ({ issued }) => issued?.code ?? null,
    expiresAt: ({ issued }) => issued?.expiresAt ?? null,
  },
  DecideEvaluationSuccess: done,
  PutEvaluationReasonSuccess: {
    reason: async ({ reasonCode }, _, context) =>
      existing((await loadReasons(context)).find(({ code }) => code === reasonCode)),
  },
  EvaluationReason: { name: ({ name }, _, context) => context.say(name) },
  CallBack: ofComplainant,
  CallBackConnection: {
    totalCount: ({ totalCount }) => totalCount ?? 0,
    totalCountIsExact: ({ totalCountIsExact }) => totalCountIsExact ?? true,
  },
  CallBackAttempt: {
    actor: ({ actorAccountId }) => (actorAccountId ? { __typename: 'Account', id: actorAccountId } : null),
  },
  EvaluationToDecide: ofComplainant,
  CaseEvaluation: {
    reasons: async ({ complainantId }, _, context) => {
      const detail = await loadEvaluationDetail(context, complainantId);
      const codes = detail?.reasonCodes ?? [];
      return codes.length === 0 ? [] : (await loadReasons(context)).filter(({ code }) => codes.includes(code));
    },
    channel: async ({ complainantId }, _, context) =>
      (await loadEvaluationDetail(context, complainantId))?.channel ?? null,
    decision: async ({ complainantId }, _, context) => {
      const decision = (await loadEvaluationDetail(context, complainantId))?.decision ?? 'NONE';
      return decision === 'NONE' ? null : decision;
    },
  },
} satisfies Resolvers;

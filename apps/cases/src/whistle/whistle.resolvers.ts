import { loadCase } from '../case/load-case.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { organizationOf } from '../service-item/grants.ts';
import { answerWhistle, arriveAtWhistle, rateWhistle, recordWhistleOutcome } from './answer-whistle.ts';
import { approveWhistle, declineWhistle } from './approve-whistle.ts';
import { draftWhistle } from './draft-whistle.ts';
import { listWhistles } from './list-whistles.ts';
import { allowedWhistleSteps, findWhistle, loadWhistleAnswers, loadWhistleSteps } from './load-whistle.ts';
import { putWhistleRule } from './put-whistle-rule.ts';
import { recallWhistle, releaseWhistle } from './release-whistle.ts';
import type { WhistleDone } from './run-whistle-command.ts';
import { loadWhistleRules } from './whistle-clock.ts';

const done = {
  whistle: (result: WhistleDone, _: unknown, context: Context) => findWhistle(context, result.whistleId),
};

export const whistleResolvers = {
  Query: {
    whistle: (_, { id }, context) => findWhistle(context, id),
    whistles: (_, args, context) => listWhistles(context, args),
    whistleRules: (_, _args, context) => loadWhistleRules(context.sql),
  },
  Mutation: {
    draftWhistle: (_, { input }, context) => draftWhistle(context, input),
    approveWhistle: (_, { input }, context) => approveWhistle(context, input),
    declineWhistle: (_, { input }, context) => declineWhistle(context, input),
    answerWhistle: (_, { input }, context) => answerWhistle(context, input),
    arriveAtWhistle: (_, { input }, context) => arriveAtWhistle(context, input),
    recordWhistleOutcome: (_, { input }, context) => recordWhistleOutcome(context, input),
    releaseWhistle: (_, { input }, context) => releaseWhistle(context, input),
    rateWhistle: (_, { input }, context) => rateWhistle(context, input),
    recallWhistle: (_, { input }, context) => recallWhistle(context, input),
    putWhistleRule: (_, { input }, context) => putWhistleRule(context, input),
  },
  DraftWhistleSuccess: done,
  ApproveWhistleSuccess: done,
  DeclineWhistleSuccess: done,
  AnswerWhistleSuccess: done,
  ArriveAtWhistleSuccess: done,
  RecordWhistleOutcomeSuccess: done,
  ReleaseWhistleSuccess: done,
  RateWhistleSuccess: done,
  RecallWhistleSuccess: done,
  PutWhistleRuleSuccess: { rules: (_, _args, context) => loadWhistleRules(context.sql) },
  WhistleConnection: {
    edges: ({ edges }) => [...edges],
    totalCount: async ({ total }) => (await total()).count,
    totalCountIsExact: async ({ total }) => (await total()).exact,
  },
  Whistle: {
    case: ({ caseId }, _, context) => loadCase(context, caseId),
    caller: ({ callerId }) => (callerId ? organizationOf(callerId) : null),
    lead: ({ leadId }) => (leadId ? organizationOf(leadId) : null),
    assistants: ({ assistantIds }) => assistantIds.map(organizationOf),
    approvedBy: ({ approvedByAccountId }) =>
      approvedByAccountId ? { __typename: 'Account', id: approvedByAccountId } : null,
    answers: (whistle, _, context) => loadWhistleAnswers(context, whistle.id),
    steps: (whistle, _, context) => loadWhistleSteps(context, whistle.id),
    allowedSteps: (whistle, _, context) => allowedWhistleSteps(context, whistle),
  },
  WhistleAnswer: {
    organization: ({ organizationId }) => organizationOf(organizationId),
    missed: (answer, _, context) => [...answer.missedBy(context.now())],
  },
  WhistleStep: {
    actor: ({ actorAccountId }) => (actorAccountId ? { __typename: 'Account', id: actorAccountId } : null),
    organization: ({ organizationId }) => (organizationId ? organizationOf(organizationId) : null),
  },
} satisfies Resolvers;

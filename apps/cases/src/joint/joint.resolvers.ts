import { loadCase } from '../case/load-case.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { candidatesForCase, candidatesForMatter } from './find-candidates.ts';
import { joinCases, splitJoinedCase } from './join-cases.ts';
import { linkAsRepeat, unlinkRepeat } from './link-as-repeat.ts';
import { loadLinked } from './load-linked.ts';
import { replyToComplainant } from './reply-to-complainant.ts';
import type { JointDone } from './run-joint-command.ts';

const done = { case: (result: JointDone, _: unknown, context: Context) => loadCase(context, result.caseId) };

export const jointResolvers = {
  Query: {
    caseCandidates: (_, { matter, first }, context) => candidatesForMatter(context, matter, first),
  },
  Mutation: {
    joinCases: (_, { input }, context) => joinCases(context, input),
    splitJoinedCase: (_, { input }, context) => splitJoinedCase(context, input),
    linkAsRepeat: (_, { input }, context) => linkAsRepeat(context, input),
    unlinkRepeat: (_, { input }, context) => unlinkRepeat(context, input),
    replyToComplainant: (_, { input }, context) => replyToComplainant(context, input),
  },
  JoinCasesSuccess: done,
  SplitJoinedCaseSuccess: done,
  LinkAsRepeatSuccess: done,
  UnlinkRepeatSuccess: done,
  ReplyToComplainantSuccess: done,
  Case: {
    candidates: (file, { first }, context) => candidatesForCase(context, file, first),
    joinedInto: (file, _, context) => (file.mergedIntoId ? loadCase(context, file.mergedIntoId) : null),
    joinedCases: (file, _, context) => loadLinked(context, 'mergedIntoId', file.id),
    repeatOf: (file, _, context) => (file.repeatOfId ? loadCase(context, file.repeatOfId) : null),
    repeats: (file, _, context) => loadLinked(context, 'repeatOfId', file.id),
  },
  CaseCandidate: {
    case: ({ caseId }, _, context) => loadCase(context, caseId),
    reasons: ({ reasons }) => [...reasons],
  },
} satisfies Resolvers;

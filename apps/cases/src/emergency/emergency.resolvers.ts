import { loadCase } from '../case/load-case.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { reportSituation } from './report-situation.ts';

export const emergencyResolvers = {
  Mutation: { reportSituation: (_, { input }, context) => reportSituation(context, input) },
  ReportSituationSuccess: { case: ({ caseId }, _, context) => loadCase(context, caseId) },
} satisfies Resolvers;

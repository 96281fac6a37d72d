import type { Resolvers } from '../generated/resolvers.ts';
import { listChecklists } from './load-checklist.ts';
import { putVisitChecklist } from './put-visit-checklist.ts';
import { listVisitIntervals, putVisitInterval } from './put-visit-interval.ts';

export const rulesResolvers: Pick<
  Resolvers,
  | 'Query'
  | 'Mutation'
  | 'VisitChecklist'
  | 'VisitChecklistItem'
  | 'PutVisitIntervalSuccess'
  | 'PutVisitChecklistSuccess'
> = {
  Query: {
    visitIntervals: (_, _args, context) => listVisitIntervals(context),
    visitChecklists: async (_, _args, context) => [...(await listChecklists(context))],
  },
  Mutation: {
    putVisitInterval: (_, { input }, context) => putVisitInterval(context, input),
    putVisitChecklist: (_, { input }, context) => putVisitChecklist(context, input),
  },
  VisitChecklist: {
    items: ({ items }) => [...items],
  },
  VisitChecklistItem: {
    choices: ({ choices }) => [...choices],
  },
  PutVisitIntervalSuccess: {
    visitIntervals: (_, _args, context) => listVisitIntervals(context),
  },
  PutVisitChecklistSuccess: {
    checklist: async ({ version }, _, context) =>
      (await listChecklists(context)).find((checklist) => checklist.version === version) ?? null,
  },
};

import { assessmentResolvers } from '../assessment/assessment.resolvers.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { staffingResolvers } from '../staffing/staffing.resolvers.ts';
import { trainingResolvers } from '../training/training.resolvers.ts';
import { workerResolvers } from './worker.resolvers.ts';

/** All that is answered about workers: how many there should be, what they have learnt, what came of their work. */
export const workforceResolvers = {
  ...workerResolvers,
  ...staffingResolvers,
  ...trainingResolvers,
  ...assessmentResolvers,
  GridWorker: { ...workerResolvers.GridWorker, ...trainingResolvers.GridWorker, ...assessmentResolvers.GridWorker },
  Query: {
    ...workerResolvers.Query,
    ...staffingResolvers.Query,
    ...trainingResolvers.Query,
    ...assessmentResolvers.Query,
  },
  Mutation: {
    ...workerResolvers.Mutation,
    ...staffingResolvers.Mutation,
    ...trainingResolvers.Mutation,
    ...assessmentResolvers.Mutation,
  },
} satisfies Partial<Resolvers>;

import { isAbsent } from '../absent.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { beginGridAssignment } from './begin-grid-assignment.ts';
import { endGridAssignment } from './end-grid-assignment.ts';
import { loadAssignmentsOfWorker, loadCorps, loadGridAssignment, loadGridWorker } from './load-workers.ts';

export const workerResolvers: Pick<
  Resolvers,
  'Mutation' | 'GridAssignment' | 'GridWorker' | 'BeginGridAssignmentSuccess' | 'EndGridAssignmentSuccess'
> = {
  Mutation: {
    beginGridAssignment: (_, { input }, context) => beginGridAssignment(context, input),
    endGridAssignment: (_, { input }, context) => endGridAssignment(context, input),
  },
  GridAssignment: {
    worker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
  },
  GridWorker: {
    __resolveReference: ({ id }, context) => loadGridWorker(context, id),
    corps: ({ corpsId }, _, context) => (isAbsent(corpsId) ? null : loadCorps(context, corpsId)),
    assignments: ({ id }, _, context) => loadAssignmentsOfWorker(context, id),
  },
  BeginGridAssignmentSuccess: {
    gridAssignment: ({ gridAssignmentId }, _, context) => loadGridAssignment(context, gridAssignmentId),
  },
  EndGridAssignmentSuccess: {
    gridAssignment: ({ gridAssignmentId }, _, context) => loadGridAssignment(context, gridAssignmentId),
  },
};

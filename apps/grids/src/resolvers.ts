import type { Resolvers } from './generated/resolvers.ts';
import { gridResolvers } from './grid/grid.resolvers.ts';
import { householdResolvers } from './household/household.resolvers.ts';
import { residentResolvers } from './resident/resident.resolvers.ts';
import { visitResolvers } from './visit/visit.resolvers.ts';
import { workerResolvers } from './worker/worker.resolvers.ts';

export const resolvers: Resolvers = {
  ...gridResolvers,
  ...householdResolvers,
  ...residentResolvers,
  ...visitResolvers,
  ...workerResolvers,
  Query: { ...gridResolvers.Query, ...householdResolvers.Query, ...residentResolvers.Query, ...visitResolvers.Query },
  Mutation: { ...residentResolvers.Mutation, ...visitResolvers.Mutation, ...workerResolvers.Mutation },
};

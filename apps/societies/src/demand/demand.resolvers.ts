import type { Resolvers } from '../generated/resolvers.ts';
import { findSociety } from '../society/find-society.ts';
import { findDemand } from './list-demands.ts';
import { raiseSocietyDemand } from './raise-society-demand.ts';

export const demandResolvers: Pick<Resolvers, 'SocietyDemand' | 'Mutation' | 'RaiseSocietyDemandSuccess'> = {
  Mutation: {
    raiseSocietyDemand: (_, { input }, context) => raiseSocietyDemand(context, input),
  },
  SocietyDemand: {
    __resolveReference: ({ id }, context) => findDemand(context, id),
    society: ({ societyId }, _, context) => findSociety(context, societyId),
    resident: ({ residentId }) => ({ __typename: 'Resident', id: residentId }),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    grid: ({ gridId }) => (gridId == null ? null : { __typename: 'Grid', id: gridId }),
  },
  RaiseSocietyDemandSuccess: {
    societyDemand: ({ societyDemandId }, _, context) => findDemand(context, societyDemandId),
  },
};

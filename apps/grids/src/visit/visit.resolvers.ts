import type { Resolvers } from '../generated/resolvers.ts';
import { loadHousehold } from '../household/load-households.ts';
import { loadResident } from '../resident/load-residents.ts';
import { loadGridWorker } from '../worker/load-workers.ts';
import { loadDemand, loadDemandsOfVisit, loadVisit } from './load-visits.ts';
import { recordVisit } from './record-visit.ts';
import type { CheckOfVisit } from './visit.ts';

export const visitResolvers: Pick<Resolvers, 'Query' | 'Mutation' | 'Visit' | 'VisitDemand' | 'RecordVisitSuccess'> = {
  Query: {
    visit: (_, { id }, context) => loadVisit(context, id),
  },
  Mutation: {
    recordVisit: (_, { input }, context) => recordVisit(context, input),
  },
  Visit: {
    household: ({ householdId }, _, context) => loadHousehold(context, householdId),
    worker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
    checks: ({ checks, areaCode, gridId }): CheckOfVisit[] => checks.map((check) => ({ ...check, areaCode, gridId })),
    demands: (visit, _, context) => loadDemandsOfVisit(context, visit),
  },
  VisitDemand: {
    __resolveReference: ({ id }, context) => loadDemand(context, id),
    resident: ({ residentId }, _, context) => loadResident(context, residentId),
  },
  RecordVisitSuccess: {
    visit: ({ visitId }, _, context) => loadVisit(context, visitId),
  },
};

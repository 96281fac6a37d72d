import type { Resolvers } from '../generated/resolvers.ts';
import { loadHousehold } from '../household/load-households.ts';
import { loadResident } from '../resident/load-residents.ts';
import { loadChecklist } from '../rules/load-checklist.ts';
import { loadGridWorker } from '../worker/load-workers.ts';
import { listVisitDemands, listVisitsOfTerritory } from './list-visits.ts';
import { answerOfCheck, checksOfVisit } from './checks-of-visit.ts';
import { loadDemand, loadDemandsOfVisit, loadVisit } from './load-visits.ts';
import { recordVisit } from './record-visit.ts';
import { recordVisits } from './record-visits.ts';
import { listGoneHouseholds, listHouseholdsToSync, syncGridWork } from './sync-grid-work.ts';
import { loadVisitPhotos } from './visit-photos.ts';
import { voidVisit } from './void-visit.ts';

export const visitResolvers: Pick<
  Resolvers,
  | 'Query'
  | 'Mutation'
  | 'Visit'
  | 'VisitCheck'
  | 'VisitAnswer'
  | 'VisitReceipt'
  | 'VisitDemand'
  | 'GridWorkSync'
  | 'RecordVisitSuccess'
  | 'RecordVisitsSuccess'
  | 'VoidVisitSuccess'
> = {
  Query: {
    visit: (_, { id }, context) => loadVisit(context, id),
    visits: (_, args, context) => listVisitsOfTerritory(context, args),
    visitDemands: (_, args, context) => listVisitDemands(context, args),
    gridWorkSync: (_, args, context) => syncGridWork(context, args),
  },
  Mutation: {
    recordVisit: (_, { input }, context) => recordVisit(context, input),
    recordVisits: (_, { input }, context) => recordVisits(context, input),
    voidVisit: (_, { input }, context) => voidVisit(context, input),
  },
  Visit: {
    household: ({ householdId }, _, context) => loadHousehold(context, householdId),
    worker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
    checks: (visit, _, context) => checksOfVisit(context, visit),
    demands: (visit, _, context) => loadDemandsOfVisit(context, visit),
  },
  VisitCheck: {
    answer: (check, _, context) => answerOfCheck(context, check),
    photos: ({ visitId, item }, _, context) => loadVisitPhotos(context, visitId, item),
  },
  VisitAnswer: {
    yes: ({ yes }) => yes ?? null,
    choice: ({ choice }) => choice ?? null,
    number: ({ number }) => number ?? null,
    text: ({ text }) => text ?? null,
  },
  VisitReceipt: {
    visitId: ({ visitId }) => visitId ?? null,
    problem: ({ problem }) => problem ?? null,
  },
  VisitDemand: {
    __resolveReference: ({ id }, context) => loadDemand(context, id),
    resident: ({ residentId }, _, context) => loadResident(context, residentId),
    settledOn: ({ settledOn }) => settledOn ?? null,
    outcome: ({ outcome }) => outcome ?? null,
  },
  GridWorkSync: {
    checklist: (_, _args, context) => loadChecklist(context),
    households: (sync, args, context) => listHouseholdsToSync(context, sync, args),
    goneHouseholdIds: (sync, _, context) => listGoneHouseholds(context, sync),
  },
  RecordVisitSuccess: {
    visit: ({ visitId }, _, context) => loadVisit(context, visitId),
  },
  RecordVisitsSuccess: {
    receipts: ({ receipts }) => [...receipts],
  },
  VoidVisitSuccess: {
    visit: ({ visitId }, _, context) => loadVisit(context, visitId),
  },
};

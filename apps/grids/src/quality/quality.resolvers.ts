import { loadGrid } from '../grid/load-grids.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadHousehold } from '../household/load-households.ts';
import { mergeResidents } from '../duplicates/merge-residents.ts';
import { unmergeResidents } from '../duplicates/unmerge-residents.ts';
import { dismissDuplicate } from '../duplicates/dismiss-duplicate.ts';
import { dismissContradiction } from './dismiss-contradiction.ts';
import { recheckData } from './recheck-data.ts';
import { listCandidates, loadCandidate } from '../duplicates/list-candidates.ts';
import { loadResident } from '../resident/load-residents.ts';
import { listContradictions, loadContradiction } from './list-contradictions.ts';
import { countContradictions, countDuplicates } from './load-data-quality.ts';

export const qualityResolvers = {
  Query: {
    duplicateCandidates: (_, { filter, ...page }, context) => listCandidates(context, filter ?? {}, page),
    dataContradictions: (_, { filter, ...page }, context) => listContradictions(context, filter ?? {}, page),
  },
  Mutation: {
    mergeResidents: (_, { input }, context) => mergeResidents(context, input),
    unmergeResidents: (_, { input }, context) => unmergeResidents(context, input),
    dismissDuplicate: (_, { input }, context) => dismissDuplicate(context, input),
    dismissContradiction: (_, { input }, context) => dismissContradiction(context, input),
    recheckData: (_, { input }, context) => recheckData(context, input),
  },
  DataQuality: {
    contradictions: (quality, _, context) => countContradictions(context, quality),
    duplicates: (quality, _, context) => countDuplicates(context, quality),
  },
  DuplicateCandidate: {
    residents: ({ residentIds }, _, context) => Promise.all(residentIds.map((id) => loadResident(context, id))),
  },
  DataContradiction: {
    household: ({ householdId }, _, context) => (householdId === null ? null : loadHousehold(context, householdId)),
    resident: ({ residentId }, _, context) => (residentId === null ? null : loadResident(context, residentId)),
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
  },
  MergeResidentsSuccess: {
    survivor: ({ survivorId }, _, context) => loadResident(context, survivorId),
    merged: ({ mergedId }, _, context) => loadResident(context, mergedId),
  },
  UnmergeResidentsSuccess: {
    survivor: ({ survivorId }, _, context) => loadResident(context, survivorId),
    merged: ({ mergedId }, _, context) => loadResident(context, mergedId),
  },
  DismissDuplicateSuccess: {
    duplicateCandidate: ({ duplicateCandidateId }, _, context) => loadCandidate(context, duplicateCandidateId),
  },
  DismissContradictionSuccess: {
    contradiction: ({ contradictionId }, _, context) => loadContradiction(context, contradictionId),
  },
} satisfies Partial<Resolvers>;

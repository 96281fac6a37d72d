import { isAbsent } from '../absent.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { loadPatrol } from '../patrol/load-patrols.ts';
import { listHazardClasses, putHazardClass } from './hazard-classes.ts';
import { hazardPhotoSubject, loadHazardPhotos } from './hazard-photos.ts';
import type { HazardRecheck } from './hazard.ts';
import { listHazards, loadHazard, loadRechecks } from './load-hazards.ts';
import { recheckHazard } from './recheck-hazard.ts';

/** A re-check with the place of its hazard, which decides who reads its note whole. */
export interface RecheckOfHazard {
  readonly recheck: HazardRecheck;
  readonly areaCode: string;
  readonly gridId: string;
}

export const hazardResolvers = {
  Query: {
    hazard: (_, { id }, context) => loadHazard(context, id),
    hazards: (_, args, context) => listHazards(context, args),
    hazardClasses: async (_, _args, context) => [...(await listHazardClasses(context))],
  },
  Mutation: {
    recheckHazard: (_, { input }, context) => recheckHazard(context, input),
    putHazardClass: (_, { input }, context) => putHazardClass(context, input),
  },
  Hazard: {
    __resolveReference: ({ id }, context) => loadHazard(context, id),
    class: async ({ classCode }, _, context) =>
      (await listHazardClasses(context)).find(({ code }) => code === classCode) ?? null,
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
    patrol: ({ patrolId }, _, context) => (isAbsent(patrolId) ? null : loadPatrol(context, patrolId)),
    overdue: (hazard, _, context) => hazard.isOverdue(context.today),
    photos: ({ id }, _, context) => loadHazardPhotos(context, hazardPhotoSubject(id)),
    rechecks: async ({ id, areaCode, gridId }, _, context): Promise<RecheckOfHazard[]> =>
      (await loadRechecks(context, id)).map((recheck) => ({ recheck, areaCode, gridId })),
  },
  HazardRecheck: {
    id: ({ recheck }) => recheck.id,
    at: ({ recheck }) => recheck.at,
    gone: ({ recheck }) => recheck.gone,
    note: ({ recheck }) => recheck.note ?? null,
    photos: ({ recheck }, _, context) =>
      loadHazardPhotos(context, hazardPhotoSubject(recheck.hazardId, recheck.position)),
  },
  RecheckHazardSuccess: {
    hazard: ({ hazardId }, _, context) => loadHazard(context, hazardId),
  },
  PutHazardClassSuccess: {
    class: async ({ classCode }, _, context) =>
      (await listHazardClasses(context)).find(({ code }) => code === classCode) ?? null,
  },
} satisfies Resolvers;

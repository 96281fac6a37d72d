import { activities, readActivity, readPeriod } from '../figures/activity.ts';
import { metrics } from '../figures/metrics.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadFigures, loadGrid } from '../grid/load-grids.ts';
import { loadHazardsOfPatrol } from '../hazard/load-hazards.ts';
import { loadGridWorker } from '../worker/load-workers.ts';
import { isAbsent } from '../absent.ts';
import { listPatrols, loadPatrol, loadRoute, loadRoutesOfGrid } from './load-patrols.ts';
import { putPatrolRoute } from './put-patrol-route.ts';
import { recordPatrol } from './record-patrol.ts';

export const patrolResolvers = {
  Query: {
    patrol: (_, { id }, context) => loadPatrol(context, id),
    patrols: (_, args, context) => listPatrols(context, args),
  },
  Mutation: {
    recordPatrol: (_, { input }, context) => recordPatrol(context, input),
    putPatrolRoute: (_, { input }, context) => putPatrolRoute(context, input),
  },
  Patrol: {
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
    worker: ({ gridWorkerId }, _, context) => (isAbsent(gridWorkerId) ? null : loadGridWorker(context, gridWorkerId)),
    route: ({ routeId }, _, context) => (isAbsent(routeId) ? null : loadRoute(context, routeId)),
    hazards: ({ id }, _, context) => loadHazardsOfPatrol(context, id),
  },
  PatrolStop: {
    longitude: ({ longitude }) => longitude ?? null,
    latitude: ({ latitude }) => latitude ?? null,
  },
  RecordPatrolSuccess: {
    patrol: ({ patrolId }, _, context) => loadPatrol(context, patrolId),
  },
  PutPatrolRouteSuccess: {
    route: ({ routeId }, _, context) => loadRoute(context, routeId),
  },
} satisfies Resolvers;

/** What patrols add to grids and areas. */
export const patrolFields = {
  Grid: {
    patrolRoutes: ({ id }, _, context) => loadRoutesOfGrid(context, id),
  },
  Area: {
    patrolStatistics: async ({ code }, { period: input }, context) => {
      const period = readPeriod(context, input);
      if (!period) {
        const of = await loadFigures(context, code);
        return {
          patrols: of(metrics.patrols),
          hazardsFound: of(metrics.hazardsFound),
          hazardsGone: of(metrics.hazardsGone),
          hazardsOpen: of(metrics.hazardsOpen),
        };
      }
      const of = await context.batches.load('activity', period, code, async (codes) => {
        const figures = await readActivity(context.sql, codes, period);
        return codes.map((subject) => figures.get(subject) ?? (() => 0));
      });
      return {
        patrols: of(activities.patrols),
        hazardsFound: of(activities.hazardsFound),
        hazardsGone: of(activities.hazardsGone),
        hazardsOpen: null,
      };
    },
  },
} satisfies Pick<Resolvers, 'Grid' | 'Area'>;

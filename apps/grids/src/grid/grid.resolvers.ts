import { isAbsent } from '../absent.ts';
import { metrics } from '../figures/metrics.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { listHouseholdsDue } from '../household/load-households.ts';
import { loadWorkersOfGrid } from '../worker/load-workers.ts';
import { listGrids, listMyGrids, loadChecklist, loadDataQuality, loadFigures, loadGrid } from './load-grids.ts';

export const gridResolvers: Pick<Resolvers, 'Query' | 'Grid' | 'Area'> = {
  Query: {
    myGrids: (_, _args, context) => listMyGrids(context),
    grid: (_, { id }, context) => loadGrid(context, id),
    grids: (_, { first, after, ...filter }, context) => listGrids(context, filter, { first, after }),
  },
  Grid: {
    __resolveReference: ({ id }, context) => loadGrid(context, id),
    area: ({ areaCode }) => ({ code: areaCode }),
    parent: ({ parentGridId }, _, context) => (isAbsent(parentGridId) ? null : loadGrid(context, parentGridId)),
    workers: ({ id }, _, context) => loadWorkersOfGrid(context, id),
    population: async ({ id, level }, _, context) => {
      if (level === 'MICRO') return null;
      return populationOf(await loadFigures(context, id));
    },
    householdsDue: (grid, args, context) => listHouseholdsDue(context, grid, args),
    visitChecklist: (_, _args, context) => loadChecklist(context),
    dataQuality: (grid, _, context) => loadDataQuality(context, grid),
  },
  Area: {
    __resolveReference: ({ code }, { areas }) => (areas.find(code) ? { code } : null),
    grids: ({ code }, { first, after, ...filter }, context) =>
      listGrids(context, { ...filter, areaCode: code }, { first, after }),
    gridStatistics: async ({ code }, _, context) => {
      const of = await loadFigures(context, code);
      return {
        total: of(metrics.grids),
        urban: of(metrics.gridsUrban),
        rural: of(metrics.gridsRural),
        dedicated: of(metrics.gridsDedicated),
        micro: of(metrics.gridsMicro),
      };
    },
    gridWorkerStatistics: async ({ code }, _, context) => {
      const of = await loadFigures(context, code);
      return {
        total: of(metrics.workers),
        fullTime: of(metrics.workersFullTime),
        partTime: of(metrics.workersPartTime),
        gridHeads: of(metrics.gridHeads),
      };
    },
    population: async ({ code }, _, context) => populationOf(await loadFigures(context, code)),
    visitStatistics: async ({ code }, _, context) => {
      const of = await loadFigures(context, code);
      return {
        visits: of(metrics.visits),
        householdsVisited: of(metrics.householdsVisited),
        demands: of(metrics.demands),
      };
    },
  },
};

const populationOf = (of: (metric: string) => number) => ({
  permanent: of(metrics.permanent),
  floating: of(metrics.floating),
  households: of(metrics.households),
});

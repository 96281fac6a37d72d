import { isAbsent } from '../absent.ts';
import { loadGridGaps } from '../area/load-grid-gaps.ts';
import { metrics } from '../figures/metrics.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { listHouseholdsDue } from '../household/load-households.ts';
import { loadAreaQuality, loadGridQuality } from '../quality/load-data-quality.ts';
import { loadWorkersOfGrid } from '../worker/load-workers.ts';
import { loadChecklist } from '../rules/load-checklist.ts';
import { loadVisitStatistics } from '../visit/visit-statistics.ts';
import { loadPopulation, loadVisitFigures, populationOf } from './load-grid-figures.ts';
import { loadFormerCodes, loadMicroGridIds, loadPredecessors, loadSuccessors } from './load-lineage.ts';
import { listGrids, listMyGrids, loadFigures, loadGrid, loadGridList } from './load-grids.ts';

export const gridResolvers: Pick<Resolvers, 'Query' | 'Grid' | 'GridLineage' | 'Area'> = {
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
    population: (grid, { grids }, context) => loadPopulation(context, grid, grids),
    visitStatistics: (grid, { grids }, context) => loadVisitFigures(context, grid, grids),
    formerCodes: ({ id }, _, context) => loadFormerCodes(context, id),
    predecessors: ({ id }, _, context) => loadPredecessors(context, id),
    successors: ({ id }, _, context) => loadSuccessors(context, id),
    microGrids: async ({ id }, _, context) => loadGridList(context, await loadMicroGridIds(context, id)),
    householdsDue: (grid, args, context) => listHouseholdsDue(context, grid, args),
    visitChecklist: async (_, _args, context) => [...((await loadChecklist(context))?.items ?? [])],
    dataQuality: (grid, _, context) => loadGridQuality(context, grid),
  },
  GridLineage: {
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
  },
  Area: {
    __resolveReference: ({ code }, { areas }) => (areas.find(code) ? { code } : null),
    grids: ({ code }, { first, after, ...filter }, context) =>
      listGrids(context, { ...filter, areaCode: code }, { first, after }),
    dataQuality: ({ code }, _, context) => loadAreaQuality(context, code),
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
    gridGaps: async ({ code }, _, context) => [...(await loadGridGaps(context, code))],
    visitStatistics: ({ code }, { period }, context) => loadVisitStatistics(context, code, period),
  },
};

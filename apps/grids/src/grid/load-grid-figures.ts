import type { Context } from '../context.ts';
import { metrics } from '../figures/metrics.ts';
import type { Grid } from './grid.ts';
import { loadFigures } from './load-grids.ts';
import {
  loadGridsOfNow,
  loadLastFigures,
  loadMicroGridFigures,
  loadVisitsOfNow,
  type Figures,
  type VisitFigures,
} from './load-lineage.ts';

/** By the grids as they were, or as they are now. */
export type GridsOf = 'THEN' | 'NOW';

export const populationOf = (of: (metric: string) => number): Figures => ({
  permanent: of(metrics.permanent),
  floating: of(metrics.floating),
  households: of(metrics.households),
});

const sumOf = (all: readonly Figures[]): Figures => {
  const sum = (key: keyof Figures) => all.reduce((total, figures) => total + figures[key], 0);
  return { permanent: sum('permanent'), floating: sum('floating'), households: sum('households') };
};

/**
 * Who lives in a grid. For one that has ended: by the grids of then, who lived there on its last day; by those of now, who lives in
 * the grids that stand in its place.
 */
export const loadPopulation = async (
  context: Context,
  { id, level }: Pick<Grid, 'id' | 'level'>,
  grids: GridsOf,
): Promise<Figures> => {
  if (level === 'MICRO') return loadMicroGridFigures(context, id);
  if (grids === 'THEN') {
    const last = await loadLastFigures(context, id);
    return last ?? populationOf(await loadFigures(context, id));
  }
  const line = await loadGridsOfNow(context, id);
  return sumOf(await Promise.all(line.map(async (gridId) => populationOf(await loadFigures(context, gridId)))));
};

/** Visits in a grid as it was when they were made, or at the households that belong to it now. */
export const loadVisitFigures = async (
  context: Context,
  { id }: Pick<Grid, 'id'>,
  grids: GridsOf,
): Promise<VisitFigures> => {
  if (grids === 'THEN') {
    const of = await loadFigures(context, id);
    return {
      visits: of(metrics.visits),
      householdsVisited: of(metrics.householdsVisited),
      demands: of(metrics.demands),
    };
  }
  const line = await loadGridsOfNow(context, id);
  const all = await Promise.all(line.map((gridId) => loadVisitsOfNow(context, gridId)));
  const sum = (key: keyof VisitFigures) => all.reduce((total, figures) => total + figures[key], 0);
  return { visits: sum('visits'), householdsVisited: sum('householdsVisited'), demands: sum('demands') };
};

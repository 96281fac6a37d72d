import { loadGridLines } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { noFigures, type FigureName, type Figures } from '../statistics/case-figures.ts';
import { loadOwnFigures, type Period } from '../statistics/read-figures.ts';

/** The grids whose figures are a grid's by the grids of now; one statement for all grids of a request. */
const loadLine = (context: Context, gridId: string): Promise<readonly string[]> =>
  context.batches.load('Grid.line', null, gridId, async (ids) => {
    const lineOf = await loadGridLines(context.sql);
    return ids.map(lineOf);
  });

/** Figures of what happened in a grid, by the grids of then or of now. */
export const loadGridFigures = async (
  context: Context,
  period: Period,
  gridId: string,
  grids: 'THEN' | 'NOW',
): Promise<Figures> => {
  if (grids === 'THEN') return loadOwnFigures(context, 'GRID', period, gridId);
  const line = await loadLine(context, gridId);
  const all = await Promise.all(line.map((id) => loadOwnFigures(context, 'GRID', period, id)));
  const names = Object.keys(noFigures()) as FigureName[];
  const total = noFigures();
  for (const figures of all) for (const name of names) total[name] += figures[name];
  return total;
};

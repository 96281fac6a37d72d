import { loadGridLines } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { Figures } from '../statistics/case-figures.ts';
import { addUp, loadOwnFigures, type Period } from '../statistics/read-figures.ts';

/** The grids whose figures are a grid's by the grids of now; one statement for all grids of a request. */
const loadLine = (context: Context, gridId: string): Promise<readonly string[]> =>
  context.batches.load('Grid.line', null, gridId, async (ids) => {
    const lineOf = await loadGridLines(context.sql);
    return ids.map(lineOf);
  });

/**
 * Figures of what happened in a grid, by the grids of then or of now. By those of now a case from before a split or merger counts
 * where its complainants live now; a grid that is no more has the figures of the grids in its place.
 */
export const loadGridFigures = async (
  context: Context,
  period: Period,
  gridId: string,
  grids: 'THEN' | 'NOW',
): Promise<Figures> => {
  if (grids === 'THEN') return loadOwnFigures(context, 'GRID', period, gridId);
  const line = await loadLine(context, gridId);
  return addUp(
    await Promise.all(
      line.flatMap((id) => [
        loadOwnFigures(context, 'GRID', period, id),
        loadOwnFigures(context, 'GRID_NOW', period, id),
      ]),
    ),
  );
};

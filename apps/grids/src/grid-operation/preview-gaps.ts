import type { Context } from '../context.ts';
import { loadTolerance, loadVillageBoundaries } from '../grid/check-grid.ts';
import { geometryOf, type Patch } from '../grid/geometry.ts';
import type { GridOperationPreview } from './ask-operation.ts';
import { newGridsOf } from './operation-plan.ts';

/** Places within the village that would belong to no grid once the operation is carried out. */
export const previewGaps = async (
  context: Context,
  { prepared, effectiveOn }: GridOperationPreview,
): Promise<readonly Patch[]> => {
  const { plan, areaCode, grids } = prepared;
  const changed = new Set(plan.kind === 'RENUMBER' ? [] : grids.map(({ id }) => id));
  const village = await loadVillageBoundaries(context.sql, areaCode, effectiveOn);
  const news = newGridsOf(plan).flatMap(({ level, boundary }) => (level === 'BASIC' && boundary ? [boundary] : []));
  const boundaries = [
    ...village.filter(({ id }) => !changed.has(id)).map(({ boundary }) => boundary),
    ...news,
    ...(plan.kind === 'REDRAW' && grids[0]?.level === 'BASIC' ? [plan.boundary] : []),
  ];
  if (boundaries.length === 0) return [];
  const [geometry, tolerance] = await Promise.all([geometryOf(context.sql), loadTolerance(context.sql)]);
  const holes = await geometry.holes(boundaries);
  return holes.filter(({ squareMetres }) => squareMetres > tolerance.gap);
};

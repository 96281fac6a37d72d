import { manyByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { Boundary } from '../grid/boundary.ts';
import { loadTolerance } from '../grid/check-grid.ts';
import { geometryOf, type Patch } from '../grid/geometry.ts';

/** Places within villages that belong to none of their grids and are larger than the county allows. */
export const loadGridGaps = (context: Context, areaCode: string): Promise<readonly Patch[]> =>
  context.areas.find(areaCode)?.level === 'VILLAGE'
    ? context.batches.load('Area.gridGaps', null, areaCode, async (codes) => {
        const [rows, tolerance, geometry] = await Promise.all([
          context.sql(
            `select area_code, boundary from grid where area_code = any($1::text[]) and level = 'BASIC' and boundary is not null
               and valid_from <= $2::date and (valid_until is null or valid_until > $2::date) order by id`,
            [codes, context.today],
          ),
          loadTolerance(context.sql),
          geometryOf(context.sql),
        ]);
        const drawn = manyByKey(codes, rows, (row) => row.area_code as string);
        return Promise.all(
          drawn.map(async (grids) => {
            if (grids.length === 0) return [];
            const holes = await geometry.holes(grids.map((row) => row.boundary as Boundary));
            return holes.filter(({ squareMetres }) => squareMetres > tolerance.gap);
          }),
        );
      })
    : Promise.resolve([]);

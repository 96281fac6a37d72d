import { badArgument } from '@gridloom/service-kit';
import { toWgs84, type GeoDatum } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { Boundary } from './boundary.ts';
import { geometryOf } from './geometry.ts';
import type { GridLevel } from './grid.ts';

interface Place {
  readonly longitude: number;
  readonly latitude: number;
  readonly datum: GeoDatum;
  readonly level: GridLevel;
}

/** Two decimals of a square kilometre: the smaller of two grids that both hold a place is the more telling one. */
const bySize = 'area(boundary_box(boundary))';

/** The grid of today whose boundary holds a place: by the boxes in the index first, then exactly. */
export const findGridAt = async (
  context: Context,
  { longitude, latitude, datum, level }: Place,
): Promise<string | null> => {
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90)
    throw badArgument(context.locale, {
      zh: 'longitude 应在 -180 至 180、latitude 应在 -90 至 90 之间（度）。',
      en: 'longitude lies between -180 and 180, latitude between -90 and 90 degrees.',
    });
  const [x, y] = toWgs84([longitude, latitude], datum);
  const rows = await context.sql(
    `select id, boundary from grid
     where boundary is not null and boundary_box(boundary) @> box(point($1, $2), point($1, $2)) and level = $3
       and valid_from <= $4::date and (valid_until is null or valid_until > $4::date) order by ${bySize}, id`,
    [x, y, level, context.today],
  );
  if (rows.length === 0) return null;
  const geometry = await geometryOf(context.sql);
  for (const row of rows) {
    const [inside] = await geometry.within(row.boundary as Boundary, [[x, y]]);
    if (inside === true) return row.id as string;
  }
  return null;
};

import type { SqlExecutor } from '@gridloom/service-kit';

import type { Boundary, Position } from './boundary.ts';
import { geometryByLibrary } from './geometry-by-library.ts';
import { geometryByPostgis } from './geometry-by-postgis.ts';

/** Something that covers nothing: between grids where none is, or the other way round. */
export interface Patch {
  readonly squareMetres: number;
  readonly boundary: Boundary;
}

/** What the boundaries of grids are asked. Areas are on the ellipsoid or a sphere of its size, in square metres. */
export interface Geometry {
  /**
   * Where the boundary crosses itself, if it does: rings that cross, polygons that lie over each other or share an edge, holes
   * that reach outside or cut it in two, outlines that cover nothing.
   */
  crossing(boundary: Boundary): Promise<Position | undefined>;
  squareMetres(boundary: Boundary): Promise<number>;
  /** How much each of the others covers of it. */
  overlaps(boundary: Boundary, others: readonly Boundary[]): Promise<readonly number[]>;
  /** What of the whole no part covers. */
  uncovered(whole: Boundary, parts: readonly Boundary[]): Promise<number>;
  union(boundaries: readonly Boundary[]): Promise<Boundary>;
  /** Places that lie all around within the boundaries and in none of them. */
  holes(boundaries: readonly Boundary[]): Promise<readonly Patch[]>;
  /** Which of the positions lie within the boundary, its edge included. */
  within(boundary: Boundary, positions: readonly Position[]): Promise<readonly boolean[]>;
}

/** PostGIS where the database has it, in a schema that is searched; a library otherwise. */
export const geometryOf = async (sql: SqlExecutor): Promise<Geometry> => {
  const [found] = await sql(
    `select to_regtype('geography') is not null and exists (select 1 from pg_extension where extname = 'postgis') as postgis`,
  );
  return found?.postgis === true ? geometryByPostgis(sql) : geometryByLibrary;
};

import type { SqlExecutor } from '@gridloom/service-kit';

import { boundaryOf, LEAST_SQUARE_METRES, polygonsOf, ringsOf, type Boundary, type Position } from './boundary.ts';
import type { Geometry } from './geometry.ts';
import { inCentimetres, inDegrees } from './ring-crossing.ts';

const shape = (parameter: string) => `ST_SetSRID(ST_GeomFromGeoJSON(${parameter}), 4326)`;
/** The polygons of a list of GeoJSON texts, in its order. */
const shapes = (parameter: string) =>
  `unnest(${parameter}::text[]) with ordinality as given (json, n) cross join lateral (select ${shape('given.json')} as geom) s`;

const text = (boundary: Boundary) => JSON.stringify(boundary);
const texts = (boundaries: readonly Boundary[]) => boundaries.map(text);
const json = (value: unknown) => JSON.parse(value as string) as Boundary;

/** In whole centimetres: whether a corner lies on a line is told exactly then, as without PostGIS. */
const whole = (boundary: Boundary): Boundary =>
  boundaryOf(polygonsOf(boundary).map((rings) => rings.map((ring) => ring.map(inCentimetres))));

/** The checks of boundaries by PostGIS. */
export const geometryByPostgis = (sql: SqlExecutor): Geometry => {
  const one = async (query: string, params: readonly unknown[]) => {
    const [row] = await sql(query, params);
    if (!row) throw new Error('PostGIS gave no row');
    return row;
  };
  return {
    crossing: async (boundary) => {
      const { valid, place, area } = await one(
        `select valid, ST_AsGeoJSON(location) as place, case when valid then ST_Area(${shape('$2')}::geography) end as area
         from (select (ST_IsValidDetail(ST_GeomFromGeoJSON($1))).*) as detail`,
        [text(whole(boundary)), text(boundary)],
      );
      if (valid === true) return (area as number) < LEAST_SQUARE_METRES ? ringsOf(boundary)[0]?.[0] : undefined;
      return inDegrees((JSON.parse(place as string) as { coordinates: Position }).coordinates);
    },
    squareMetres: async (boundary) =>
      (await one(`select ST_Area(${shape('$1')}::geography) as area`, [text(boundary)])).area as number,
    overlaps: async (boundary, others) => {
      const rows = await sql(
        `select ST_Area(ST_CollectionExtract(ST_Intersection(${shape('$1')}, s.geom), 3)::geography) as area
         from ${shapes('$2')} order by given.n`,
        [text(boundary), texts(others)],
      );
      return rows.map((row) => row.area as number);
    },
    uncovered: async (whole, parts) =>
      (
        await one(
          `select ST_Area(ST_CollectionExtract(ST_Difference(${shape('$1')}, (select ST_Union(s.geom) from ${shapes('$2')})), 3)::geography) as area`,
          [text(whole), texts(parts)],
        )
      ).area as number,
    union: async (boundaries) =>
      json(
        (await one(`select ST_AsGeoJSON(ST_Union(s.geom), 9) as geom from ${shapes('$1')}`, [texts(boundaries)])).geom,
      ),
    holes: async (boundaries) => {
      const rows = await sql(
        `select ST_Area(hole.geom::geography) as area, ST_AsGeoJSON(hole.geom, 9) as geom
         from (select (ST_Dump(ST_Union(ST_SnapToGrid(s.geom, 0.000001)))).geom from ${shapes('$1')}) polygon
         cross join lateral (
           select ST_MakePolygon(ST_ExteriorRing(ring.geom)) as geom from ST_DumpRings(polygon.geom) as ring
           where ring.path[1] > 0
         ) hole`,
        [texts(boundaries)],
      );
      return rows.map((row) => ({ squareMetres: row.area as number, boundary: json(row.geom) }));
    },
    within: async (boundary, positions) => {
      const rows = await sql(
        `select ST_Covers(${shape('$1')}, ST_SetSRID(ST_MakePoint(p.x, p.y), 4326)) as inside
         from unnest($2::float8[], $3::float8[]) with ordinality as p (x, y, n) order by p.n`,
        [text(boundary), positions.map(([x = 0]) => x), positions.map(([, y = 0]) => y)],
      );
      return rows.map((row) => row.inside === true);
    },
  };
};

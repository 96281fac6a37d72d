import { area } from '@turf/area';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { difference, intersection, union, type Geom } from 'polyclip-ts';

import {
  boundaryOf,
  LEAST_SQUARE_METRES,
  polygonsOf,
  ringsOf,
  type Boundary,
  type Position,
  type Ring,
} from './boundary.ts';
import type { Geometry } from './geometry.ts';
import { ringCrossing } from './ring-crossing.ts';

type Pair = [number, number];
type Multi = Pair[][][];

const multiOf = (boundary: Boundary): Multi =>
  polygonsOf(boundary).map((rings) => rings.map((ring) => ring.map(([x = 0, y = 0]): Pair => [x, y])));

const areaOf = (coordinates: Multi): number => area({ type: 'MultiPolygon', coordinates });

const SHARE_OF_NOISE = 1e-9;

/** In square degrees: unlike square metres these do not change where a corner on a straight line is left out. */
const planeAreaOf = (coordinates: Multi): number => {
  const [x0 = 0, y0 = 0] = coordinates[0]?.[0]?.[0] ?? [];
  const sizeOf = (ring: readonly Pair[]) =>
    ring.reduce((sum, [x, y], n) => {
      const [nextX, nextY] = ring[n + 1] ?? [x, y];
      return sum + (x - x0) * (nextY - y0) - (nextX - x0) * (y - y0);
    }, 0);
  return coordinates.reduce(
    (total, rings) => total + rings.reduce((sum, ring, n) => sum + (n === 0 ? 1 : -1) * Math.abs(sizeOf(ring)), 0) / 2,
    0,
  );
};

const shapeOf = (coordinates: Multi) => ({
  polygons: coordinates.length,
  rings: coordinates.reduce((sum, rings) => sum + rings.length, 0),
});

/**
 * Whether polygons and holes are what they cover together: less, or more, where they lie over each other, and made of other rings
 * where they share an edge or a hole cuts a polygon in two.
 */
const isPlain = (coordinates: Multi): boolean => {
  const covered = union(coordinates);
  const [given, made] = [shapeOf(coordinates), shapeOf(covered)];
  if (given.polygons !== made.polygons || given.rings !== made.rings) return false;
  const sum = planeAreaOf(coordinates);
  return areaOf(covered) >= LEAST_SQUARE_METRES && Math.abs(sum - planeAreaOf(covered)) <= sum * SHARE_OF_NOISE;
};

const crossingOf = (boundary: Boundary): Position | undefined => {
  for (const ring of ringsOf(boundary)) {
    const crossing = ringCrossing(ring);
    if (crossing) return crossing;
  }
  const coordinates = multiOf(boundary);
  return isPlain(coordinates) ? undefined : coordinates[0]?.[0]?.[0];
};

/** A millionth of a degree, a decimetre: surveys of neighbours differ by so much, and that is no way out of a gap. */
const COARSE = 1e6;

const coarse = (multi: Multi): Multi =>
  multi.map((rings) =>
    rings.map((ring) => ring.map(([x, y]): Pair => [Math.round(x * COARSE) / COARSE, Math.round(y * COARSE) / COARSE])),
  );

const unionOf = (multis: readonly Multi[]): Multi => {
  const [first, ...others] = multis;
  return first ? union(first, ...(others as Geom[])) : [];
};

/** The checks of boundaries without PostGIS: polygon clipping in this process. */
export const geometryByLibrary: Geometry = {
  crossing: (boundary) => Promise.resolve(crossingOf(boundary)),
  squareMetres: (boundary) => Promise.resolve(areaOf(multiOf(boundary))),
  overlaps: (boundary, others) => {
    const own = multiOf(boundary) as Geom;
    return Promise.resolve(others.map((other) => areaOf(intersection(own, multiOf(other) as Geom) as Multi)));
  },
  uncovered: (whole, parts) =>
    Promise.resolve(areaOf(difference(multiOf(whole) as Geom, ...parts.map((part) => multiOf(part) as Geom)) as Multi)),
  union: (boundaries) => Promise.resolve(boundaryOf(unionOf(boundaries.map(multiOf)))),
  holes: (boundaries) =>
    Promise.resolve(
      unionOf(boundaries.map((boundary) => coarse(multiOf(boundary)))).flatMap(([, ...holes]) =>
        holes.map((ring) => ({
          squareMetres: areaOf([[ring]]),
          boundary: { type: 'Polygon' as const, coordinates: [ring as Ring] },
        })),
      ),
    ),
  within: (boundary, positions) => {
    const polygon = { type: 'MultiPolygon' as const, coordinates: multiOf(boundary) };
    return Promise.resolve(positions.map(([x = 0, y = 0]) => booleanPointInPolygon([x, y], polygon)));
  },
};

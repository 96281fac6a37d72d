import { area } from '@turf/area';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { kinks } from '@turf/kinks';
import { difference, intersection, union, type Geom } from 'polyclip-ts';

import { boundaryOf, polygonsOf, type Boundary, type Position, type Ring } from './boundary.ts';
import type { Geometry } from './geometry.ts';

type Pair = [number, number];
type Multi = Pair[][][];

const multiOf = (boundary: Boundary): Multi =>
  polygonsOf(boundary).map((rings) => rings.map((ring) => ring.map(([x = 0, y = 0]): Pair => [x, y])));

const areaOf = (coordinates: Multi): number => area({ type: 'MultiPolygon', coordinates });

/** Polygons that lie over each other, or holes outside: what they cover together is less, or more, than the sum of them. */
const SHARE_OF_NOISE = 1e-6;

const crossingOf = (boundary: Boundary): Position | undefined => {
  const coordinates = multiOf(boundary);
  for (const rings of coordinates) {
    const [crossing] = kinks({ type: 'Polygon', coordinates: rings }).features;
    if (crossing) return crossing.geometry.coordinates;
  }
  const sum = coordinates.reduce((total, rings) => total + areaOf([rings]), 0);
  const covered = areaOf(union(coordinates));
  return sum === 0 || Math.abs(sum - covered) > sum * SHARE_OF_NOISE ? coordinates[0]?.[0]?.[0] : undefined;
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

import type { Bilingual } from '@gridloom/service-kit';
import { toWgs84, type GeoDatum } from '@gridloom/standards';

export type Position = readonly number[];
export type Ring = readonly Position[];

export type Boundary =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

/** A grid's outline never needs more; checks grow with the square of it. */
export const MOST_POSITIONS = 5_000;

/** What covers less is a line drawn there and back. */
export const LEAST_SQUARE_METRES = 1;

/** One part of ten million of a degree is a centimetre. */
const DECIMALS = 1e7;

/** The rings of a boundary, outer ones and holes alike. */
export const ringsOf = (boundary: Boundary): readonly Ring[] =>
  boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat();

/** The polygons of a boundary: each an outer ring and its holes. */
export const polygonsOf = (boundary: Boundary): readonly (readonly Ring[])[] =>
  boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates;

/** One polygon or several as a boundary. */
export const boundaryOf = (polygons: readonly (readonly Ring[])[]): Boundary => {
  const [only, ...others] = polygons;
  return only && others.length === 0
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons };
};

const isPosition = (position: Position) => {
  const [longitude, latitude] = position;
  return longitude !== undefined && latitude !== undefined && Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
};

const isClosed = (ring: Ring) => {
  const first = ring[0];
  const last = ring.at(-1);
  return ring.length >= 4 && first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1];
};

/** What is wrong with the boundary of a grid (GeoJSON, RFC 7946, WGS 84), if anything. */
export const boundaryProblem = (boundary: Boundary): Bilingual | undefined => {
  const rings = ringsOf(boundary);
  if (rings.length === 0) return { zh: '边界没有坐标', en: 'the boundary has no coordinates' };
  if (!rings.every(isClosed))
    return {
      zh: '边界的每个环至少 4 个点，且首尾相同',
      en: 'each ring of the boundary has at least 4 positions, the first and the last being the same',
    };
  if (!rings.every((ring) => ring.every(isPosition)))
    return {
      zh: '坐标应为 WGS 84 的经度、纬度（度）',
      en: 'positions are longitude and latitude in degrees of WGS 84',
    };
  return undefined;
};

const isArrayOf = <T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] =>
  Array.isArray(value) && value.every(isItem);
const isRawPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length >= 2 && value.every((part) => typeof part === 'number' && Number.isFinite(part));
const isRing = (value: unknown): value is Ring => isArrayOf(value, isRawPosition);
const isPolygon = (value: unknown): value is readonly Ring[] => isArrayOf(value, isRing);

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;

const shapeOf = (value: unknown): Boundary | undefined => {
  const geometry = fieldOf(value, 'type') === 'Feature' ? fieldOf(value, 'geometry') : value;
  const type = fieldOf(geometry, 'type');
  const coordinates = fieldOf(geometry, 'coordinates');
  if (type === 'Polygon' && isPolygon(coordinates)) return { type, coordinates };
  if (type === 'MultiPolygon' && isArrayOf(coordinates, isPolygon)) return { type, coordinates };
  return undefined;
};

const rounded = (degrees: number) => Math.round(degrees * DECIMALS) / DECIMALS;

/** A boundary of another datum in WGS 84, to the centimetre, heights left out. */
const converted = (boundary: Boundary, datum: GeoDatum): Boundary =>
  boundaryOf(
    polygonsOf(boundary).map((rings) =>
      rings.map((ring) =>
        ring.map(([longitude = 0, latitude = 0]) => toWgs84([longitude, latitude], datum).map(rounded)),
      ),
    ),
  );

/** Reads a GeoJSON polygon (or a feature of one) of a datum: what it is in WGS 84, or what is wrong with its form. */
export const readBoundary = (
  value: unknown,
  datum: GeoDatum,
): { readonly boundary: Boundary } | { readonly problem: Bilingual } => {
  const shape = shapeOf(value);
  if (!shape)
    return {
      problem: {
        zh: '边界应为 GeoJSON 的 Polygon 或 MultiPolygon',
        en: 'a boundary is a GeoJSON Polygon or MultiPolygon',
      },
    };
  const problem = boundaryProblem(shape);
  if (problem) return { problem };
  const count = ringsOf(shape).reduce((sum, ring) => sum + ring.length, 0);
  if (count > MOST_POSITIONS)
    return {
      problem: {
        zh: `边界最多 ${MOST_POSITIONS} 个点，收到 ${count} 个`,
        en: `a boundary has at most ${MOST_POSITIONS} positions, got ${count}`,
      },
    };
  return { boundary: converted(shape, datum) };
};

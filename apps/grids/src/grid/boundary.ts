import type { Bilingual } from '@gridloom/service-kit';

type Position = readonly number[];
type Ring = readonly Position[];

export type Boundary =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };

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
  const rings = boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat();
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

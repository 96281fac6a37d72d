import type { Position, Ring } from './boundary.ts';

/** A position in whole centimetres: on them it is told exactly on which side of a line a place is. */
export type Centimetres = readonly [x: number, y: number];

/** A degree has so many. */
const CENTIMETRES = 1e7;

export const inCentimetres = ([x = 0, y = 0]: Position): Centimetres => [
  Math.round(x * CENTIMETRES),
  Math.round(y * CENTIMETRES),
];
export const inDegrees = ([x = 0, y = 0]: Position): Position => [x / CENTIMETRES, y / CENTIMETRES];

/** On which side of the line from one place to another a third lies: exact for outlines of less than six degrees. */
const side = ([ax, ay]: Centimetres, [bx, by]: Centimetres, [cx, cy]: Centimetres): number =>
  Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));

const isBetween = ([ax, ay]: Centimetres, [bx, by]: Centimetres, [x, y]: Centimetres): boolean =>
  Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);

const crossingPoint = (
  [ax, ay]: Centimetres,
  [bx, by]: Centimetres,
  [cx, cy]: Centimetres,
  [dx, dy]: Centimetres,
): Centimetres => {
  const share = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / ((bx - ax) * (dy - cy) - (by - ay) * (dx - cx));
  return [ax + share * (bx - ax), ay + share * (by - ay)];
};

/** Where two edges meet, if they do. */
const meeting = (a: Centimetres, b: Centimetres, c: Centimetres, d: Centimetres): Centimetres | undefined => {
  const [ofC, ofD, ofA, ofB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (ofC * ofD < 0 && ofA * ofB < 0) return crossingPoint(a, b, c, d);
  if (ofC === 0 && isBetween(a, b, c)) return c;
  if (ofD === 0 && isBetween(a, b, d)) return d;
  if (ofA === 0 && isBetween(c, d, a)) return a;
  if (ofB === 0 && isBetween(c, d, b)) return b;
  return undefined;
};

interface Edge {
  readonly from: Centimetres;
  readonly to: Centimetres;
  readonly left: number;
  readonly right: number;
}

const edgesOf = (ring: Ring): Edge[] => {
  const corners = ring.map(inCentimetres);
  return corners.slice(1).flatMap((to, n) => {
    const from = corners[n];
    if (!from || (from[0] === to[0] && from[1] === to[1])) return [];
    return [{ from, to, left: Math.min(from[0], to[0]), right: Math.max(from[0], to[0]) }];
  });
};

/** Neighbouring edges share a corner; they may not lie over each other. */
const turnsBack = ({ from, to }: Edge, { to: next }: Edge): boolean =>
  side(from, to, next) === 0 && (to[0] - from[0]) * (next[0] - to[0]) + (to[1] - from[1]) * (next[1] - to[1]) < 0;

/**
 * Where a ring crosses or touches itself, in degrees: edges that meet elsewhere than in the corner that they share, and those
 * that go back where they came from.
 */
export const ringCrossing = (ring: Ring): Position | undefined => {
  const edges = edgesOf(ring);
  if (edges.length < 3) return ring[0];
  const inOrder = edges.map((edge, n) => ({ ...edge, n })).sort((a, b) => a.left - b.left);
  for (const [at, one] of inOrder.entries()) {
    const next = edges[(one.n + 1) % edges.length];
    if (next && turnsBack(one, next)) return inDegrees(one.to);
    for (let k = at + 1; k < inOrder.length; k += 1) {
      const other = inOrder[k];
      if (!other || other.left > one.right) break;
      const apart = Math.abs(one.n - other.n);
      if (apart === 1 || apart === edges.length - 1) continue;
      const place = meeting(one.from, one.to, other.from, other.to);
      if (place) return inDegrees(place);
    }
  }
  return undefined;
};

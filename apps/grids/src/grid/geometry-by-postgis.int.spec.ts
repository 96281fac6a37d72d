import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { aPostgis } from '../testing/a-postgis.ts';
import { boundaryOf, type Boundary, type Position, type Ring } from './boundary.ts';
import { geometryByLibrary as library } from './geometry-by-library.ts';
import { geometryOf, type Geometry } from './geometry.ts';

/** Corner of the fields on which everything is drawn, and the distance of their lines: a ten-thousandth of a degree, ten metres. */
const [LEFT, BOTTOM, LINE] = [112.47, 34.15, 1e-4];
/** Of a degree. */
const CENTIMETRES = 1e7;

type Point = readonly [x: number, y: number];

const degrees = (value: number) => Math.round(value * CENTIMETRES) / CENTIMETRES;
const at = ([x, y]: Point): Position => [degrees(LEFT + x * LINE), degrees(BOTTOM + y * LINE)];
const ringOf = (points: readonly Point[]): Ring => [...points, ...points.slice(0, 1)].map(at);
const polygon = (...rings: readonly (readonly Point[])[]): Boundary => boundaryOf([rings.map(ringOf)]);
const boxed = (x: number, y: number, width: number, height: number): readonly Point[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];
/** With its corners in the middle of the edges of a box. */
const diamond = (x: number, y: number, width: number, height: number): readonly Point[] => [
  [x + width / 2, y],
  [x + width, y + height / 2],
  [x + width / 2, y + height],
  [x, y + height / 2],
];
const box = (x: number, y: number, width: number, height: number) => polygon(boxed(x, y, width, height));

/** Lines of a field, and what lies between them. */
const line = fc.integer({ min: 0, max: 12 });
const point = fc.tuple(line, line);
const someBox = fc.record({
  x: line,
  y: line,
  width: fc.integer({ min: 1, max: 8 }),
  height: fc.integer({ min: 1, max: 8 }),
});

/** A simple outline around a middle, its corners at whatever angles and distances, to the centimetre. */
const outline = fc
  .record({
    middle: fc.tuple(fc.double({ min: 3, max: 9, noNaN: true }), fc.double({ min: 3, max: 9, noNaN: true })),
    distances: fc.array(fc.double({ min: 1, max: 6, noNaN: true }), { minLength: 4, maxLength: 12 }),
  })
  .map(({ middle: [x, y], distances }) =>
    distances.map((distance, n): Point => {
      const angle = (2 * Math.PI * n) / distances.length;
      return [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
    }),
  );

/** The border of two neighbours from the bottom of a field of 12 lines to its top. */
const border = fc
  .array(fc.double({ min: 4, max: 8, noNaN: true }), { minLength: 2, maxLength: 8 })
  .map((ways) => ways.map((x, n): Point => [x, (12 * n) / (ways.length - 1)]));

describe('The geometry of grids by PostGIS and by the library', () => {
  let stop: () => Promise<void>;
  let postgis: Geometry;
  beforeAll(async () => {
    const database = await aPostgis();
    stop = database.stop;
    postgis = await geometryOf(database.sql);
  });
  afterAll(() => stop());

  const both = <T>(ask: (geometry: Geometry) => Promise<T>) => Promise.all([ask(postgis), ask(library)]);
  /** Square metres of both; a sphere of its size and the arithmetic of each differ by less than one in a thousand. */
  const same = (one = NaN, other = NaN) => {
    expect(Math.abs(one - other)).toBeLessThanOrEqual(0.05 + Math.max(one, other) * 1e-3);
  };
  const holds = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>, numRuns = 150) =>
    fc.assert(fc.asyncProperty(arbitrary, check), { numRuns });
  const crossings = async (boundary: Boundary) => {
    const [one, other] = await both((geometry) => geometry.crossing(boundary));
    return [one !== undefined, other !== undefined];
  };

  test('is PostGIS where the database has it', () => {
    expect(postgis).not.toBe(library);
  });

  test('measures alike', async () => {
    await holds(outline, async (points) => {
      same(...(await both((geometry) => geometry.squareMetres(polygon(points)))));
    });
  });

  test('finds alike which outlines cross themselves: bows, spikes, corners that meet, lines without breadth', async () => {
    await holds(
      fc.uniqueArray(point, { minLength: 3, maxLength: 7, selector: String }),
      async (points) => {
        const [one, other] = await crossings(polygon(points));
        expect(other).toBe(one);
      },
      600,
    );
  });

  test('finds alike which polygons of one grid, and which holes, may not be', async () => {
    await holds(
      fc.array(fc.tuple(someBox, fc.constantFrom(boxed, diamond)), { minLength: 2, maxLength: 4 }),
      async (shapes) => {
        const rings = shapes.map(([{ x, y, width, height }, form]) => ringOf(form(x, y, width, height)));
        const [parts, holes] = [rings.map((ring) => [ring]), [rings]];
        for (const polygons of [parts, holes]) {
          const [one, other] = await crossings(boundaryOf(polygons));
          expect(other).toBe(one);
        }
      },
      800,
    );
  });

  test('tells alike how much outlines overlap, and what one leaves of another', async () => {
    await holds(fc.tuple(outline, outline, someBox), async ([first, second, { x, y, width, height }]) => {
      const [whole, others] = [polygon(first), [polygon(second), box(x, y, width, height)]];
      const [overlaps, same2] = await both((geometry) => geometry.overlaps(whole, others));
      for (const [n, area] of overlaps.entries()) same(area, same2[n]);
      same(...(await both((geometry) => geometry.uncovered(whole, others))));
      same(...(await both(async (geometry) => geometry.squareMetres(await geometry.union([whole, ...others])))));
    });
  });

  test('leaves nothing between neighbours along any border, and tells slivers to the square metre', async () => {
    await holds(fc.tuple(border, fc.nat({ max: 200 }), fc.nat({ max: 7 })), async ([way, shift, among]) => {
      const left = polygon([[0, 0], ...way, [0, 12]]);
      // One corner was surveyed again, up to two metres beside.
      const moved = way.map(([x, y], n): Point => [n === among ? x + shift / 1_000 : x, y]);
      const right = polygon([...moved, [12, 12], [12, 0]]);
      const whole = box(0, 0, 12, 12);
      for (const geometry of [postgis, library]) {
        const exact = polygon([...way, [12, 12], [12, 0]]);
        expect((await geometry.overlaps(left, [exact]))[0]).toBeLessThan(0.05);
        expect(await geometry.uncovered(whole, [left, exact])).toBeLessThan(0.05);
      }
      same(...(await both((geometry) => geometry.uncovered(whole, [left, right]))));
      const overlaps = await both((geometry) => geometry.overlaps(left, [right]));
      same(overlaps[0][0], overlaps[1][0]);
    });
  });

  test('finds alike what lies between grids and belongs to none', async () => {
    const field = fc.record({
      left: fc.uniqueArray(fc.nat({ max: 15 }), { maxLength: 6 }),
      shifts: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 64, maxLength: 64 }),
    });
    await holds(field, async ({ left, shifts }) => {
      // Sixteen boxes of three lines a side, some left out; each corner surveyed by each neighbour, centimetres apart.
      const boxes = Array.from({ length: 16 }, (_, n) => n).flatMap((n) => {
        if (left.includes(n)) return [];
        const corners = boxed((n % 4) * 3, Math.floor(n / 4) * 3, 3, 3);
        return [polygon(corners.map(([x, y], k): Point => [x + (shifts[n * 4 + k] ?? 0) / 1e5, y]))];
      });
      if (boxes.length === 0) return;
      const [one, other] = (await both((geometry) => geometry.holes(boxes))).map((patches) =>
        patches.map(({ squareMetres }) => squareMetres).filter((area) => area > 10),
      );
      const sorted = (areas: readonly number[] = []) => [...areas].sort((a, b) => a - b);
      expect(other).toHaveLength(one?.length ?? 0);
      for (const [n, area] of sorted(one).entries()) same(area, sorted(other)[n]);
    });
  });

  test('finds alike which places lie within, corners and edges included, and none in a hole', async () => {
    await holds(
      fc.tuple(someBox, fc.array(point, { minLength: 1, maxLength: 20 }), fc.boolean()),
      async ([{ x, y, width, height }, points, withHole]) => {
        const hole = boxed(x + width / 4, y + height / 4, width / 2, height / 2);
        const boundary = polygon(boxed(x, y, width, height), ...(withHole ? [hole] : []));
        const positions = points.map(at);
        const [one, other] = await both((geometry) => geometry.within(boundary, positions));
        expect(other).toEqual(one);
      },
    );
    await holds(fc.tuple(outline, fc.nat(), fc.array(point, { maxLength: 20 })), async ([corners, n, points]) => {
      const boundary = polygon(corners);
      const corner = corners[n % corners.length] ?? [0, 0];
      const positions = [...points, corner].map(at);
      const [one, other] = await both((geometry) => geometry.within(boundary, positions));
      expect(other).toEqual(one);
      expect(one.at(-1)).toBe(true);
    });
  });
});

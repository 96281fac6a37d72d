import { describe, expect, test } from '@jest/globals';
import { toWgs84 } from '@gridloom/standards';
import fc from 'fast-check';

import { readBoundary, type Boundary } from './boundary.ts';
import { geometryByLibrary as geometry } from './geometry-by-library.ts';

const rounded = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

const rectangle = (x: number, y: number, width = 0.01, height = 0.01): Boundary => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
      [x, y],
    ].map((position) => position.map(rounded)),
  ],
});

describe('The geometry of grids', () => {
  test('measures in square metres', async () => {
    // A hundredth of a degree at 34° north is 1,112 m by 922 m.
    expect(await geometry.squareMetres(rectangle(112.4, 34))).toBeCloseTo(1_112_000 * 0.922, -5);
  });

  test('finds where a ring crosses itself, and polygons that lie over each other', async () => {
    const bow: Boundary = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      ],
    };
    expect(await geometry.crossing(bow)).toEqual([0.5, 0.5]);
    const twice: Boundary = {
      type: 'MultiPolygon',
      coordinates: [rectangle(0, 0).coordinates, rectangle(0.005, 0).coordinates] as never,
    };
    expect(await geometry.crossing(twice)).toBeDefined();
    expect(await geometry.crossing(rectangle(0, 0))).toBeUndefined();
  });

  test('tells overlaps, what is uncovered, and what is within', async () => {
    const whole = rectangle(112.4, 34.1, 0.02, 0.01);
    const [left, right] = [rectangle(112.4, 34.1), rectangle(112.41, 34.1)];
    const size = await geometry.squareMetres(left);
    const [none, all] = await geometry.overlaps(left, [right, whole]);
    expect(none).toBeLessThan(1);
    expect(all).toBeCloseTo(size, 0);
    expect(await geometry.uncovered(whole, [left, right])).toBeLessThan(1);
    expect(await geometry.uncovered(whole, [left])).toBeCloseTo(size, -2);
    expect(await geometry.squareMetres(await geometry.union([left, right]))).toBeCloseTo(2 * size, -2);
    expect(
      await geometry.within(left, [
        [112.405, 34.105],
        [112.415, 34.105],
        [112.4, 34.1],
      ]),
    ).toEqual([true, false, true]);
  });

  test('finds what lies between grids and belongs to none', async () => {
    const ring = [0, 1, 2].flatMap((x) => [0, 1, 2].map((y) => [x, y] as const)).filter(([x, y]) => x !== 1 || y !== 1);
    const holes = await geometry.holes(ring.map(([x, y]) => rectangle(112.4 + x / 100, 34.1 + y / 100)));
    expect(holes).toHaveLength(1);
    expect(holes[0]?.squareMetres).toBeCloseTo(await geometry.squareMetres(rectangle(112.41, 34.11)), -2);
    expect(await geometry.holes([rectangle(0, 0)])).toEqual([]);
    // Surveys of neighbours differ by centimetres: that opens no way out of a gap.
    const rough = ring.map(([x, y], n) => rectangle(112.4 + x / 100 + n * 1e-8, 34.1 + y / 100 - n * 1e-8));
    expect(await geometry.holes(rough)).toHaveLength(1);
  });

  test('cuts a grid anywhere into parts that cover it and overlap nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 99 }), async (share) => {
        const whole = rectangle(112.4, 34.1);
        const cut = share / 10_000;
        const parts = [rectangle(112.4, 34.1, cut), rectangle(112.4 + cut, 34.1, 0.01 - cut)];
        expect(await geometry.uncovered(whole, parts)).toBeLessThan(1);
        const [left, right] = parts;
        if (left && right) expect((await geometry.overlaps(left, [right]))[0]).toBeLessThan(1);
      }),
      { numRuns: 30 },
    );
  });
});

describe('A boundary that is read', () => {
  const ring = rectangle(112.4, 34.1).coordinates;

  test('may be a feature, and of another datum: it comes out in WGS 84 to the centimetre, without heights', () => {
    const high = ring.map((positions) => (positions as number[][]).map((position) => [...position, 320]));
    const read = readBoundary(
      { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: high } },
      'WGS84',
    );
    expect(read).toEqual({ boundary: rectangle(112.4, 34.1) });
    const shifted = readBoundary({ type: 'Polygon', coordinates: ring }, 'GCJ02');
    expect('boundary' in shifted && shifted.boundary.coordinates[0]?.[0]).toEqual(
      toWgs84([112.4, 34.1], 'GCJ02').map(rounded),
    );
  });

  test.each([
    ['a line', { type: 'LineString', coordinates: [[1, 2]] }],
    ['words for numbers', { type: 'Polygon', coordinates: [[['a', 'b']]] }],
    ['too many positions', { type: 'Polygon', coordinates: [Array.from({ length: 5_001 }, () => [112, 34])] }],
    ['nothing at all', null],
  ])('is refused for %s', (_, value) => {
    expect(readBoundary(value, 'WGS84')).toHaveProperty('problem');
  });
});

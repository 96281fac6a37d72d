import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { Boundary } from '../grid/boundary.ts';
import { geometryByLibrary } from '../grid/geometry-by-library.ts';
import { geometryOf, type Geometry } from '../grid/geometry.ts';
import { aPostgis } from '../testing/a-postgis.ts';
import { BAISHU, YAOGOU, type County } from '../testing/county.ts';
import { aPlainCounty, named, operate, partOf } from '../testing/grid-operations.ts';
import type { NewGrid, OperationPlan } from './operation-plan.ts';
import { isProblem } from './operation-problem.ts';
import { prepareOperation } from './prepare-operation.ts';

const [LEFT, BOTTOM, LINE, SIZE] = [112.7, 34.4, 1e-4, 12];
const degrees = (value: number) => Math.round(value * 1e7) / 1e7;
const outline = (points: readonly (readonly [number, number])[]): Boundary => ({
  type: 'Polygon',
  coordinates: [
    [...points, ...points.slice(0, 1)].map(([x, y]) => [degrees(LEFT + x * LINE), degrees(BOTTOM + y * LINE)]),
  ],
});
const box = (x: number, y: number, width: number, height: number) =>
  outline([
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ]);

const newGrid = (name: string, boundary: Boundary, areaCode = BAISHU): NewGrid => ({
  gridId: crypto.randomUUID(),
  name,
  kind: 'RURAL',
  level: 'BASIC',
  areaCode,
  parentGridId: null,
  codes: [{ scheme: 'PREFIXED', code: `T${String(name.codePointAt(0))}` }],
  boundary,
});

describe('Plans of grids, checked by PostGIS and by the library', () => {
  let county: County;
  let gridId: string;
  let postgis: Geometry;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    county = await aPlainCounty();
    const geoJson = box(0, 0, SIZE, SIZE);
    gridId = partOf(
      await operate(county, 'drawGrid', { areaCode: BAISHU, kind: 'RURAL', ...named('甲', { boundary: { geoJson } }) }),
      '甲',
    );
    const database = await aPostgis();
    stop = database.stop;
    postgis = await geometryOf(database.sql);
  });
  afterAll(async () => {
    await stop();
    await county.stop();
  });

  /** What is wrong with a plan, if anything, by both. */
  const judged = async (plan: OperationPlan) => {
    const { areas } = await county.subgraph.context();
    const by = async (geometry: Geometry) => {
      const { sql } = county.subgraph;
      const work = { em: county.subgraph.em(), sql, areas, geometry, day: '2026-03-05', locks: false };
      const prepared = await prepareOperation({ ...work, mayTouch: () => true }, plan);
      return isProblem(prepared) ? { problem: prepared.problem, field: prepared.field } : 'done';
    };
    return { postgis: await by(postgis), library: await by(geometryByLibrary) };
  };

  test('a grid is drawn, or refused for the same reason, wherever it lies', async () => {
    const line = fc.integer({ min: -8, max: 16 });
    const side = fc.integer({ min: 1, max: 8 });
    await fc.assert(
      fc.asyncProperty(line, line, side, side, fc.constantFrom(BAISHU, YAOGOU), async (x, y, width, height, area) => {
        const found = await judged({ kind: 'DRAW', grid: newGrid('乙', box(x, y, width, height), area) });
        expect(found.postgis).toEqual(found.library);
        const apart = x >= SIZE || y >= SIZE || x + width <= 0 || y + height <= 0;
        expect(found.postgis === 'done').toBe(apart);
      }),
      { numRuns: 60 },
    );
  });

  test('a grid is split along any border; parts that overlap or leave a gap are refused by both', async () => {
    const border = fc.array(fc.double({ min: 4, max: 8, noNaN: true }), { minLength: 2, maxLength: 8 });
    // In lines of some nine metres: none, some centimetres, and what no county allows.
    const shift = fc.constantFrom(0, 0.02, -0.02, 3, -3);
    await fc.assert(
      fc.asyncProperty(border, shift, async (ways, by) => {
        const way = ways.map((x, n) => [x, (SIZE * n) / (ways.length - 1)] as const);
        const left = outline([[0, 0], ...way, [0, SIZE]]);
        const right = outline([...way.map(([x, y]) => [x + by, y] as const), [SIZE, SIZE], [SIZE, 0]]);
        const parts = [newGrid('乙', left), newGrid('丙', right)].map((grid, n) => ({
          ...grid,
          assignmentIds: [],
          holds: { microGridIds: [], householdIds: [], addresses: [], withinBoundary: false, rest: n === 0 },
        }));
        const found = await judged({ kind: 'SPLIT', gridId, parts });
        expect(found.postgis).toEqual(found.library);
        const expected = by === 3 ? 'BOUNDARY_LEAVES_GAP' : 'BOUNDARY_OVERLAPS';
        expect(found.postgis).toEqual(Math.abs(by) < 1 ? 'done' : expect.objectContaining({ problem: expected }));
      }),
      { numRuns: 60 },
    );
  });
});

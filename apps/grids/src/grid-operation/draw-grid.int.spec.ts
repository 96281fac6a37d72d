import { afterAll, afterEach, describe, expect, test } from '@jest/globals';

import { BAISHU, idOf, TODAY, YAOGOU, type County } from '../testing/county.ts';
import { aPlainCounty, codeOf, done, named, operate, partOf, preview, square } from '../testing/grid-operations.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask } from '../testing/run.ts';

const [one, three] = [idOf('grid', 1), idOf('grid', 3)];

let county: County;
let kept: County | undefined;

/** A county for one test alone. */
const ownCounty = async () => {
  county = await aPlainCounty();
};
/** One county for tests that change nothing in it. */
const unchangedCounty = async () => {
  kept ??= await aPlainCounty();
  county = kept;
};
afterEach(async () => {
  if (county !== kept) await county.stop();
});
afterAll(() => kept?.stop());

const figuresAreRight = async (day = TODAY) => {
  expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, day));
};

const namesOf = async (areaCode: string) => {
  const { data } = await ask(
    county,
    people.secretary,
    `{ grids(areaCode: "${areaCode}") { edges { node { name } } } }`,
  );
  return (data?.grids as { edges: { node: { name: string } }[] }).edges.map(({ node }) => node.name);
};

const draw = (name: string, more: object = {}) =>
  operate(county, 'drawGrid', { areaCode: BAISHU, kind: 'RURAL', ...named(name), ...more });

describe('Drawing a grid', () => {
  test('counts it, tells of it, and finds it by code and by place, in whatever datum', async () => {
    await ownCounty();
    const answer = await draw('柏树村第12网格', { boundary: square(112.4, 34.1) });
    const id = partOf(answer, '柏树村第12网格');
    await figuresAreRight();
    const told = await county.subgraph.outbox();
    expect(told.map(({ type, key }) => [type.split('.').slice(2, 4).join('.'), key])).toEqual([
      ['grid.drawn', id],
      ['grid.state', id],
    ]);
    const { code } = codeOf('柏树村第12网格') as { code: string };
    const { data } = await ask(
      county,
      undefined,
      `{ code: gridByCode(scheme: "PREFIXED", code: "${code}") { id }
         inside: gridAt(longitude: 112.405, latitude: 34.105) { id }
         outside: gridAt(longitude: 112.415, latitude: 34.105) { id }
         amap: gridAt(longitude: 112.4110, latitude: 34.1036, datum: GCJ02) { id } }`,
    );
    expect(data).toEqual({ code: { id }, inside: { id }, outside: null, amap: { id } });
    expect(await namesOf(BAISHU)).toEqual(['柏树村第1网格', '柏树村第2网格', '柏树村第12网格']);
  });

  test('as a micro-grid within a basic one keeps to its boundary', async () => {
    await ownCounty();
    const basic = partOf(await draw('大网格', { boundary: square(112.4, 34.1) }), '大网格');
    const within = { level: 'MICRO', parentGridId: basic };
    expect(await draw('小网格', { ...within, boundary: square(112.409, 34.1) })).toMatchObject({
      problem: 'BOUNDARY_OUTSIDE',
      field: 'input.boundary',
    });
    done(await draw('小网格', { ...within, boundary: square(112.402, 34.102, 0.001) }));
    await figuresAreRight();
    const { data } = await ask(
      county,
      undefined,
      `{ grid(id: "${basic}") { microGrids { name } } gridAt(longitude: 112.4025, latitude: 34.1025, level: MICRO) { name } }`,
    );
    expect(data).toEqual({ grid: { microGrids: [{ name: '小网格' }] }, gridAt: { name: '小网格' } });
  });

  test.each([
    ['in a township', { areaCode: '410326200' }, 'AREA_WRONG', 'input.areaCode'],
    ['without a name', { name: ' ' }, 'NAME_WRONG', 'input.name'],
    ['with the name of another', { name: '柏树村第1网格' }, 'NAME_TAKEN', 'input.name'],
    ['without a code', { codes: [] }, 'CODE_WRONG', 'input.codes.0'],
    [
      'with a code of the wrong form',
      { codes: [{ scheme: 'UNIT_GRID_15', code: '41032620020001' }] },
      'CODE_WRONG',
      'input.codes.0',
    ],
    ['with an unknown scheme', { codes: [{ scheme: 'ROMAN', code: 'XIV' }] }, 'CODE_WRONG', 'input.codes.0'],
    [
      'with a code that is taken',
      { codes: [{ scheme: 'VILLAGE_SEQUENCE', code: `${BAISHU}-1` }] },
      'CODE_TAKEN',
      'input.codes.0',
    ],
    ['as a basic grid below another', { parentGridId: one }, 'PARENT_WRONG', 'input.parentGridId'],
    ['as a micro-grid below none', { level: 'MICRO' }, 'PARENT_WRONG', 'input.parentGridId'],
    [
      'as a micro-grid of another village',
      { level: 'MICRO', parentGridId: three },
      'PARENT_WRONG',
      'input.parentGridId',
    ],
    [
      'whose boundary crosses itself',
      {
        boundary: {
          geoJson: {
            type: 'Polygon',
            coordinates: [
              [
                [112.4, 34.1],
                [112.41, 34.11],
                [112.41, 34.1],
                [112.4, 34.11],
                [112.4, 34.1],
              ],
            ],
          },
        },
      },
      'BOUNDARY_CROSSES_ITSELF',
      'input.boundary',
    ],
  ])('%s is refused by name', async (_, input, problem, field) => {
    await unchangedCounty();
    expect(await draw('新网格', input)).toMatchObject({ __typename: 'GridOperationRefused', problem, field });
    expect(await county.subgraph.outbox()).toEqual([]);
  });

  test('over another grid, or into another village, is refused by name', async () => {
    await ownCounty();
    const neighbour = partOf(await draw('甲', { boundary: square(112.4, 34.1) }), '甲');
    expect(await draw('乙', { boundary: square(112.405, 34.1) })).toMatchObject({
      problem: 'BOUNDARY_OVERLAPS',
      subjectIds: [neighbour],
    });
    expect(await draw('丙', { areaCode: YAOGOU, boundary: square(112.405, 34.1) })).toMatchObject({
      problem: 'BOUNDARY_ACROSS_VILLAGES',
      subjectIds: [neighbour],
    });
    done(await draw('丁', { boundary: square(112.41, 34.1) }));
  });

  test.each([
    ['no polygon', { type: 'Point', coordinates: [112, 34] }],
    [
      'an open ring',
      {
        type: 'Polygon',
        coordinates: [
          [
            [112.4, 34.1],
            [112.5, 34.1],
            [112.5, 34.2],
            [112.4, 34.2],
          ],
        ],
      },
    ],
    [
      'metres',
      {
        type: 'Polygon',
        coordinates: [
          [
            [5e5, 1],
            [5e5, 2],
            [6e5, 2],
            [5e5, 1],
          ],
        ],
      },
    ],
  ])('with %s for a boundary is refused by name', async (_, geoJson) => {
    await unchangedCounty();
    expect(await draw('新网格', { boundary: { geoJson } })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.boundary.geoJson',
    });
  });

  test('shows the gap that it leaves between the grids of a village', async () => {
    await ownCounty();
    for (const [name, x, y] of [
      ['a', 0, 0],
      ['b', 1, 0],
      ['c', 2, 0],
      ['d', 0, 1],
      ['e', 2, 1],
      ['f', 0, 2],
      ['g', 1, 2],
    ] as const)
      done(await draw(name, { boundary: square(112.4 + x / 100, 34.1 + y / 100) }));
    const last = { areaCode: BAISHU, kind: 'RURAL', ...named('h'), boundary: square(112.42, 34.12) };
    expect(await preview(county, 'drawGridPreview', last)).toMatchObject({
      gaps: [{ squareMetres: expect.any(Number) }],
    });
    done(await operate(county, 'drawGrid', last));
    const gaps = async () =>
      (
        await ask(
          county,
          people.secretary,
          `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Area { gridGaps { squareMetres boundary } } } }`,
          {
            all: [
              { __typename: 'Area', code: BAISHU },
              { __typename: 'Area', code: '410326200' },
            ],
          },
        )
      ).data?._entities as { gridGaps: { squareMetres: number }[] }[];
    const [village, township] = await gaps();
    expect(village?.gridGaps).toHaveLength(1);
    expect(village?.gridGaps[0]?.squareMetres).toBeGreaterThan(900_000);
    expect(township?.gridGaps).toEqual([]);
    done(await draw('i', { boundary: square(112.41, 34.11) }));
    expect((await gaps())[0]?.gridGaps).toEqual([]);
  });
});

describe('A list of grids', () => {
  test('sorts numbers as numbers, and costs the same however long it is', async () => {
    await ownCounty();
    for (const n of [10, 9]) done(await draw(`柏树村第${n}网格`));
    const page = async (first: number) => {
      const { data } = await ask(
        county,
        people.secretary,
        `{ grids(areaCode: "${BAISHU}", first: ${first}) { edges { node {
           name formerCodes { code } predecessors { grid { name } } successors { grid { name } } microGrids { name }
           population { households } then: population(grids: THEN) { households }
           visitStatistics { visits } now: visitStatistics(grids: NOW) { visits } } } } }`,
      );
      const { edges } = data?.grids as { edges: { node: { name: string } }[] };
      return { names: edges.map(({ node }) => node.name), statements: county.subgraph.statements().length };
    };
    const short = await page(2);
    const long = await page(100);
    expect(long.names).toEqual([1, 2, 9, 10].map((n) => `柏树村第${n}网格`));
    expect(long.statements).toBe(short.statements);
  });
});

describe('Redrawing a boundary', () => {
  test('is refused where it overlaps or opens a gap, and else found at once', async () => {
    await ownCounty();
    const b = partOf(await draw('b', { boundary: square(112.41, 34.1) }), 'b');
    done(await draw('a', { boundary: square(112.4, 34.1) }));
    const redraw = (boundary: object) => operate(county, 'redrawGrid', { gridId: b, boundary });
    expect(await redraw(square(112.405, 34.1))).toMatchObject({ problem: 'BOUNDARY_OVERLAPS' });
    const operation = done(await redraw(square(112.41, 34.1, 0.02)));
    const at = async () =>
      (await ask(county, undefined, `{ gridAt(longitude: 112.425, latitude: 34.115) { name } }`)).data?.gridAt;
    expect(await at()).toEqual({ name: 'b' });
    done(await operate(county, 'undoGridOperation', { operationId: operation.id }));
    expect(await at()).toBeNull();
  });
});

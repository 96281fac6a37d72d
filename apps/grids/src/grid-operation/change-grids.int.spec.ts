import { afterAll, afterEach, describe, expect, test } from '@jest/globals';

import { BAISHU, idOf, TODAY, type County } from '../testing/county.ts';
import { aPlainCounty, done, named, operate, partOf, square } from '../testing/grid-operations.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask } from '../testing/run.ts';

const [one, two, three, micro] = [1, 2, 3, 4].map((n) => idOf('grid', n)) as [string, string, string, string];

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

describe('Merging grids', () => {
  const merge = (input: object = {}) =>
    operate(county, 'mergeGrids', { gridIds: [one, two], ...named('合并网格'), ...input });

  test('brings everybody into one, each role once, and leaves the village as it was', async () => {
    await ownCounty();
    const before = await keptFigures(county.subgraph.sql);
    const whole = partOf(await merge(), '合并网格');
    await figuresAreRight();
    const after = await keptFigures(county.subgraph.sql);
    expect(after[`${BAISHU} households`]).toBe(before[`${BAISHU} households`]);
    expect(after[`${BAISHU} workers`]).toBe(before[`${BAISHU} workers`]);
    const { data } = await ask(
      county,
      people.secretary,
      `{ grid(id: "${whole}") { kind workers { role worker { name } } population { households } microGrids { id } predecessors { grid { id } kind } } }`,
    );
    expect(data?.grid).toEqual({
      kind: 'RURAL',
      workers: [
        { role: 'GRID_HEAD', worker: { name: '网格员1' } },
        { role: 'FULL_TIME', worker: { name: '网格员2' } },
        { role: 'PART_TIME', worker: { name: '网格员2' } },
        { role: 'SECRETARY', worker: { name: '网格员4' } },
      ],
      population: { households: 6 },
      microGrids: [{ id: micro }],
      predecessors: [
        { grid: { id: one }, kind: 'MERGE' },
        { grid: { id: two }, kind: 'MERGE' },
      ],
    });
    const merged = (await county.subgraph.outbox()).filter(({ type }) => type === 'gridloom.grids.grid.merged.v1');
    expect(merged.map(({ key, data: told }) => [key, told?.successorGridId])).toEqual([
      [one, whole],
      [two, whole],
    ]);
  });

  test('takes what their boundaries cover together, unless another one is given', async () => {
    await ownCounty();
    const a = partOf(await draw('a', { boundary: square(112.4, 34.1) }), 'a');
    const b = partOf(await draw('b', { boundary: square(112.41, 34.1) }), 'b');
    county.subgraph.setNow(new Date('2026-03-03T02:00:00Z'));
    expect(await merge({ gridIds: [a, b], boundary: square(112.4, 34.1) })).toMatchObject({
      problem: 'BOUNDARY_LEAVES_GAP',
    });
    expect(await merge({ gridIds: [a, b], boundary: square(112.4, 34.1, 0.03) })).toMatchObject({
      problem: 'BOUNDARY_OUTSIDE',
    });
    const whole = partOf(await merge({ gridIds: [a, b] }), '合并网格');
    for (const longitude of [112.405, 112.415]) {
      const { data } = await ask(county, undefined, `{ gridAt(longitude: ${longitude}, latitude: 34.105) { id } }`);
      expect(data).toEqual({ gridAt: { id: whole } });
    }
  });

  test.each([
    ['of two villages', { gridIds: [one, three] }, 'AREAS_DIFFER', 'input.gridIds.1'],
    ['one alone', { gridIds: [one] }, 'PARTS_WRONG', 'input.gridIds'],
    ['the same twice', { gridIds: [one, one] }, 'PARTS_WRONG', 'input.gridIds'],
    ['a micro-grid', { gridIds: [one, micro] }, 'MICRO_GRID_NOT_ALLOWED', 'input.gridIds.1'],
  ])('%s is refused by name', async (_, input, problem, field) => {
    await unchangedCounty();
    expect(await merge(input)).toMatchObject({ problem, field });
  });
});

describe('Renumbering a grid', () => {
  const renumber = (input: object) => operate(county, 'renumberGrid', { gridId: one, ...input });
  const code = (text: string) => ({ scheme: 'VILLAGE_SEQUENCE', code: `${BAISHU}-${text}` });
  const byCode = async (text: string) => {
    const { data } = await ask(
      county,
      undefined,
      `{ gridByCode(scheme: "VILLAGE_SEQUENCE", code: "${BAISHU}-${text}") { id name formerCodes { code since until } } }`,
    );
    return data?.gridByCode as { id: string; name: string; formerCodes: unknown[] } | null;
  };

  test('keeps what it was called and numbered before, and is still found by it', async () => {
    await ownCounty();
    done(await renumber({ codes: [code('21')], name: '柏树村第21网格' }));
    expect(await byCode('21')).toMatchObject({ id: one, name: '柏树村第21网格' });
    expect(await byCode('1')).toMatchObject({
      id: one,
      formerCodes: [{ code: `${BAISHU}-1`, since: '2020-01-01', until: TODAY }],
    });
    // The old number may be given to another one, which then has it.
    done(await operate(county, 'renumberGrid', { gridId: two, codes: [code('1')] }));
    expect(await byCode('1')).toMatchObject({ id: two });
    expect(await byCode('2')).toMatchObject({ id: two });
    const told = (await county.subgraph.outbox()).filter(({ type }) => type.endsWith('.renumbered.v1'));
    expect(told[0]?.data).toMatchObject({ codes: [code('21')], formerCodes: [code('1')], since: TODAY });
    await figuresAreRight();
  });

  test('to what it is already, to a code that is taken, or on a day before it began is refused by name', async () => {
    await unchangedCounty();
    expect(await renumber({})).toMatchObject({ problem: 'NOTHING_CHANGES' });
    expect(await renumber({ codes: [code('2')] })).toMatchObject({ problem: 'CODE_TAKEN', subjectIds: [two] });
    expect(await renumber({ codes: [code('x')] })).toMatchObject({ problem: 'CODE_WRONG' });
    expect(await renumber({ codes: [code('3')], effectiveOn: '2026-03-01' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.effectiveOn',
    });
    expect(await renumber({ gridId: idOf('grid', 77), codes: [code('3')] })).toMatchObject({
      __typename: 'NotFound',
      field: 'input.gridId',
    });
  });
});

describe('Retiring a grid', () => {
  test('in which people live is refused, and names them', async () => {
    await unchangedCounty();
    expect(await operate(county, 'retireGrid', { gridId: two })).toMatchObject({
      problem: 'GRID_HAS_PEOPLE',
      subjectIds: [idOf('household', 4)],
    });
  });

  test('ends it with its micro-grids and roles, and not before the day after it began', async () => {
    await ownCounty();
    const empty = partOf(await draw('空网格'), '空网格');
    expect(await operate(county, 'retireGrid', { gridId: empty })).toMatchObject({
      problem: 'BEFORE_GRID_BEGAN',
      field: 'input.effectiveOn',
    });
    done(await draw('空微网格', { level: 'MICRO', parentGridId: empty }));
    county.subgraph.setNow(new Date('2026-03-03T02:00:00Z'));
    done(await operate(county, 'retireGrid', { gridId: empty }));
    expect(await namesOf(BAISHU)).not.toContain('空网格');
    await figuresAreRight('2026-03-03');
  });
});

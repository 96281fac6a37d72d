import { addDays, instantOn, shanghaiDay } from '@gridloom/standards';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { aCounty, BAISHU, TODAY, type County } from '../testing/county.ts';
import { named, operate } from '../testing/grid-operations.ts';
import { keptFigures, recount } from '../testing/recount.ts';

/** What may be done; numbers pick among what there is. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('split' as const),
    grid: fc.nat(),
    parts: fc.integer({ min: 2, max: 4 }),
    share: fc.nat(),
  }),
  fc.record({ kind: fc.constant('merge' as const), grid: fc.nat(), other: fc.nat() }),
  fc.record({ kind: fc.constant('draw' as const) }),
  fc.record({ kind: fc.constant('renumber' as const), grid: fc.nat() }),
  fc.record({ kind: fc.constant('retire' as const), grid: fc.nat() }),
  fc.record({ kind: fc.constant('plan' as const), grid: fc.nat(), other: fc.nat() }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const rowsOf = [
  'grid',
  'household',
  'resident',
  'dwelling',
  'grid_assignment',
  'care_record',
  'emergency_contact',
  'grid_former_code',
  'grid_lineage',
  'grid_last_figure',
  'hazard',
  'errand',
  'patrol_route',
  'proposed_correction',
];

describe('Any sequence of operations on grids', () => {
  let county: County;
  let today = TODAY;
  let next = 0;
  let village: Record<string, number>;

  beforeAll(async () => {
    county = await aCounty(12);
    await county.subgraph.sql('update grid set boundary = null');
    village = await figuresOfPeople();
  });
  afterAll(() => county.stop());

  const advance = () => {
    today = addDays(today, 1);
    county.subgraph.setNow(new Date(instantOn(today).getTime() + 2 * 3_600_000));
  };
  const figuresOfPeople = async () => {
    const kept = await keptFigures(county.subgraph.sql);
    return Object.fromEntries(
      Object.entries(kept).filter(([key]) => /^410326\S* (residents|households|workers|visits|demands)/.test(key)),
    );
  };
  const everything = async () => {
    const tables = await Promise.all(
      rowsOf.map((table) => county.subgraph.sql(`select to_jsonb(t) - 'version' as row from ${table} t order by 1`)),
    );
    return { rows: tables.map((rows) => rows.map(({ row }) => row)), figures: await keptFigures(county.subgraph.sql) };
  };
  const gridsInForce = async () => {
    const rows = await county.subgraph.sql(
      `select id from grid where area_code = $1 and level = 'BASIC' and (valid_until is null or valid_until > $2) order by id`,
      [BAISHU, today],
    );
    return rows.map((row) => row.id as string);
  };
  const households = async (gridId: string) => {
    const rows = await county.subgraph.sql('select id from household where grid_id = $1 order by id', [gridId]);
    return rows.map((row) => row.id as string);
  };
  const newName = () => {
    next += 1;
    return `网格${next}`;
  };
  const pick = (ids: readonly string[], n: number) => ids[n % ids.length] ?? '';

  const run = async (what: Step) => {
    const grids = await gridsInForce();
    switch (what.kind) {
      case 'split': {
        const gridId = pick(grids, what.grid);
        const homes = await households(gridId);
        const parts = Array.from({ length: what.parts }, (_, part) =>
          named(newName(), {
            holds: {
              householdIds: homes.filter((_home, index) => (index + what.share) % what.parts === part && part > 0),
              rest: part === 0,
            },
          }),
        );
        return operate(county, 'splitGrid', { gridId, parts });
      }
      case 'merge':
        return operate(county, 'mergeGrids', {
          gridIds: [...new Set([pick(grids, what.grid), pick(grids, what.other)])],
          ...named(newName()),
        });
      case 'draw':
        return operate(county, 'drawGrid', { areaCode: BAISHU, kind: 'RURAL', ...named(newName()) });
      case 'renumber':
        return operate(county, 'renumberGrid', { gridId: pick(grids, what.grid), ...named(newName()) });
      case 'retire':
        return operate(county, 'retireGrid', { gridId: pick(grids, what.grid) });
      case 'plan':
        return operate(county, 'mergeGrids', {
          gridIds: [...new Set([pick(grids, what.grid), pick(grids, what.other)])],
          ...named(newName()),
          effectiveOn: addDays(today, 1),
        });
    }
  };

  const holds = async () => {
    const { sql } = county.subgraph;
    const strays = await sql(
      `select h.id from household h left join grid g on g.id = h.grid_id and g.level = 'BASIC'
         and g.valid_from <= $1::date and (g.valid_until is null or g.valid_until > $1::date) where g.id is null
       union all select r.id from resident r join household h on h.id = r.household_id where r.grid_id <> h.grid_id
       union all select a.id from grid_assignment a join grid g on g.id = a.grid_id
         where g.valid_until <= $1::date and a.until is null
       union all select g.id from grid g join grid p on p.id = g.parent_grid_id
         where p.valid_until <= $1::date and (g.valid_until is null or g.valid_until > $1::date)`,
      [today],
    );
    expect(strays).toEqual([]);
    expect(await figuresOfPeople()).toEqual(village);
    expect(await keptFigures(sql)).toEqual(await recount(sql, today));
  };

  test('keeps each household in one basic grid in force and the village’s figures as they are; each is undone without a trace', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 3, maxLength: 6 }), async (steps) => {
        for (const [what, takesBack] of steps) {
          advance();
          await county.subgraph.runScheduledJob('settle-grid-operations');
          await holds();
          const before = await everything();
          const answer = await run(what);
          await holds();
          if (answer.operation?.state !== 'DONE') {
            expect(await everything()).toEqual(before);
            continue;
          }
          if (!takesBack) continue;
          const undone = await operate(county, 'undoGridOperation', { operationId: answer.operation.id });
          if (undone.problem === 'BUILT_ON') continue;
          expect(undone.operation?.state).toBe('UNDONE');
          expect(await everything()).toEqual(before);
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
    expect(shanghaiDay(county.subgraph.tools.now())).toBe(today);
  });
});

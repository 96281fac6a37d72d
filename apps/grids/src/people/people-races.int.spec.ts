import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idNumberOf, idOf, type County } from '../testing/county.ts';
import { aPerson, expectFigures, newNumber, runPeople } from '../testing/people-run.ts';

describe('Two at once', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  const run = (mutation: string, input: object) => runPeople(county, mutation, '__typename', input, 'secretary');
  const outcomes = async (...work: Promise<Record<string, unknown>>[]) =>
    (await Promise.all(work)).map(({ __typename }) => String(__typename)).sort();

  test('who register the same person leave one record', async () => {
    const household = (n: number) => ({
      gridId: idOf('grid', 1),
      address: `柏树乡柏树村八组${String(n)}号`,
      members: [aPerson(100 + n), aPerson(99, { relation: 'OTHER_RELATIVE' })],
    });
    expect(await outcomes(run('registerHousehold', household(1)), run('registerHousehold', household(2)))).toEqual([
      'InvalidInput',
      'RegisterHouseholdSuccess',
    ]);
    await expectFigures(county);
  });

  test('who move the same resident to two homes leave the resident in one, counted once', async () => {
    const to = (n: number) =>
      run('moveIn', {
        householdId: idOf('household', n),
        members: [{ residentId: idOf('resident', 6), relation: 'NOT_RELATED' }],
      });
    const done = await outcomes(to(1), to(2), to(4));
    expect(done.filter((name) => name === 'MoveInSuccess')).toHaveLength(3);
    const [row] = await county.subgraph.sql(
      'select count(*)::int as n from occupancy where resident_id = $1 and until is null',
      [idOf('resident', 6)],
    );
    expect(row?.n).toBe(1);
    await expectFigures(county);
  });

  test('who swap residents between two households do not wait for each other in a circle', async () => {
    const swap = (from: number, to: number) =>
      run('moveIn', {
        householdId: idOf('household', to),
        members: [{ residentId: idOf('resident', from), relation: 'NOT_RELATED' }],
      });
    for (let round = 0; round < 5; round += 1) {
      const homes = round % 2 === 0 ? [2, 1] : [1, 2];
      expect(await outcomes(swap(2, homes[0] ?? 1), swap(4, homes[1] ?? 2))).toEqual([
        'MoveInSuccess',
        'MoveInSuccess',
      ]);
    }
    await expectFigures(county);
  });

  test('who make two members the head leave one head', async () => {
    const head = (n: number) => run('changeHead', { householdId: idOf('household', 3), headId: idOf('resident', n) });
    await run('moveIn', {
      householdId: idOf('household', 3),
      members: [aPerson(120, { relation: 'SIBLING' }), aPerson(121, { relation: 'SIBLING' })],
    });
    const rows = await county.subgraph.sql(
      `select id from resident where household_id = $1 and relation = 'SIBLING' order by id`,
      [idOf('household', 3)],
    );
    const [one, two] = rows.map((row) => row.id as string);
    await outcomes(
      run('changeHead', { householdId: idOf('household', 3), headId: one }),
      run('changeHead', { householdId: idOf('household', 3), headId: two }),
      head(5),
    );
    const heads = await county.subgraph.sql(
      `select id from resident where household_id = $1 and relation = 'HEAD' and departed_on is null`,
      [idOf('household', 3)],
    );
    expect(heads).toHaveLength(1);
    await expect(
      county.subgraph.sql(`update resident set relation = 'HEAD' where household_id = $1`, [idOf('household', 3)]),
    ).rejects.toThrow(/resident_head_key/);
  });

  test('one of whom records a death while the other moves the person: the dead do not move', async () => {
    const dead = idOf('resident', 8);
    await outcomes(
      run('recordDeath', { residentId: dead, on: '2026-03-01' }),
      run('moveIn', { householdId: idOf('household', 1), members: [{ residentId: dead, relation: 'NOT_RELATED' }] }),
      run('moveIn', {
        householdId: idOf('household', 2),
        members: [
          {
            relation: 'NOT_RELATED',
            name: '李秀英',
            idNumber: idNumberOf(8),
            populationKind: 'FLOATING',
            leavesFormerHome: true,
          },
        ],
      }),
    );
    const [row] = await county.subgraph.sql('select departure from resident where id = $1', [dead]);
    expect(row?.departure).toBe('DIED');
    const open = await county.subgraph.sql('select 1 from occupancy where resident_id = $1 and until is null', [dead]);
    expect(open).toEqual([]);
    await expectFigures(county);
  });

  test('with the same key get the same result, and one record', async () => {
    const input = {
      gridId: idOf('grid', 1),
      address: '柏树乡柏树村八组9号',
      members: [aPerson(130, { idNumber: newNumber(130) })],
      clientMutationKey: 'twice',
    };
    const both = await Promise.all(
      [1, 2].map(() => runPeople(county, 'registerHousehold', 'household { id }', input, 'secretary')),
    );
    expect(both[0]).toEqual(both[1]);
    await expectFigures(county);
  });
});

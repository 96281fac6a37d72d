import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { callerAt } from '@gridloom/testkit';

import { BAISHU, BEIBAO, grid15, id, societies, testCounty } from '../testing/test-county.ts';

const [partA, partB] = [id('c', 101), id('c', 102)];
const operation = id('c', 900);

describe('A society of a grid that changes', () => {
  let county: Awaited<ReturnType<typeof testCounty>>;
  beforeEach(async () => {
    county = await testCounty();
    await county.sql('update centre set grid_id = $1', [grid15]);
  });
  afterEach(() => county.stop());

  const tell = (happened: string, gridId: string, sequence: number, data: object, eventId?: string) =>
    county.deliver({
      type: `gridloom.grids.grid.${happened}.v1`,
      key: gridId,
      sequence,
      ...(eventId === undefined ? {} : { id: eventId }),
      data: { gridId, areaCode: BAISHU, operationId: operation, ...data },
    });
  const split = (eventId?: string) =>
    tell(
      'split',
      grid15,
      2,
      {
        since: '2026-03-02',
        parts: [partA, partB].map((gridId) => ({ gridId, householdIds: [], residentIds: [] })),
      },
      eventId,
    );
  const places = async () => {
    const rows = await county.sql('select grid_id from society where id = $1 union all select grid_id from centre', [
      societies.council,
    ]);
    return rows.map((row) => row.grid_id);
  };

  test('goes to the first part with the centre, once, and tells so', async () => {
    await split(id('e', 1));
    await split(id('e', 1));
    await split();
    expect(await places()).toEqual([partA, partA]);
    expect(await county.outbox()).toMatchObject([
      { type: 'gridloom.societies.society.state.v1', key: societies.council, data: { gridId: partA } },
    ]);
  });

  test('follows a merger of the part that was told of before the split', async () => {
    await tell('merged', partA, 2, { since: '2026-03-02', successorGridId: partB });
    expect(await places()).toEqual([grid15, grid15]);
    await split();
    expect(await places()).toEqual([partB, partB]);
  });

  test('is the village’s when the grid is retired, and comes back when that is taken back', async () => {
    await tell('retired', grid15, 2, { since: '2026-03-02' });
    expect(await places()).toEqual([null, null]);
    await tell('restored', grid15, 3, { withdrawnGridIds: [] });
    expect(await places()).toEqual([grid15, grid15]);
  });

  test('comes back when the split is taken back', async () => {
    await split();
    await tell('withdrawn', partA, 2, { restoredGridIds: [grid15] });
    await tell('restored', grid15, 3, { withdrawnGridIds: [partA, partB] });
    expect(await places()).toEqual([grid15, grid15]);
  });
});

describe('The societies of a grid', () => {
  test('are listed for whoever may see them, in as many statements for one grid as for many', async () => {
    const county = await testCounty();
    try {
      const listed = (as: Parameters<typeof callerAt>[1], grids: readonly string[]) =>
        county.execute(
          `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Grid { id societies { totalCount edges { node { name } } } } } }`,
          { all: grids.map((gridId) => ({ __typename: 'Grid', id: gridId })) },
          { as: callerAt('COMMUNITY_SECRETARY', as) },
        );
      const { data } = await listed(BAISHU, [grid15]);
      const short = county.statements().length;
      expect(data?._entities).toEqual([
        { id: grid15, societies: { totalCount: 1, edges: [{ node: { name: '柏树村村民议事会' } }] } },
      ]);
      await listed(BAISHU, [grid15, partA, partB]);
      expect(county.statements()).toHaveLength(short);
      const strange = await listed(BEIBAO, [grid15]);
      expect(strange.data?._entities).toMatchObject([{ societies: { totalCount: 0 } }]);
    } finally {
      await county.stop();
    }
  });
});

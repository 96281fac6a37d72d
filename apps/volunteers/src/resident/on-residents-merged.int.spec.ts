import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestSubgraph } from '@gridloom/testkit';

import { BAISHU, id, testCounty } from '../testing/test-county.ts';

describe('A volunteer whose record as a resident is merged', () => {
  let county: TestSubgraph;
  const [merged, survivor] = [id('d', 800), id('d', 801)];
  beforeAll(async () => {
    county = await testCounty();
    await county.sql('update volunteer set resident_id = $1 where account_id = $2', [merged, id('a', 1)]);
  });
  afterAll(() => county.stop());

  const deliver = (happened: 'merged' | 'unmerged', sequence: number) =>
    county.deliver({
      type: `gridloom.grids.resident.${happened}.v1`,
      key: merged,
      sequence,
      data: { mergedResidentId: merged, survivorResidentId: survivor, areaCode: BAISHU },
    });
  const residentOf = async () =>
    (await county.sql('select resident_id, version from volunteer where account_id = $1', [id('a', 1)]))[0];

  test('is the survivor from then on, and the former resident after the end of the merge', async () => {
    const [first] = await county.sql('select version from volunteer where account_id = $1', [id('a', 1)]);
    await deliver('merged', 2);
    await deliver('merged', 2);
    expect(await residentOf()).toEqual({ resident_id: survivor, version: Number(first?.version) + 1 });
    await deliver('unmerged', 3);
    await deliver('merged', 2);
    expect(await residentOf()).toEqual({ resident_id: merged, version: Number(first?.version) + 2 });
  });
});

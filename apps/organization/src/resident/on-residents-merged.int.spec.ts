import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { accounts, NOW, residentId, seedCounty, VILLAGE } from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

const survivor = '00000000-0000-4000-8000-00000000c001';

describe('residents whose records are merged', () => {
  let county: TestSubgraph;
  beforeEach(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterEach(() => county.stop());

  const deliver = (happened: 'merged' | 'unmerged', sequence: number, id?: string) =>
    county.deliver({
      type: `gridloom.grids.resident.${happened}.v1`,
      key: residentId,
      sequence,
      data: { mergedResidentId: residentId, survivorResidentId: survivor, areaCode: VILLAGE },
      ...(id === undefined ? {} : { id }),
    });
  const holders = async (resident: string) => {
    const found = await county.sql('select id from account where resident_id = $1', [resident]);
    const members = await county.sql('select id from party_member where resident_id = $1', [resident]);
    return [found.length, members.length];
  };

  it('sign in as the survivor from then on: the states of their roles say so, once', async () => {
    await deliver('merged', 2, '00000000-0000-4000-8000-00000000c002');
    await deliver('merged', 2, '00000000-0000-4000-8000-00000000c002');
    expect(await holders(survivor)).toEqual([1, 1]);
    const told = await county.outbox();
    expect(told.map(({ type, data }) => [type, data?.accountId, data?.residentId])).toEqual([
      ['gridloom.organization.role-assignment.state.v1', accounts.resident, survivor],
    ]);
    await deliver('unmerged', 3);
    await deliver('merged', 2);
    expect(await holders(residentId)).toEqual([1, 1]);
    expect((await county.outbox()).at(-1)?.data?.residentId).toBe(residentId);
  });

  it('keep the account of the survivor where there is one', async () => {
    await county.sql('update account set resident_id = $1 where id = $2', [survivor, accounts.worker]);
    await deliver('merged', 2);
    expect(await holders(survivor)).toEqual([1, 1]);
    expect(await holders(residentId)).toEqual([1, 0]);
    expect(await county.outbox()).toEqual([]);
  });
});

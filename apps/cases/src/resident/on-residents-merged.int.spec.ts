import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aVisitDemand, ids, seedCounty, village } from '../testing/seed.ts';

const survivor = '5a000000-0000-4000-8000-000000000001';
const last = '5a000000-0000-4000-8000-000000000002';

describe('residents whose records are merged', () => {
  let test: TestSubgraph;
  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    await aVisitDemand(test, 1);
  });
  afterAll(() => test.stop());

  const deliver = (happened: 'merged' | 'unmerged', from: string, into: string, sequence: number, id?: string) =>
    test.deliver({
      type: `gridloom.grids.resident.${happened}.v1`,
      key: from,
      sequence,
      data: { mergedResidentId: from, survivorResidentId: into, areaCode: village },
      ...(id === undefined ? {} : { id }),
    });
  const complainants = async () => {
    const rows = await test.sql(
      `select c.resident_id, f.complainant_resident_ids from case_complainant c join case_file f on f.id = c.case_id`,
    );
    return rows.map((row) => [row.resident_id, row.complainant_resident_ids]);
  };
  const states = async () =>
    (await test.outbox())
      .filter(({ type }) => type === 'gridloom.cases.case.state.v1')
      .map(({ data }) => data?.complainantResidentIds);

  it('complain under the survivor’s id from then on, and the state of the case says so, once', async () => {
    await deliver('merged', ids.resident, survivor, 2, '5e000000-0000-4000-8000-000000000001');
    await deliver('merged', ids.resident, survivor, 2, '5e000000-0000-4000-8000-000000000001');
    await deliver('merged', ids.resident, survivor, 2);
    expect(await complainants()).toEqual([[survivor, [survivor]]]);
    expect(await states()).toEqual([[ids.resident], [survivor]]);
  });

  it('come back with the end of the merge, and an older merge that arrives late changes nothing', async () => {
    await deliver('unmerged', ids.resident, survivor, 3);
    await deliver('merged', ids.resident, survivor, 2);
    expect(await complainants()).toEqual([[ids.resident, [ids.resident]]]);
    expect(await states()).toHaveLength(3);
  });

  it('are followed along a chain of merges, in whatever order these arrive', async () => {
    await deliver('merged', survivor, last, 2);
    await deliver('merged', ids.resident, survivor, 4);
    expect(await complainants()).toEqual([[last, [last]]]);
    await deliver('unmerged', survivor, last, 3);
    expect(await complainants()).toEqual([[survivor, [survivor]]]);
    await deliver('unmerged', ids.resident, survivor, 5);
    expect(await complainants()).toEqual([[ids.resident, [ids.resident]]]);
  });
});

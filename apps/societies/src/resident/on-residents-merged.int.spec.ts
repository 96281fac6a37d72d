import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { BAISHU, id, societies, testCounty } from '../testing/test-county.ts';

type County = Awaited<ReturnType<typeof testCounty>>;

describe('Residents whose records are merged', () => {
  let county: County;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  const deliver = (happened: 'merged' | 'unmerged', from: string, into: string, sequence: number, eventId?: string) =>
    county.deliver({
      type: `gridloom.grids.resident.${happened}.v1`,
      key: from,
      sequence,
      data: { mergedResidentId: from, survivorResidentId: into, areaCode: BAISHU },
      ...(eventId === undefined ? {} : { id: eventId }),
    });
  const membership = async (n: number) => {
    const [row] = await county.sql('select resident_id, left_on::text as left_on from membership where id = $1', [
      id('e', n),
    ]);
    return [row?.resident_id, row?.left_on];
  };
  const members = async () => {
    const rows = await county.sql(
      `select subject, value::int as value, (select count(*)::int from membership m where m.left_on is null and m.society_id::text = c.subject) as counted
       from counter c where metric = 'members' and subject = $1`,
      [societies.council],
    );
    return [rows[0]?.value, rows[0]?.counted];
  };
  const told = async () => (await county.outbox()).map(({ type }) => type.split('.').slice(2, 4).join(' '));

  test('keep their demands, enrolments and membership under the survivor’s id', async () => {
    const stranger = id('f', 900);
    await deliver('merged', id('d', 1), stranger, 2, id('f', 901));
    await deliver('merged', id('d', 1), stranger, 2, id('f', 901));
    expect(await membership(1)).toEqual([stranger, null]);
    expect(await county.sql('select 1 from society_demand where resident_id = $1', [id('d', 1)])).toEqual([]);
    expect(await county.sql('select 1 from enrolment where resident_id = $1', [id('d', 1)])).toEqual([]);
    expect(await told()).toEqual([]);
    await deliver('unmerged', id('d', 1), stranger, 3);
    expect(await membership(1)).toEqual([id('d', 1), null]);
    expect(await county.sql('select 1 from society_demand where resident_id = $1', [id('d', 1)])).toHaveLength(1);
  });

  test('are a member of one society once: the second membership ends, and begins again with the end of the merge', async () => {
    const before = await members();
    await deliver('merged', id('d', 2), id('d', 3), 2);
    expect(await membership(2)).toEqual([id('d', 2), '2026-03-02']);
    expect(await membership(3)).toEqual([id('d', 3), null]);
    const during = await members();
    expect(during).toEqual([Number(before[0]) - 1, Number(before[1]) - 1]);
    expect(await told()).toEqual(['membership left', 'membership state']);
    await deliver('unmerged', id('d', 2), id('d', 3), 3);
    await deliver('merged', id('d', 2), id('d', 3), 2);
    expect(await membership(2)).toEqual([id('d', 2), null]);
    expect(await members()).toEqual(before);
    expect(await told()).toEqual(['membership left', 'membership state', 'membership joined', 'membership state']);
  });
});

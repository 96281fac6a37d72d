import { expect, test } from '@jest/globals';
import { watchFields } from '@gridloom/testkit';

import { BAISHU, id, society, testCounty } from './testing/test-county.ts';
import { subgraph } from './subgraph.ts';

test('every field is answered by a resolver or by its parent', async () => {
  const county = await testCounty();
  try {
    const watched = watchFields(subgraph);
    const at410326 = { kind: 'AREA', code: '410326' } as const;
    const run = async (document: string, variables: Record<string, unknown>, accountId = id('a', 1)) =>
      watched.run(
        document,
        variables,
        await county.context({
          as: {
            kind: 'account',
            accountId,
            residentId: id('d', 1),
            assignments: [
              { role: 'RESIDENT', jurisdiction: at410326 },
              { role: 'VOLUNTEER', jurisdiction: at410326 },
            ],
          },
        }),
      );
    const mutate = async (name: string, input: object, accountId?: string) => {
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      const data = await run(
        `mutation ($input: ${type}Input!) { ${name}(input: $input) { ... on ${type}Success ${watched.selectionOf(`${type}Success`)} } }`,
        { input },
        accountId,
      );
      return data[name] as { serviceOrder: { id: string } };
    };

    for (const [__typename, key] of [
      ['Area', { code: BAISHU }],
      ['Society', { id: society }],
      ['Case', { id: id('c', 1) }],
      ['Volunteer', { id: id('d', 1) }],
      ['ServiceOrder', { id: id('f', 1) }],
    ] as const) {
      await run(
        `query ($references: [_Any!]!) { _entities(representations: $references) { ... on ${__typename} ${watched.selectionOf(__typename)} } }`,
        { references: [{ __typename, ...key }] },
      );
    }
    const posting = {
      title: '理发',
      areaCode: BAISHU,
      startsAt: '2026-03-03T01:00:00Z',
      endsAt: '2026-03-03T02:00:00Z',
      volunteersNeeded: 1,
    };
    const calledOff = await mutate('postServiceOrder', posting);
    await mutate('cancelServiceOrder', { serviceOrderId: calledOff.serviceOrder.id });
    const { serviceOrder } = await mutate('postServiceOrder', posting);
    await mutate('claimServiceOrder', { serviceOrderId: serviceOrder.id });
    await mutate('releaseServiceOrder', { serviceOrderId: serviceOrder.id });
    await mutate('claimServiceOrder', { serviceOrderId: serviceOrder.id });
    await mutate('completeServiceOrder', { serviceOrderId: serviceOrder.id, hours: 1 });
    await mutate('enrolVolunteer', { name: '赵敏', areaCode: BAISHU }, id('a', 80));

    expect(watched.missing()).toEqual([]);
    expect(watched.unreached()).toEqual([]);
  } finally {
    await county.stop();
  }
});

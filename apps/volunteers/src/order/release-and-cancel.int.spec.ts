import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import type { TestSubgraph } from '@gridloom/testkit';

import {
  anOrder,
  claim,
  complete,
  organizer,
  poster,
  testCounty,
  volunteer,
  type Answer,
} from '../testing/test-county.ts';

describe('Giving an order back, and calling one off', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  const run = async (name: 'releaseServiceOrder' | 'cancelServiceOrder', serviceOrderId: string, as: Caller) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, codes } = await county.execute(
      `mutation ($input: ${type}Input!) {
         ${name}(input: $input) {
           __typename
           ... on ${type}Success { serviceOrder { id status claimedCount volunteer { id } } }
           ... on UserError { code message }
           ... on ServiceOrderNotOpen { currentStatus }
         }
       }`,
      { input: { serviceOrderId } },
      { as },
    );
    return { answer: ((data as Record<string, unknown> | null)?.[name] ?? null) as Answer | null, codes };
  };
  const typesOf = async (order: string) =>
    (await county.outbox()).filter(({ key }) => key === order).map(({ type }) => type.split('.')[3]);

  test('an order that is given back takes claims again', async () => {
    const order = await anOrder(county);
    await claim(county, order, volunteer(1));
    expect((await run('releaseServiceOrder', order, volunteer(2))).codes).toEqual(['FORBIDDEN']);
    expect((await run('releaseServiceOrder', order, volunteer(1))).answer).toMatchObject({
      serviceOrder: { status: 'POSTED', claimedCount: 0, volunteer: null },
    });
    expect((await claim(county, order, volunteer(2))).answer?.__typename).toBe('ClaimServiceOrderSuccess');
    expect(await typesOf(order)).toEqual([
      'posted',
      'state',
      'claimed',
      'state',
      'released',
      'state',
      'claimed',
      'state',
    ]);
    const states = (await county.outbox()).filter(({ key, type }) => key === order && type.includes('.state.'));
    expect(states.map(({ data }) => data?.status)).toEqual(['POSTED', 'CLAIMED', 'POSTED', 'CLAIMED']);
  });

  test('a service that is done is not given back, nor called off', async () => {
    const order = await anOrder(county, { startsAt: '2026-03-05T01:00:00Z', endsAt: '2026-03-05T02:00:00Z' });
    await claim(county, order, volunteer(3));
    await complete(county, order, 1, volunteer(3));
    const closed = { __typename: 'ServiceOrderNotOpen', code: 'TRANSITION_NOT_ALLOWED', currentStatus: 'COMPLETED' };
    expect((await run('releaseServiceOrder', order, volunteer(3))).answer).toMatchObject(closed);
    expect((await run('cancelServiceOrder', order, poster)).answer).toMatchObject(closed);
  });

  test('who posted an order calls it off, once; its claimant is free again', async () => {
    const times = { startsAt: '2026-03-06T01:00:00Z', endsAt: '2026-03-06T02:00:00Z' };
    const order = await anOrder(county, times);
    await claim(county, order, volunteer(4));
    expect((await run('cancelServiceOrder', order, organizer)).codes).toEqual(['FORBIDDEN']);
    expect((await run('cancelServiceOrder', order, poster)).answer).toMatchObject({
      serviceOrder: { status: 'CANCELLED' },
    });
    expect((await run('cancelServiceOrder', order, poster)).answer?.__typename).toBe('ServiceOrderNotOpen');
    expect((await complete(county, order, 1, volunteer(4))).answer?.__typename).toBe('ServiceOrderNotOpen');
    expect((await typesOf(order)).slice(-2)).toEqual(['cancelled', 'state']);
    expect((await claim(county, await anOrder(county, times), volunteer(4))).answer?.__typename).toBe(
      'ClaimServiceOrderSuccess',
    );
  });
});

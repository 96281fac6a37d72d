import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerAt, type TestSubgraph } from '@gridloom/testkit';

import { anOrder, BEIBAO, claim, complete, id, poster, testCounty, volunteer } from '../testing/test-county.ts';

const counted = (answers: readonly { answer: { __typename: string; code?: string } | null }[]) => {
  const counts: Record<string, number> = {};
  for (const { answer } of answers) {
    const key = answer?.__typename ?? 'none';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

const twenty = Array.from({ length: 20 }, (_, at) => at + 1);

describe('Claiming an order', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  test.each([1, 3])('of 20 volunteers at once exactly %i win an order that needs as many', async (volunteersNeeded) => {
    const day = String(10 + volunteersNeeded);
    const times = { startsAt: `2026-03-${day}T03:00:00Z`, endsAt: `2026-03-${day}T05:00:00Z` };
    const order = await anOrder(county, { volunteersNeeded, ...times });
    const answers = await Promise.all(twenty.map((n) => claim(county, order, volunteer(n))));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(counted(answers)).toEqual({
      ClaimServiceOrderSuccess: volunteersNeeded,
      Conflict: twenty.length - volunteersNeeded,
    });
    const [row] = await county.sql(
      `select o.status, o.claimed_count, (select count(*)::int from claim c where c.service_order_id = o.id) as claims
       from service_order o where o.id = $1`,
      [order],
    );
    expect(row).toEqual({ status: 'CLAIMED', claimed_count: volunteersNeeded, claims: volunteersNeeded });
    const claimed = (await county.outbox()).filter(
      ({ key, type }) => key === order && type === 'gridloom.volunteers.order.claimed.v1',
    );
    expect(new Set(claimed.map(({ data }) => data?.volunteerId)).size).toBe(volunteersNeeded);
    expect(claimed.at(-1)?.data).toMatchObject({ status: 'CLAIMED' });
  });

  test('the claimant sees the own name, and the order as claimed', async () => {
    const order = await anOrder(county);
    const { answer } = await claim(county, order, volunteer(1));
    expect(answer).toMatchObject({
      serviceOrder: { id: order, status: 'CLAIMED', volunteer: { id: id('d', 1), name: '李文秀' } },
    });
  });

  test('one volunteer cannot win two orders of overlapping times, even at once', async () => {
    const times = (from: number) => ({
      startsAt: `2026-03-05T0${String(from)}:00:00Z`,
      endsAt: `2026-03-05T0${String(from + 2)}:00:00Z`,
    });
    const orders = await Promise.all([anOrder(county, times(1)), anOrder(county, times(2)), anOrder(county, times(4))]);
    const answers = await Promise.all(orders.map((order) => claim(county, order, volunteer(2))));
    const won = answers.filter(({ answer }) => answer?.__typename === 'ClaimServiceOrderSuccess');
    expect(won).toHaveLength(2);
    expect(answers.find(({ answer }) => answer?.__typename === 'ServiceTimeOverlap')?.answer).toMatchObject({
      code: 'RULE_VIOLATED',
    });
  });

  test('the same order is claimed once, and the same key gives the same result', async () => {
    const order = await anOrder(county, {
      volunteersNeeded: 2,
      startsAt: '2026-03-06T01:00:00Z',
      endsAt: '2026-03-06T02:00:00Z',
    });
    const first = await claim(county, order, volunteer(3), 'k1');
    expect(await claim(county, order, volunteer(3), 'k1')).toEqual(first);
    expect((await claim(county, order, volunteer(3))).answer).toMatchObject({
      __typename: 'Conflict',
      code: 'CONFLICT',
    });
    expect((await claim(county, id('f', 2), volunteer(3), 'k1')).answer).toMatchObject({ __typename: 'KeyReused' });
  });

  test('a volunteer of the township may claim, one of another township does not find the order', async () => {
    const order = await anOrder(county, {
      volunteersNeeded: 2,
      startsAt: '2026-03-07T01:00:00Z',
      endsAt: '2026-03-07T02:00:00Z',
    });
    expect((await claim(county, order, volunteer(21))).answer?.__typename).toBe('ClaimServiceOrderSuccess');
    expect((await claim(county, order, volunteer(23))).answer).toMatchObject({ __typename: 'NotFound' });
    const both = volunteer(23);
    const elsewhere = callerAt('VOLUNTEER', BEIBAO, { accountId: id('a', 23) });
    const assignments = [
      ...(both.kind === 'account' ? both.assignments : []),
      { role: 'GRID_OFFICE' as const, jurisdiction: { kind: 'AREA' as const, code: '410326' } },
    ];
    const office = elsewhere.kind === 'account' ? { ...elsewhere, assignments } : elsewhere;
    expect((await claim(county, order, office)).codes).toEqual(['FORBIDDEN']);
  });

  test('cancelled, completed and past orders take no claims', async () => {
    expect((await claim(county, id('f', 2), volunteer(4))).answer).toMatchObject({
      __typename: 'ServiceOrderNotOpen',
      code: 'TRANSITION_NOT_ALLOWED',
    });
    const order = await anOrder(county, { startsAt: '2026-03-02T02:30:00Z', endsAt: '2026-03-02T03:00:00Z' });
    county.setNow(new Date('2026-03-02T03:00:00Z'));
    expect((await claim(county, order, volunteer(4))).answer?.__typename).toBe('ServiceOrderNotOpen');
    county.setNow(new Date('2026-03-02T02:00:00Z'));
  });

  test('who is no volunteer is refused', async () => {
    const order = await anOrder(county, { startsAt: '2026-03-09T01:00:00Z', endsAt: '2026-03-09T02:00:00Z' });
    expect((await claim(county, order, poster)).codes).toEqual(['FORBIDDEN']);
    expect((await claim(county, order, { kind: 'anonymous' })).codes).toEqual(['UNAUTHENTICATED']);
    const unenrolled = callerAt('VOLUNTEER', '410326200200', { accountId: id('a', 99) });
    expect((await claim(county, order, unenrolled)).codes).toEqual(['FORBIDDEN']);
  });

  test('completing at once twice certifies the hours once', async () => {
    const order = await anOrder(county, { startsAt: '2026-03-20T01:00:00Z', endsAt: '2026-03-20T02:00:00Z' });
    await claim(county, order, volunteer(5));
    const answers = await Promise.all([1, 2, 3].map(() => complete(county, order, 1, volunteer(5))));
    expect(counted(answers)).toEqual({ CompleteServiceOrderSuccess: 1, ServiceOrderNotOpen: 2 });
  });
});

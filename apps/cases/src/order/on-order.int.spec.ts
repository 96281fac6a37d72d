import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aHistory, caseId, seedCases, seedCounty, village } from '../testing/seed.ts';

type Happened = 'posted' | 'completed' | 'cancelled';
const statuses = { posted: 'POSTED', completed: 'COMPLETED', cancelled: 'CANCELLED' } as const;

describe("what becomes of volunteers' orders for a case", () => {
  let test: TestSubgraph;
  let next = 0;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const aCaseAfter = async (length: number) => {
    next += 1;
    await seedCases(test, [aHistory(next, { length })], `case-${String(next)}`);
    return caseId(next);
  };
  const tell = (happened: Happened, serviceOrderId: string, id: string | undefined, eventId?: string) =>
    test.deliver({
      type: `gridloom.volunteers.order.${happened}.v1`,
      key: serviceOrderId,
      ...(eventId === undefined ? {} : { id: eventId }),
      data: {
        serviceOrderId,
        status: statuses[happened],
        areaCode: village,
        ...(id === undefined ? {} : { caseId: id }),
      },
    });
  const statusOf = async (id: string) =>
    (await test.sql('select status from case_file where id = $1', [id]))[0]?.status;
  const stepsOf = async (id: string) =>
    (await test.sql('select step from case_timeline_entry where case_id = $1 order by position', [id])).map(
      ({ step }) => step,
    );

  it('resolves a case that is being handled when the last order for it was completed', async () => {
    const id = await aCaseAfter(3);
    const [a, b] = [crypto.randomUUID(), crypto.randomUUID()];
    await tell('posted', a, id);
    await tell('posted', b, id);
    await tell('completed', a, id);
    expect(await statusOf(id)).toBe('HANDLING');
    await tell('cancelled', b, id);
    const c = crypto.randomUUID();
    await tell('completed', c, id);
    expect(await statusOf(id)).toBe('RESOLVED');
    expect((await stepsOf(id)).slice(-3)).toEqual(['SERVED', 'SERVED', 'RESOLVED']);
    const told = (await test.outbox()).filter(({ key }) => key === id);
    expect(told.map(({ type, version }) => [type.split('.')[3], version])).toEqual([
      ['state', 5],
      ['state', 6],
      ['resolved', 7],
      ['state', 7],
    ]);
  });

  it('notes a completion once, told twice or under another event id, and even before the order was posted', async () => {
    const id = await aCaseAfter(3);
    const order = crypto.randomUUID();
    const eventId = crypto.randomUUID();
    await tell('completed', order, id, eventId);
    await tell('completed', order, id, eventId);
    await tell('completed', order, id);
    await tell('posted', order, id);
    expect((await stepsOf(id)).filter((step) => step === 'SERVED')).toHaveLength(1);
    expect(await test.sql('select status from case_order where service_order_id = $1', [order])).toEqual([
      { status: 'COMPLETED' },
    ]);
  });

  it('only notes it on a case that is not being handled', async () => {
    const id = await aCaseAfter(1);
    await tell('completed', crypto.randomUUID(), id);
    expect(await statusOf(id)).toBe('ACCEPTED');
    expect((await stepsOf(id)).at(-1)).toBe('SERVED');
  });

  it('passes over orders without a case, and for a case that is not known here', async () => {
    await tell('completed', crypto.randomUUID(), undefined);
    await tell('completed', crypto.randomUUID(), crypto.randomUUID());
    expect(await test.sql('select 1 from case_order where case_id not in (select id from case_file)')).toEqual([]);
  });
});

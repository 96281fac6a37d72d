import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { county, ids, otherVillage, seedCounty, village } from '../testing/seed.ts';
import { hotlineSnapshot } from './hotline-snapshot.ts';

const now = new Date('2026-03-02T02:00:00Z');
const gridOffice = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);

const receive = `mutation ($input: ReceiveHotlineOrdersInput!) { receiveHotlineOrders(input: $input) { __typename
  ... on ReceiveHotlineOrdersSuccess { results { upstreamNumber outcome field message
    order { id upstreamNumber upstreamDueAt upstreamReceivedAt category overdue case { id source status complainants { demand } } } } }
  ... on UserError { code } ... on InvalidInput { field } } }`;

interface Receipt {
  readonly upstreamNumber: string;
  readonly outcome: string;
  readonly field: string | null;
  readonly order: { readonly id: string; readonly case: { readonly id: string } } | null;
}

const anOrder = (n: number, more: object = {}) => ({
  upstreamNumber: `LY20260302${String(n).padStart(4, '0')}`,
  upstreamReceivedAt: '2026-03-01T08:00:00.000Z',
  upstreamDueAt: new Date(Date.parse('2026-03-05T08:00:00.000Z') + n * 60_000).toISOString(),
  category: '城乡建设',
  description: `第 ${String(n)} 单：下水道堵塞。`,
  areaCode: village,
  ...more,
});

describe('orders of hotline 12345', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const take = async (orders: readonly object[], as: Caller = gridOffice, more: object = {}) => {
    const { data, codes, errors } = await test.execute(receive, { input: { orders, ...more } }, { as });
    const answer = (data as { receiveHotlineOrders?: { results?: Receipt[] } } | null)?.receiveHotlineOrders;
    return { codes, errors, answer, results: answer?.results ?? [] };
  };
  const step = async (name: string, input: object, as: Caller) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, codes } = await test.execute(
      `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename ... on UserError { code } } }`,
      { input },
      { as },
    );
    return { codes, type: (data as unknown as { step: { __typename: string } | null }).step?.__typename };
  };

  it('become cases, the number and the deadline upstream as they came', async () => {
    const { results, errors } = await take([anOrder(1, { gridId: ids.grid15, residentId: ids.resident })]);
    expect(errors).toEqual([]);
    expect(results).toMatchObject([
      {
        outcome: 'RECEIVED',
        field: null,
        order: {
          upstreamNumber: 'LY202603020001',
          upstreamDueAt: '2026-03-05T08:01:00.000Z',
          category: '城乡建设',
          overdue: false,
          case: { source: 'HOTLINE_12345', status: 'REPORTED', complainants: [{ demand: '第 1 单：下水道堵塞。' }] },
        },
      },
    ]);
    const own = (await test.outbox()).filter(({ key }) => key === results[0]?.order?.id);
    expect(own.map(({ type }) => type)).toEqual([
      'gridloom.cases.hotline-order.received.v1',
      'gridloom.cases.hotline-order.state.v1',
    ]);
    expect(JSON.stringify(own)).not.toContain('下水道');
  });

  it('keep the good ones of a batch and say of each other what is wrong with it', async () => {
    const { results } = await take([
      anOrder(2),
      anOrder(3, { areaCode: '999999' }),
      anOrder(4, { upstreamDueAt: '2026-02-01T00:00:00Z' }),
      anOrder(5, { upstreamReceivedAt: '2026-12-01T00:00:00Z', upstreamDueAt: '2026-12-05T00:00:00Z' }),
      anOrder(6, { upstreamNumber: ' ' }),
      anOrder(7, { description: '' }),
      anOrder(8, { residentId: 'x' }),
      anOrder(9, { category: '长'.repeat(101) }),
      anOrder(10, { gridId: ids.otherGrid }),
      anOrder(11),
    ]);
    expect(results.map(({ outcome, field }) => [outcome, field])).toEqual([
      ['RECEIVED', null],
      ['REFUSED', 'input.orders.1.areaCode'],
      ['REFUSED', 'input.orders.2.upstreamDueAt'],
      ['REFUSED', 'input.orders.3.upstreamReceivedAt'],
      ['REFUSED', 'input.orders.4.upstreamNumber'],
      ['REFUSED', 'input.orders.5.description'],
      ['REFUSED', 'input.orders.6.residentId'],
      ['REFUSED', 'input.orders.7.category'],
      ['REFUSED', 'input.orders.8.areaCode'],
      ['RECEIVED', null],
    ]);
  });

  it('are one case each, in whatever order and however often a batch arrives, at once too', async () => {
    const batch = [anOrder(20), anOrder(21), anOrder(22)];
    const before = (await test.sql('select count(*)::int as n from hotline_order'))[0]?.n as number;
    await Promise.all([take(batch), take([...batch].reverse())]);
    const { results } = await take([...batch, ...batch]);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'KNOWN'));
    const [after] = await test.sql(
      'select count(*)::int as n, (select count(*)::int from case_file) as cases from hotline_order',
    );
    expect(after).toEqual({ n: before + 3, cases: before + 3 });
  });

  it("come from the hotline's desk alone, 500 at once", async () => {
    expect(await take([anOrder(30)], secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
    const many = Array.from({ length: 501 }, (_, n) => anOrder(1_000 + n));
    expect((await take(many)).answer).toMatchObject({ __typename: 'InvalidInput', field: 'input.orders' });
    expect((await take([])).answer).toMatchObject({ __typename: 'InvalidInput' });
  });

  it('are answered once, when their case has an outcome', async () => {
    const { results } = await take([anOrder(40, { gridId: ids.grid15 })]);
    const hotlineOrderId = results[0]?.order?.id ?? '';
    const id = results[0]?.order?.case.id ?? '';
    expect(await step('answerHotlineOrder', { hotlineOrderId, reply: '早' }, gridOffice)).toMatchObject({
      type: 'TransitionNotAllowed',
    });
    await step('acceptCase', { caseId: id, serviceItemCode: 'A-001' }, secretary);
    await step('dispatchCase', { caseId: id, handlerId: ids.roads }, secretary);
    await step('takeUpCase', { caseId: id }, officer);
    await step('resolveCase', { caseId: id, outcome: '已疏通' }, officer);
    expect(await step('answerHotlineOrder', { hotlineOrderId: ids.item }, gridOffice)).toMatchObject({
      type: 'NotFound',
    });
    expect(await step('answerHotlineOrder', { hotlineOrderId, reply: ' ' }, gridOffice)).toMatchObject({
      type: 'InvalidInput',
    });
    expect(await step('answerHotlineOrder', { hotlineOrderId }, gridOffice)).toMatchObject({
      type: 'AnswerHotlineOrderSuccess',
    });
    expect(await step('answerHotlineOrder', { hotlineOrderId }, gridOffice)).toMatchObject({
      type: 'TransitionNotAllowed',
    });
    const { data } = await test.execute(
      'query ($n: ID!) { hotlineOrder(upstreamNumber: $n) { reply answeredAt answeredBy { id } case { hotlineOrder { upstreamNumber } } } }',
      { n: 'LY202603020040' },
      { as: gridOffice },
    );
    expect(data).toMatchObject({
      hotlineOrder: {
        reply: expect.stringContaining('已疏通'),
        case: { hotlineOrder: { upstreamNumber: 'LY202603020040' } },
      },
    });
    const answered = (await test.outbox()).find(({ type }) => type === 'gridloom.cases.hotline-order.answered.v1');
    expect(answered).toMatchObject({
      key: hotlineOrderId,
      version: 2,
      data: { inTime: true, upstreamNumber: 'LY202603020040' },
    });
  });

  it("are listed by the deadline upstream, within the caller's reach", async () => {
    await take([anOrder(50, { areaCode: otherVillage })]);
    const list = async (variables: object, as: Caller) => {
      const { data, codes } = await test.execute(
        `query ($filter: HotlineOrderFilter, $first: Int, $after: String) { hotlineOrders(filter: $filter, first: $first, after: $after) {
           totalCount totalCountIsExact pageInfo { hasNextPage endCursor } edges { node { upstreamNumber upstreamDueAt overdue case { id } } } } }`,
        { ...variables },
        { as },
      );
      expect(codes).toEqual([]);
      return (
        data as unknown as {
          hotlineOrders: {
            totalCount: number;
            pageInfo: { hasNextPage: boolean; endCursor: string };
            edges: { node: { upstreamNumber: string } }[];
          };
        }
      ).hotlineOrders;
    };
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ first: 3, after }, gridOffice);
      seen.push(...page.edges.map(({ node }) => node.upstreamNumber));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    const all = await test.sql('select upstream_number as n from hotline_order order by upstream_due_at, id');
    expect(seen).toEqual(all.map(({ n }) => n));
    const own = await list({ first: 100 }, secretary);
    expect(own.edges.map(({ node }) => node.upstreamNumber)).not.toContain('LY202603020050');
    expect((await list({ filter: { answered: true } }, gridOffice)).totalCount).toBe(1);
    expect((await list({ filter: { areaCode: otherVillage } }, gridOffice)).totalCount).toBe(1);
    expect((await list({ filter: { dueBefore: '2026-03-05T08:01:30Z' } }, gridOffice)).totalCount).toBe(1);
    expect((await list({}, worker)).totalCount).toBe(2);
    await list({ first: 1 }, gridOffice);
    const one = test.statements().length;
    await list({ first: 5 }, gridOffice);
    expect(test.statements().length).toBe(one);
  });

  it('fill their state topic as their events do', async () => {
    const told = new Map(
      (await test.outbox())
        .filter(({ type }) => type.endsWith('hotline-order.state.v1'))
        .map((event) => [event.key, event]),
    );
    const rows = await hotlineSnapshot.selectBatch(test.sql, null, 100);
    expect(rows.length).toBe(await hotlineSnapshot.countRows(test.sql));
    for (const { key, sequence, data } of rows) expect(told.get(key)).toMatchObject({ version: sequence, data });
  });

  it('keep figures that equal the rows', async () => {
    expect(await recountFigures(test.sql)).toEqual([]);
  });
});

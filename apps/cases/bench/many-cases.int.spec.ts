import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openImport } from '@gridloom/service-kit';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../src/subgraph.ts';
import {
  aHistory,
  complainantId,
  county,
  ids,
  otherVillage,
  seedCases,
  seedCounty,
  village,
} from '../src/testing/seed.ts';
import { multiplyHistories } from './multiply-histories.ts';

const own = 120;
const rounds = 140;
const all = own * (rounds + 1);
const list = `query ($filter: CaseFilter, $first: Int, $after: String) {
  cases(filter: $filter, first: $first, after: $after) {
    totalCount totalCountIsExact pageInfo { hasNextPage endCursor } edges { node { number } } } }`;

interface Answer {
  readonly totalCount: number;
  readonly totalCountIsExact: boolean;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: { readonly number: string } }[];
}

describe('words in more cases than a list counts', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    const histories = Array.from({ length: own }, (_, index) => index + 1).map((n) =>
      aHistory(n, {
        length: 6,
        title: n % 4 === 0 ? '井盖松动' : '村口路灯不亮',
        complainants: [
          { id: complainantId(n), residentId: ids.resident, demand: n % 2 === 0 ? '路灯坏了' : '请来看看' },
        ],
        ...(n % 10 === 0 ? { areaCode: otherVillage, gridId: ids.otherGrid } : {}),
      }),
    );
    await seedCases(test, histories, 'templates');
    const { client, sql, close } = await openImport(test.migratorUrl, 'copies');
    await client.query('begin');
    await multiplyHistories(sql, rounds, (round) => round);
    await client.query('commit');
    await client.query('analyze');
    await close();
  }, 180_000);
  afterAll(() => test.stop());

  const ask = async (filter: object, page: object = {}, as = callerAt('GRID_OFFICE', county)) => {
    const answer = await test.execute(list, { filter, ...page }, { as });
    expect(answer.errors).toEqual([]);
    return (answer.data as unknown as { cases: Answer }).cases;
  };
  const told = ({ totalCount, totalCountIsExact }: Answer) => [totalCount, totalCountIsExact];

  it('are said to be more than 10,000, where they are few they are counted', async () => {
    expect(told(await ask({ text: '路灯' }))).toEqual([10_000, false]);
    expect(told(await ask({ text: '村口路灯' }))).toEqual([10_000, false]);
    expect(told(await ask({ text: '井盖' }))).toEqual([all / 4, true]);
    expect(told(await ask({ text: '火灾' }))).toEqual([0, true]);
  });

  it('are counted within a place and a jurisdiction', async () => {
    expect(told(await ask({ text: '路灯', areaCode: otherVillage }))).toEqual([all / 10, true]);
    expect(told(await ask({ text: '路灯' }, {}, callerAt('COMMUNITY_SECRETARY', otherVillage)))).toEqual([
      all / 10,
      true,
    ]);
    expect(told(await ask({ text: '路灯', sources: ['VISIT', 'HOTLINE_12345'] }))).toEqual([10_000, false]);
    expect(told(await ask({ text: '井盖' }, {}, callerAt('COMMUNITY_SECRETARY', village)))).toEqual([
      (all * 24) / own,
      true,
    ]);
  });

  it('are listed page by page in the order of the list, none twice', async () => {
    const numbers: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 5; pages += 1) {
      const page: Answer = await ask({ text: '路灯' }, { first: 100, after });
      numbers.push(...page.edges.map(({ node }) => node.number));
      after = page.pageInfo.endCursor;
    }
    const newest = await test.sql(
      `select number from case_file c where title like '%路灯%' or exists (select 1 from case_complainant m
         where m.case_id = c.id and m.demand like '%路灯%') order by reported_at desc, id desc limit 500`,
    );
    expect(numbers).toEqual(newest.map((row) => row.number));
  });

  it.each([
    ['the whole', `${county}-2026-000012`, 1],
    ['the end', '-000012', 6],
    ['the year and the beginning of the sequence', '2026-00001', 10],
  ])('in numbers are found by %s', async (_, text, most) => {
    const { totalCount, edges } = await ask({ text }, { first: 100 });
    expect(edges.length).toBe(totalCount);
    expect(totalCount).toBeGreaterThan(0);
    expect(totalCount).toBeLessThanOrEqual(most);
    for (const { node } of edges) expect(node.number).toContain(text);
  });
});

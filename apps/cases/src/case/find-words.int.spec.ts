import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aHistory, complainantId, county, ids, otherVillage, seedCases, seedCounty } from '../testing/seed.ts';

/** More than are looked up by their ids. */
const common = 520;
const list = `query ($filter: CaseFilter, $first: Int, $after: String) {
  cases(filter: $filter, first: $first, after: $after) {
    totalCount totalCountIsExact pageInfo { hasNextPage endCursor } edges { node { number } } } }`;

interface Answer {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: { readonly number: string } }[];
}

describe('words in the list of cases', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    const histories = function* () {
      for (let n = 1; n <= common; n += 1) {
        yield aHistory(n, {
          title: n % 2 === 0 ? '村口路灯不亮' : '井盖松动',
          complainants: [
            {
              id: complainantId(n),
              residentId: ids.resident,
              demand: n % 2 === 0 ? '晚上看不见' : '旁边的路灯也坏了，LED 的',
            },
          ],
          ...(n % 10 === 0 ? { areaCode: otherVillage, gridId: ids.otherGrid } : {}),
        });
      }
      yield aHistory(common + 1, { title: '祠堂漏雨 100%' });
    };
    await seedCases(test, histories(), 'words');
  });
  afterAll(() => test.stop());

  const ask = async (text: string, page: object = {}, as = callerAt('GRID_OFFICE', county)) => {
    const answer = await test.execute(list, { filter: { text }, ...page }, { as });
    expect(answer.errors).toEqual([]);
    return (answer.data as unknown as { cases: Answer }).cases;
  };

  it('are found in titles and in demands, however many cases have them', async () => {
    const first = await ask('路灯', { first: 100 });
    expect(first.totalCount).toBe(common);
    const numbers = first.edges.map(({ node }) => node.number);
    let page = first;
    while (page.pageInfo.hasNextPage) {
      page = await ask('路灯', { first: 100, after: page.pageInfo.endCursor });
      numbers.push(...page.edges.map(({ node }) => node.number));
    }
    expect(new Set(numbers).size).toBe(common);
  });

  it('are counted within the jurisdiction alone', async () => {
    const mine = await ask('路灯', {}, callerOfGrid('GRID_HEAD', ids.otherGrid));
    expect(mine.totalCount).toBe(common / 10);
  });

  it.each([
    ['the half of the cases that has them', '井盖', common / 2],
    ['one case', '祠堂漏雨', 1],
    ['no case', '火灾', 0],
    ['Latin letters of either case', 'led', common / 2],
    ['a percent sign as itself', '0%', 1],
    ['parts that stand apart in the text nowhere together', '村口不亮', 0],
  ])('give %s', async (_, text, count) => {
    expect((await ask(text)).totalCount).toBe(count);
  });
});

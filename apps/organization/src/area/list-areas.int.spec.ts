import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { COUNTY, NOW, seedCounty, VILLAGE } from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

interface AreaList {
  readonly totalCount: number;
  readonly edges: { node: { code: string } }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string };
}

const list = `query ($level: AreaLevel, $within: ID, $text: String, $first: Int, $after: String) {
  areas(level: $level, within: $within, text: $text, first: $first, after: $after) {
    totalCount edges { node { code } } pageInfo { hasNextPage endCursor }
  }
}`;

const tree = `query ($first: Int!) {
  areas(first: $first) { edges { node {
    name parent { name } successor { code } partyMemberCount gridPartyOrganizationCount deployedOrganizationCount
    children(first: 5) { totalCount edges { node { name } } }
    organizations(first: 5) { totalCount edges { node {
      name area { name }
      appointments(first: 5) { totalCount edges { node { staff { name account { name assignments { role jurisdiction { __typename } } } } } } }
      deployments(first: 5) { edges { node { area { name } } } }
      reportIns(first: 5) { edges { node { organization { name } } } }
      leadAssignments(first: 5) { edges { node { area { name } } } }
    } } }
    partyOrganizations(first: 5) { edges { node { name parent { name } secretary { name } branches(first: 5) { edges { node { name } } } } } }
    leadAssignments(first: 5) { edges { node { initiative } } }
  } } }
}`;

describe('the lists of areas', () => {
  let county: TestSubgraph;

  const areas = async (variables: object) => {
    const { data, errors } = await county.execute(list, { ...variables }, { locale: 'en' });
    return { page: data?.areas as unknown as AreaList, errors };
  };

  beforeAll(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterAll(() => county.stop());

  it('go through all pages by code, each area once', async () => {
    const codes: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { page } = await areas({ first: 2, after });
      expect(page.totalCount).toBe(6);
      codes.push(...page.edges.map(({ node }) => node.code));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(codes).toEqual([COUNTY, '410326104', '410326104209', '410326200', VILLAGE, '410326200201']);
  });

  it('keep to level, place and words', async () => {
    const { page } = await areas({ level: 'VILLAGE', within: '410326200' });
    expect(page.edges.map(({ node }) => node.code)).toEqual([VILLAGE, '410326200201']);
    expect((await areas({ text: '柏树' })).page.totalCount).toBe(2);
    expect((await areas({ within: '999999' })).page.edges).toEqual([]);
  });

  it('leave out a revoked code, which is still found by itself', async () => {
    await county.sql(`update area set valid_until = '2026-03-02', successor_code = $1 where code = '410326200201'`, [
      VILLAGE,
    ]);
    expect((await areas({ level: 'VILLAGE', within: '410326200' })).page.totalCount).toBe(1);
    const { data } = await county.execute('{ area(code: "410326200201") { validUntil successor { code } } }');
    expect(data).toEqual({ area: { validUntil: '2026-03-02', successor: { code: VILLAGE } } });
    await county.sql(`update area set valid_until = null, successor_code = null where code = '410326200201'`);
  });

  it('refuse a page that is too long or a cursor of another list', async () => {
    expect((await areas({ first: 101 })).errors).toEqual(['first must be between 1 and 100, got 101.']);
    expect((await areas({ after: 'nonsense' })).errors).toEqual(['after is not an endCursor of this list.']);
  });

  it('cost as many statements for few areas as for many, whatever is asked below', async () => {
    const as = callerAt('COUNTY_ADMINISTRATOR', COUNTY);
    // The same kinds of things hang on both pages: the fourth and the fifth area are a township and its village.
    const few = await county.execute(tree, { first: 5 }, { as });
    const forFew = county.statements().length;
    await county.sql(
      `insert into area (code, name, level, parent_code, ancestors, valid_from)
       select '4103262003' || lpad(n::text, 2, '0'), '新村' || n, 'VILLAGE', '410326200', '{410326200,410326}', '2020-01-01'
       from generate_series(1, 40) n`,
    );
    await county.sql(
      `insert into organization (id, name, kind, area_code, handles_cases)
       select gen_random_uuid(), name || '村民委员会', 'VILLAGE_COMMITTEE', code, false from area where name like '新村%'`,
    );
    const many = await county.execute(tree, { first: 46 }, { as });
    const forMany = county.statements().length;
    expect([few.errors, many.errors]).toEqual([[], []]);
    expect((many.data?.areas as unknown as AreaList).edges).toHaveLength(46);
    expect(forMany).toBeLessThanOrEqual(forFew);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import {
  aHistory,
  aVisitDemand,
  caseId,
  county,
  ids,
  otherVillage,
  seedCases,
  seedCounty,
  village,
} from '../testing/seed.ts';

const suggestion = `{ pastCases serviceItems { serviceItem { code } share handler { id } explanation words similarCases { id } } }`;
const forText = `query ($text: String!, $areaCode: ID!) { triage(text: $text, areaCode: $areaCode) ${suggestion} }`;
const forCases = `query { cases(first: 20) { edges { node { id triage ${suggestion} } } } }`;
const secretary = callerAt('COMMUNITY_SECRETARY', village);

interface Suggested {
  readonly pastCases: number;
  readonly serviceItems: readonly {
    readonly serviceItem: { readonly code: string };
    readonly handler: { readonly id: string } | null;
    readonly explanation: string;
    readonly words: readonly string[];
    readonly similarCases: readonly ({ readonly id: string } | null)[];
  }[];
}

describe('triage', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    const story = (n: number, title: string, more: Parameters<typeof aHistory>[1] = {}) =>
      aHistory(n, { length: 6, title, ...more });
    await seedCases(
      test,
      [
        story(1, '村口路面塌陷，车辆难行'),
        story(2, '路面塌陷一米多'),
        story(3, '饮水浑浊发黄', { length: 2 }),
        story(4, '路面塌陷没人管', { areaCode: otherVillage, gridId: ids.otherGrid }),
        story(5, '尚未受理的路面塌陷', { length: 0 }),
      ],
      'past',
    );
  });
  afterAll(() => test.stop());

  const ask = async (text: string, options: { as?: Parameters<TestSubgraph['execute']>[2] } = {}) => {
    const answer = await test.execute(forText, { text, areaCode: village }, options.as ?? { as: secretary });
    return { ...answer, triage: (answer.data as { triage: Suggested | null } | null)?.triage ?? null };
  };

  it('suggests the item and the handler of similar cases, with words and cases as reasons', async () => {
    const { triage, errors } = await ask('学校门口路面塌陷');
    expect(errors).toEqual([]);
    expect(triage?.pastCases).toBe(4);
    const [first] = triage?.serviceItems ?? [];
    expect(first?.serviceItem.code).toBe('A-001');
    expect(first?.handler?.id).toBe(ids.roads);
    expect(first?.words).toContain('塌陷');
    expect(first?.explanation).toContain('塌陷');
  });

  it('does not show a case that lies outside the jurisdiction, only that there is one', async () => {
    const { triage } = await ask('路面塌陷没人管');
    const shown = triage?.serviceItems.flatMap(({ similarCases }) => similarCases) ?? [];
    expect(shown).toContain(null);
    expect(shown.map((similar) => similar?.id)).not.toContain(caseId(4));
  });

  it('learns a case once it is accepted', async () => {
    await aVisitDemand(test, 1, { text: '祠堂的瓦片掉下来砸到人' });
    const [row] = await test.sql(`select id::text, version from case_file where title like '祠堂%'`);
    const accept = `mutation ($input: AcceptCaseInput!) { acceptCase(input: $input) { __typename } }`;
    const input = { caseId: row?.id, serviceItemCode: 'A-002' };
    expect((await test.execute(accept, { input }, { as: secretary })).data).toEqual({
      acceptCase: { __typename: 'AcceptCaseSuccess' },
    });
    test.setNow(new Date('2026-03-02T02:02:00Z'));
    const { triage } = await ask('祠堂瓦片松动');
    expect(triage?.pastCases).toBe(5);
    expect(triage?.serviceItems[0]?.serviceItem.code).toBe('A-002');
  });

  it('suggests for the cases of a list with a number of statements that does not grow', async () => {
    const answer = await test.execute(forCases, {}, { as: secretary });
    expect(answer.errors).toEqual([]);
    const statements = test.statements().length;
    const { cases } = answer.data as unknown as { cases: { edges: { node: { id: string; triage: Suggested } }[] } };
    const open = cases.edges.find(({ node }) => node.id === caseId(5));
    expect(open?.node.triage.serviceItems[0]?.serviceItem.code).toBe('A-001');
    expect(cases.edges.length).toBeGreaterThan(3);
    await test.execute(forCases.replace('first: 20', 'first: 3'), {}, { as: secretary });
    expect(test.statements()).toHaveLength(statements);
  });

  it('is nothing for an area where the caller dispatches nothing', async () => {
    const { triage } = await ask('路面塌陷', { as: { as: callerAt('COMMUNITY_SECRETARY', otherVillage) } });
    expect(triage).toBeNull();
  });

  it.each([
    ['a grid worker', callerOfGrid('GRID_WORKER', ids.grid15)],
    ['an officer of a department', callerOf('DEPARTMENT_OFFICER', ids.roads)],
    ['a resident', callerAt('RESIDENT', village)],
  ])('is refused to %s', async (_, as) => {
    expect((await ask('路面塌陷', { as: { as } })).codes).toEqual(['FORBIDDEN']);
  });

  it('refuses a text that is too short, and says what is allowed', async () => {
    const { codes, errors } = await ask('路');
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(errors[0]).toContain('4');
  });

  it('knows only areas of the county', async () => {
    const answer = await test.execute(
      forText,
      { text: '路面塌陷', areaCode: '999999' },
      { as: callerAt('GRID_OFFICE', county) },
    );
    expect(answer.data).toEqual({ triage: null });
  });
});

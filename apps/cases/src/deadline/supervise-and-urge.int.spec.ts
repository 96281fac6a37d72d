import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountDeadlines } from '../testing/recount-deadlines.ts';
import { seedAccounts } from '../testing/seed-accounts.ts';
import { aHistory, caseId, county, ids, otherVillage, seedCases, seedCounty, village } from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const otherSecretary = callerAt('COMMUNITY_SECRETARY', otherVillage);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const office = callerAt('GRID_OFFICE', county);
const head = callerOfGrid('GRID_HEAD', ids.grid15);
const resident = callerAt('RESIDENT', village, { residentId: ids.resident });
const now = new Date('2026-03-02T02:00:00Z');

describe('urging and supervising', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
    await seedAccounts(test.sql, [secretary, officer, office, head]);
    const cases = [1, 2, 4, 5, 7].map((n) => aHistory(n, { length: 3, reportedAt: new Date('2026-02-28T02:00:00Z') }));
    await seedCases(test, [...cases, aHistory(8, { length: 6 })], 'cases');
  });
  afterAll(() => test.stop());

  const mutate = async (name: string, input: object, as: Caller) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, codes } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename
        ... on ${type}Success { case { id timeline { action actor { id } note } supervision { level since actor { id } note } } }
        ... on UserError { code message } ... on InvalidInput { field } ... on NotFound { field } } }`,
      { input },
      { as },
    );
    return { codes, ...(data as { it?: Record<string, unknown> } | null)?.it };
  };
  const timelineOf = (result: Record<string, unknown>) =>
    (result.case as { timeline: { action: string }[] }).timeline.map(({ action }) => action);

  it('urge whoever has to act, once a day from one person, and tell the body', async () => {
    const urged = await mutate('urgeCase', { caseId: caseId(1), note: '请尽快' }, secretary);
    expect(timelineOf(urged).at(-1)).toBe('URGED');
    expect(await mutate('urgeCase', { caseId: caseId(1) }, secretary)).toMatchObject({ __typename: 'Conflict' });
    expect(await mutate('urgeCase', { caseId: caseId(1) }, head)).toMatchObject({ __typename: 'UrgeCaseSuccess' });
    test.setNow(new Date(now.getTime() + 86_400_000));
    expect(await mutate('urgeCase', { caseId: caseId(1) }, secretary)).toMatchObject({ __typename: 'UrgeCaseSuccess' });
    test.setNow(now);
    const { data } = await test.execute(
      `{ myNotices { unreadCount edges { node { kind text number case { id } readAt } } } }`,
      {},
      { as: officer },
    );
    expect(data).toMatchObject({
      myNotices: {
        unreadCount: 3,
        edges: [{ node: { kind: 'URGED', readAt: null, case: { id: caseId(1) } } }, {}, {}],
      },
    });
    const events = (await test.outbox()).filter(({ type }) => type === 'gridloom.cases.case.urged.v1');
    expect(events.map(({ data: told }) => told?.byHand)).toEqual([true, true, true]);
    expect(JSON.stringify(events)).not.toContain('请尽快');
  });

  it.each<[who: string, as: Caller, codes: string[], typename: string | undefined]>([
    ['a secretary of another village', otherSecretary, [], 'NotFound'],
    ['the department itself', officer, ['FORBIDDEN'], undefined],
    ['a resident', resident, ['FORBIDDEN'], undefined],
  ])('are not for %s', async (_, as, codes, typename) => {
    expect(await mutate('urgeCase', { caseId: caseId(2) }, as)).toMatchObject({
      codes,
      ...(typename ? { __typename: typename } : {}),
    });
  });

  it('end with the case: nobody urges or supervises one that has ended', async () => {
    expect(await mutate('urgeCase', { caseId: caseId(8) }, office)).toMatchObject({ __typename: 'Conflict' });
    expect(await mutate('superviseCase', { caseId: caseId(8), level: 'RED', note: '晚' }, office)).toMatchObject({
      __typename: 'Conflict',
    });
  });

  it('put a case under supervision, change its level and lift it; each is in the timeline, the figures follow', async () => {
    const first = await mutate('superviseCase', { caseId: caseId(2), level: 'YELLOW', note: '群众反映强烈' }, office);
    expect(first).toMatchObject({ case: { supervision: { level: 'YELLOW', note: '群众反映强烈' } } });
    expect(await mutate('superviseCase', { caseId: caseId(2), level: 'YELLOW', note: '再督' }, office)).toMatchObject({
      __typename: 'Conflict',
    });
    const milder = await mutate('superviseCase', { caseId: caseId(2), level: 'NORMAL', note: '有进展' }, office);
    expect(milder).toMatchObject({ case: { supervision: { level: 'NORMAL' } } });
    expect(await recountDeadlines(test.sql)).toEqual([]);
    const lifted = await mutate('liftSupervision', { caseId: caseId(2), note: '已整改' }, office);
    expect(lifted).toMatchObject({ case: { supervision: null } });
    expect(timelineOf(lifted).slice(-3)).toEqual(['SUPERVISED', 'SUPERVISED', 'SUPERVISION_LIFTED']);
    expect(await mutate('liftSupervision', { caseId: caseId(2) }, office)).toMatchObject({ __typename: 'Conflict' });
    expect(await recountDeadlines(test.sql)).toEqual([]);
    expect(await mutate('superviseCase', { caseId: caseId(2), level: 'RED', note: ' ' }, office)).toMatchObject({
      field: 'input.note',
    });
    expect(await mutate('superviseCase', { caseId: caseId(2), level: 'RED', note: '晚' }, secretary)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
  });

  it('let one of two offices at once order, and tell the other', async () => {
    const both = await Promise.all(
      [office, callerAt('COUNTY_ADMINISTRATOR', county)].map((as) =>
        mutate('superviseCase', { caseId: caseId(4), level: 'RED', note: '晚' }, as),
      ),
    );
    expect(both.map((result) => ('__typename' in result ? result.__typename : null)).sort()).toEqual([
      'Conflict',
      'SuperviseCaseSuccess',
    ]);
  });

  it('give the same result for the same key', async () => {
    const input = { caseId: caseId(5), level: 'RED', note: '晚', clientMutationKey: 'supervise-5' };
    await mutate('superviseCase', input, office);
    expect(await mutate('superviseCase', input, office)).toMatchObject({ __typename: 'SuperviseCaseSuccess' });
    expect(await mutate('superviseCase', { ...input, level: 'NORMAL' }, office)).toMatchObject({
      __typename: 'KeyReused',
    });
  });

  it('list supervisions page by page, those in reach alone, with as many statements for many as for few', async () => {
    await mutate('superviseCase', { caseId: caseId(7), level: 'YELLOW', note: '晚' }, office);
    const list = async (args: string, as: Caller) => {
      const { data, errors } = await test.execute(
        `{ supervisions${args} { totalCount totalCountIsExact pageInfo { hasNextPage endCursor } edges { node { id level liftReason case { id } } } } }`,
        {},
        { as },
      );
      expect(errors).toEqual([]);
      const { supervisions } = data as unknown as {
        supervisions: {
          totalCount: number;
          pageInfo: { hasNextPage: boolean; endCursor: string };
          edges: { node: { id: string; level: string } }[];
        };
      };
      return { ...supervisions, statements: test.statements().length };
    };
    const all = await list('(first: 100)', office);
    expect(all.totalCount).toBe(all.edges.length);
    const one = await list('(first: 1)', office);
    const rest = await list(`(first: 99, after: "${one.pageInfo.endCursor}")`, office);
    expect([...one.edges, ...rest.edges].map(({ node }) => node.id)).toEqual(all.edges.map(({ node }) => node.id));
    expect(all.statements).toBe(one.statements);
    expect((await list('(filter: { open: true, level: YELLOW })', office)).edges).toHaveLength(1);
    expect((await list(`(filter: { areaCode: "${otherVillage}" })`, office)).totalCount).toBe(0);
    expect((await list('', otherSecretary)).totalCount).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { seedAccounts } from '../testing/seed-accounts.ts';
import {
  aHistory,
  caseId,
  county,
  ids,
  otherVillage,
  seedCases,
  seedCounty,
  township,
  village,
} from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const township1 = callerAt('TOWNSHIP_OFFICER', township);
const office = callerAt('GRID_OFFICE', county);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const water = callerOf('DEPARTMENT_OFFICER', ids.water);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const resident = callerAt('RESIDENT', village, { residentId: ids.resident });
const neighbour = callerAt('RESIDENT', village, { residentId: ids.neighbour });
const everyone = { secretary, township1, office, officer, water, worker, resident, neighbour };

describe('notices', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    await seedAccounts(test.sql, [...Object.values(everyone), callerAt('COMMUNITY_SECRETARY', otherVillage)]);
    await seedCases(
      test,
      [1, 2, 4].map((n) => aHistory(n, { length: 1, reportedAt: new Date('2026-02-28T02:00:00Z') })),
      'cases',
    );
  });
  afterAll(() => test.stop());

  const step = async (name: string, input: object, as: Caller) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename } }`,
      { input },
      { as },
    );
    expect({ data, errors }).toEqual({ data: { it: { __typename: `${type}Success` } }, errors: [] });
  };
  const listOf = async (as: Caller, args = '', locale: 'zh' | 'en' = 'zh') => {
    const { data, errors } = await test.execute(
      `{ myNotices${args} { totalCount totalCountIsExact unreadCount pageInfo { hasNextPage endCursor } edges { node { id kind text number case { id status } readAt } } } }`,
      {},
      { as, locale },
    );
    expect(errors).toEqual([]);
    return (
      data as unknown as {
        myNotices: {
          totalCount: number;
          unreadCount: number;
          pageInfo: { endCursor: string };
          edges: { node: { id: string; kind: string; text: string; readAt: string | null } }[];
        };
      }
    ).myNotices;
  };
  const kindsOf = async (as: Caller) => (await listOf(as)).edges.map(({ node }) => node.kind);

  it('go to those whom the flow names for a step, and not to who took it', async () => {
    await step(
      'dispatchCase',
      { caseId: caseId(1), handlerId: ids.roads, assistantIds: [ids.water], note: '王小明 13812345678' },
      secretary,
    );
    expect(await kindsOf(officer)).toEqual(['DISPATCHED']);
    expect(await kindsOf(water)).toEqual(['DISPATCHED']);
    for (const as of [secretary, township1, office, worker, resident, neighbour]) expect(await kindsOf(as)).toEqual([]);
    await step('takeUpCase', { caseId: caseId(1) }, officer);
    expect(await kindsOf(resident)).toEqual(['TAKEN_UP']);
    await step('returnCase', { caseId: caseId(1), reason: 'NOT_ENOUGH_INFORMATION' }, officer);
    expect(await kindsOf(secretary)).toEqual(['RETURNED']);
    expect(await kindsOf(township1)).toEqual([]);
  });

  it('say what happened by the number of the case, in the language of the reader, never a word that somebody wrote', async () => {
    const zh = (await listOf(officer)).edges[0]?.node.text;
    const en = (await listOf(officer, '', 'en')).edges[0]?.node.text;
    expect(zh).toMatch(/^事件 410326-2026-000001 已分流，请按时接单办理，时限至 2026-03-03 18:00（北京时间）。$/u);
    expect(en).toMatch(/^Case 410326-2026-000001 was dispatched; take it up in time, until .*Beijing time\)\.$/u);
    const told = (await test.outbox()).filter(({ type }) => type === 'gridloom.cases.notice.sent.v1');
    expect(told).toHaveLength(3);
    expect(told[0]?.data).toMatchObject({ kind: 'DISPATCHED', areaCode: village, organizationId: ids.roads });
    expect(JSON.stringify(told)).not.toMatch(/王小明|1381\d{7}/u);
  });

  it('are read one by one or all at once, by their owner alone', async () => {
    test.setNow(new Date('2026-03-02T03:00:00Z'));
    await step('dispatchCase', { caseId: caseId(2), handlerId: ids.roads }, secretary);
    const [newest, oldest] = (await listOf(officer)).edges.map(({ node }) => node.id);
    const mark = async (input: object, as: Caller) => {
      const { data } = await test.execute(
        `mutation ($input: MarkNoticesReadInput!) { it: markNoticesRead(input: $input) { __typename ... on MarkNoticesReadSuccess { unreadCount } ... on InvalidInput { field } } }`,
        { input },
        { as },
      );
      return (data as unknown as { it: object }).it;
    };
    expect(await mark({ noticeIds: [newest] }, water)).toMatchObject({ unreadCount: 1 });
    expect((await listOf(officer)).unreadCount).toBe(2);
    expect(await mark({ noticeIds: [oldest, 'nonsense'] }, officer)).toMatchObject({ unreadCount: 1 });
    expect((await listOf(officer, '(unread: true)')).edges.map(({ node }) => node.id)).toEqual([newest]);
    expect(await mark({}, officer)).toMatchObject({ unreadCount: 0 });
    expect((await listOf(officer)).edges.every(({ node }) => node.readAt !== null)).toBe(true);
    expect(await mark({ noticeIds: Array.from({ length: 501 }, () => newest) }, officer)).toMatchObject({
      field: 'input.noticeIds',
    });
  });

  it('come page by page, with as many statements for many as for few', async () => {
    test.setNow(new Date('2026-03-02T04:00:00Z'));
    await step('dispatchCase', { caseId: caseId(4), handlerId: ids.roads }, secretary);
    const all = await listOf(officer, '(first: 100)');
    const many = test.statements().length;
    const first = await listOf(officer, '(first: 1)');
    expect(test.statements().length).toBe(many);
    const rest = await listOf(officer, `(first: 50, after: "${first.pageInfo.endCursor}")`);
    expect([...first.edges, ...rest.edges].map(({ node }) => node.id)).toEqual(all.edges.map(({ node }) => node.id));
    expect(all.totalCount).toBe(3);
  });

  it('name no case that is out of reach by now', async () => {
    const [edge] = (await listOf(resident)).edges;
    await test.sql('update case_file set complainant_resident_ids = $2 where id = $1', [caseId(1), [ids.neighbour]]);
    const [hidden] = (await listOf(resident)).edges;
    expect([edge?.node, hidden?.node]).toMatchObject([
      { case: { id: caseId(1) } },
      { case: null, number: '410326-2026-000001' },
    ]);
  });

  it('fall to the township where the village has no secretary', async () => {
    await test.sql(`delete from role_assignment_view where role = 'COMMUNITY_SECRETARY' and jurisdiction_id = $1`, [
      village,
    ]);
    await step('takeUpCase', { caseId: caseId(2) }, officer);
    await step('returnCase', { caseId: caseId(2), reason: 'NOT_ENOUGH_INFORMATION' }, officer);
    expect(await kindsOf(township1)).toEqual(['RETURNED']);
    expect(await kindsOf(office)).toEqual([]);
  });

  it('are told to nobody who has not signed in', async () => {
    expect((await test.execute('{ myNotices { totalCount } }')).codes).toEqual(['UNAUTHENTICATED']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import {
  aHistory,
  caseId,
  county,
  ids,
  otherVillage,
  seedCases,
  seedCounty,
  seedWhistles,
  township,
  village,
} from '../testing/seed.ts';

const gridOffice = callerAt('GRID_OFFICE', county);
const everything = 150;

interface ListAnswer {
  readonly totalCount: number;
  readonly totalCountIsExact: boolean;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: { readonly id: string; readonly status: string } }[];
}

const list = `query ($filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $after: String) {
  cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount totalCountIsExact pageInfo { hasNextPage endCursor }
    edges { node { id number status urgency reportedAt deadline { dueAt overdue } } } } }`;

describe('lists of cases', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    const histories = function* () {
      for (let n = 1; n <= everything; n += 1) {
        const elsewhere = n % 10 === 0;
        yield aHistory(n, {
          length: n % 7,
          urgency: (['ORDINARY', 'URGENT', 'EXTRA_URGENT'] as const)[n % 3] ?? 'ORDINARY',
          ...(elsewhere ? { areaCode: otherVillage, gridId: ids.otherGrid } : {}),
        });
      }
    };
    await seedCases(test, histories(), 'all');
    await seedWhistles(
      test,
      [1, 2, 3].map((n) => ({
        id: crypto.randomUUID(),
        caseId: caseId(n),
        areaCode: township,
        kind: 'JOINT_ENFORCEMENT' as const,
        blownAt: new Date('2026-02-01T02:00:00Z'),
        answers: [ids.roads, ids.water].map((organizationId) => ({
          id: crypto.randomUUID(),
          organizationId,
          dueAt: new Date('2026-02-02T02:00:00Z'),
          answeredAt: new Date('2026-02-01T05:00:00Z'),
        })),
      })),
    );
  });
  afterAll(() => test.stop());

  const ask = async (variables: object, as = gridOffice) => {
    const { data, errors, codes } = await test.execute(list, { ...variables }, { as });
    return { codes, errors, page: (data as { cases?: ListAnswer } | null)?.cases };
  };

  it.each(['DEADLINE_ASC', 'DEADLINE_DESC', 'REPORTED_AT_ASC', 'REPORTED_AT_DESC', 'URGENCY_ASC', 'URGENCY_DESC'])(
    'are read page by page by %s, every case once and in order',
    async (orderBy) => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { page, codes }: Awaited<ReturnType<typeof ask>> = await ask({ orderBy, first: 40, after });
        expect(codes).toEqual([]);
        expect(page).toMatchObject({ totalCount: everything, totalCountIsExact: true });
        seen.push(...(page?.edges.map(({ node }) => node.id) ?? []));
        after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      const [by, direction] = /^(.*)_(ASC|DESC)$/u.exec(orderBy)?.slice(1) ?? [];
      const infinity = direction === 'ASC' ? 'infinity' : '-infinity';
      const key =
        by === 'DEADLINE' ? `coalesce(due_at, '${infinity}')` : by === 'URGENCY' ? 'urgency_rank' : 'reported_at';
      const rows = await test.sql(
        `select id::text from case_file order by ${key} ${direction ?? ''}, id ${direction ?? ''}`,
      );
      expect(seen).toEqual(rows.map(({ id }) => id));
    },
  );

  it.each([
    ['an area with all below it', { areaCode: township }, `area_code = '${village}'`],
    ['an unknown area', { areaCode: '410326999' }, 'false'],
    ['a grid', { gridId: ids.otherGrid }, `grid_id = '${ids.otherGrid}'`],
    ['what is no grid', { gridId: 'x' }, 'false'],
    ['open ones', { open: true }, `status not in ('REFUSED', 'CLOSED', 'VOID', 'MERGED')`],
    ['ended ones', { open: false }, `status = 'CLOSED'`],
    [
      'open ones of an area',
      { open: true, areaCode: otherVillage },
      `area_code = '${otherVillage}' and status <> 'CLOSED'`,
    ],
    ['some states', { statuses: ['REPORTED', 'CLOSED'] }, `status in ('REPORTED', 'CLOSED')`],
    ['some sources', { sources: ['VISIT'] }, `source = 'VISIT'`],
    ['an item', { serviceItemCode: 'A-002' }, `service_item_code = 'A-002'`],
    ['a handler', { handlerId: ids.roads }, `handler_id = '${ids.roads}'`],
    ['overdue ones', { overdue: true }, `due_at < '2026-03-02T02:00:00Z'`],
    ['those in time', { overdue: false }, `coalesce(due_at >= '2026-03-02T02:00:00Z', true)`],
    ['a text in the title', { text: '第 15 件事' }, `title ilike '%第 15 件事%'`],
    ['a text in a demand', { text: '第 77 件诉求' }, `number like '%-000077'`],
    ['a text with a wildcard in it', { text: '1%' }, 'false'],
    ['a number', { text: '2026-000123' }, `number like '%2026-000123'`],
    [
      'a span of time',
      { reportedFrom: '2026-01-20T00:00:00Z', reportedTo: '2026-01-25T00:00:00Z' },
      `reported_at >= '2026-01-20' and reported_at < '2026-01-25'`,
    ],
  ])('give %s, and as many as they say', async (_, filter, where) => {
    const { page, codes } = await ask({ filter, first: 100 });
    const rows = await test.sql(`select id::text from case_file where ${where}`);
    expect(codes).toEqual([]);
    expect(page?.totalCount).toBe(rows.length);
    const wanted = new Set(rows.map(({ id }) => id));
    expect(page?.edges.filter(({ node }) => !wanted.has(node.id))).toEqual([]);
    expect(page?.edges.length).toBe(Math.min(100, rows.length));
  });

  it('count for each caller what exists for that caller', async () => {
    const here = everything - everything / 10;
    const worker = callerOfGrid('GRID_WORKER', ids.otherGrid);
    const department = callerOf('DEPARTMENT_OFFICER', ids.roads);
    const assistant = callerOf('DEPARTMENT_OFFICER', ids.water);
    const resident = callerAt('RESIDENT', village, { residentId: ids.neighbour });
    const dispatched = (
      await test.sql(`select 1 from case_file where handler_id is not null or cardinality(convened_ids) > 0`)
    ).length;
    for (const [as, total] of [
      [callerAt('COMMUNITY_SECRETARY', village), here],
      [callerAt('TOWNSHIP_OFFICER', township), here],
      [worker, everything - here],
      [department, dispatched],
      [assistant, dispatched],
      [resident, 0],
      [callerAt('SOCIETY_ORGANIZER', village), 0],
      [callerAt('AUDITOR', county), everything],
    ] as const) {
      expect((await ask({ first: 1 }, as)).page?.totalCount).toBe(total);
    }
    expect((await ask({ filter: { areaCode: village } }, worker)).page?.totalCount).toBe(0);
  });

  it('refuse a page too large, a cursor of another order and a search too short, by name', async () => {
    const { page } = await ask({ orderBy: 'URGENCY_ASC', first: 1 });
    const after = page?.pageInfo.endCursor;
    expect((await ask({ first: 101 })).codes).toEqual(['LIMIT_EXCEEDED']);
    expect((await ask({ orderBy: 'DEADLINE_ASC', after })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await ask({ after: 'x' })).codes).toEqual(['BAD_USER_INPUT']);
    const forged = Buffer.from(JSON.stringify(['REPORTED_AT_DESC', 'now()', caseId(1)])).toString('base64url');
    expect((await ask({ after: forged })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await ask({ filter: { text: '1' } })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('cost a number of statements that does not grow with their length', async () => {
    const desk = `query ($first: Int!) { cases(filter: { areaCode: "${village}" }, orderBy: DEADLINE_ASC, first: $first) {
      totalCountIsExact totalCount pageInfo { hasNextPage endCursor } edges { node {
      id number title status source urgency serviceItem { id code name sponsor { id } duty { code } } area { code } grid { id } handler { id } assistants { id }
      deadline { stage dueAt overdue workingTimeLeft explanation }
      complainants { id demand resident { id } reply { text at } evaluation { satisfied comment at } }
      whistle { id status answers { organization { id } dueAt answeredAt arrivedAt } } timeline { at action actor { id } note } allowedActions } } } }`;
    const countFor = async (first: number) => {
      const { errors, data } = await test.execute(desk, { first }, { as: gridOffice });
      expect(errors).toEqual([]);
      expect((data as unknown as { cases: ListAnswer }).cases.edges).toHaveLength(first);
      return test.statements().length;
    };
    const few = await countFor(30);
    expect(await countFor(100)).toBe(few);
    expect(few).toBeLessThanOrEqual(15);
  });

  it('of grids and areas cost a constant number of statements too, and agree with the root list', async () => {
    const nested = `query ($r: [_Any!]!) { _entities(representations: $r) {
      ... on Grid { cases(filter: { open: true }, first: 20) { totalCount edges { node { id status deadline { dueAt overdue } } } } }
      ... on Area { cases(orderBy: DEADLINE_ASC, first: 5) { totalCount edges { node { id } } } caseStatistics { accepted closed overdue } } } }`;
    const grids = [ids.grid15, ids.grid16, ids.otherGrid].map((id) => ({ __typename: 'Grid', id }));
    const areas = [county, township, village, otherVillage].map((code) => ({ __typename: 'Area', code }));
    const run = async (r: object[]) => {
      const { errors, data } = await test.execute(nested, { r }, { as: gridOffice });
      expect(errors).toEqual([]);
      const statements = test.statements().length;
      return { statements, found: (data as unknown as { _entities: { cases: ListAnswer }[] })._entities };
    };
    expect((await run(grids)).statements).toBe((await run(grids.slice(0, 1))).statements);
    expect((await run(areas)).statements).toBe((await run(areas.slice(0, 1))).statements);
    const all = await run([...grids, ...areas]);
    expect(all.found[1]?.cases.totalCount).toBe(0);
    const { page } = await ask({ filter: { gridId: ids.grid15, open: true }, first: 20 });
    expect(all.found[0]?.cases.totalCount).toBe(page?.totalCount);
    expect(all.found[0]?.cases.edges.map(({ node }) => node.id)).toEqual(page?.edges.map(({ node }) => node.id));
    const worker = callerOfGrid('GRID_WORKER', ids.otherGrid);
    const { data } = await test.execute(nested, { r: [...grids, ...areas] }, { as: worker });
    const totals = (data as unknown as { _entities: { cases: ListAnswer }[] })._entities.map(
      ({ cases }) => cases.totalCount,
    );
    expect(totals).toEqual([0, 0, 13, 15, 0, 0, 15]);
  });
});

describe('what the pickers list', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const pick = async (areaCode: string, first = 100, after: string | null = null) => {
    const { data, errors } = await test.execute(
      `query ($areaCode: ID!, $first: Int, $after: String) {
        serviceItems(areaCode: $areaCode, first: 100) { totalCount edges { node { id code name version sponsor { id } duty { name } } } }
        handlers(areaCode: $areaCode, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } }
        dutyLists(areaCode: $areaCode) { code duties { code } } }`,
      { areaCode, first, after },
      { as: callerAt('COMMUNITY_SECRETARY', village) },
    );
    expect(errors).toEqual([]);
    return data as unknown as {
      serviceItems: { totalCount: number; edges: { node: { code: string } }[] };
      handlers: {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        edges: { node: { id: string } }[];
      };
      dutyLists: { code: string; duties: { code: string }[] }[];
    };
  };

  it('are the items in force today on the lists of the area and of those above', async () => {
    const here = await pick(village);
    expect(here.serviceItems.edges.map(({ node }) => node.code)).toEqual(['A-001', 'A-002']);
    expect(here.serviceItems.edges[0]?.node).toMatchObject({
      version: 2,
      name: '道路安全隐患',
      duty: { name: '隐患排查' },
    });
    const there = await pick(otherVillage);
    expect(there.serviceItems.edges.map(({ node }) => node.code)).toEqual(['A-001', 'A-002', 'B-001']);
    expect(here.dutyLists).toEqual([{ code: 'SIX', duties: [{ code: 'HAZARDS' }, { code: 'LIVELIHOOD' }] }]);
  });

  it('are the bodies that handle cases of the area: the nearest first, page by page', async () => {
    const all = (await pick(village)).handlers;
    expect(all.totalCount).toBe(5);
    expect(all.edges.slice(0, 2).map(({ node }) => node.id)).toEqual([ids.villageCommittee, ids.townshipGovernment]);
    const first = (await pick(village, 2)).handlers;
    const rest = (await pick(village, 100, first.pageInfo.endCursor)).handlers;
    expect([...first.edges, ...rest.edges].map(({ node }) => node.id)).toEqual(all.edges.map(({ node }) => node.id));
    expect((await pick(county)).handlers.totalCount).toBe(3);
  });
});

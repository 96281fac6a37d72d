import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { serviceItemSnapshot } from './service-item-snapshot.ts';
import { admissionWorld, baishu, content, office, roads, secretary, water } from '../testing/admission-world.ts';
import { aHistory, caseId, ids, seedCases, seedCounty, township, village } from '../testing/seed.ts';

describe('A service item', () => {
  let test: TestSubgraph;
  let world: ReturnType<typeof admissionWorld>;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    world = admissionWorld(test);
  });
  afterAll(() => test.stop());

  it('gives an item a new version from a day on, with a difference that people can read', async () => {
    const code = world.aCode();
    world.at('2026-03-02');
    await world.step(
      'decideServiceItemProposal',
      { proposalId: await world.heard({ code }), decision: 'ADMIT' },
      office,
    );
    world.at('2026-03-25');
    const change = {
      ...content,
      name: '独居老人探访与关爱',
      funds: '每格每月 300 元',
      assistants: [],
      validFrom: '2026-05-01',
    };
    const proposalId = world.idOf(
      await world.step('proposeServiceItem', { kind: 'CHANGE', code, reason: '提标', content: change }, roads),
    );
    await world.step('hearTownships', { proposalId, until: '2026-03-30' }, office);
    world.at('2026-03-31');
    await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office);
    const read = async () => {
      const { data } = await test.execute(
        `query ($code: ID!) { serviceItem(code: $code) { version name state validUntil versions { version validFrom validUntil }
           difference(from: 1, to: 2) { field label before after } } }`,
        { code },
        { as: secretary },
      );
      return (data as { serviceItem?: Record<string, unknown> }).serviceItem;
    };
    expect(await read()).toEqual({
      version: 1,
      name: '独居老人探访',
      state: 'IN_FORCE',
      validUntil: '2026-05-01',
      versions: [
        { version: 1, validFrom: '2026-03-20', validUntil: '2026-05-01' },
        { version: 2, validFrom: '2026-05-01', validUntil: null },
      ],
      difference: [
        { field: 'name', label: '事项名称', before: '独居老人探访', after: '独居老人探访与关爱' },
        { field: 'assistants', label: '配合单位', before: '水利局：检查供水', after: null },
        { field: 'funds', label: '经费', before: '每格每月 200 元', after: '每格每月 300 元' },
        { field: 'validFrom', label: '生效日', before: '2026-03-20', after: '2026-05-01' },
        { field: 'validUntil', label: '失效日', before: '2026-05-01', after: null },
      ],
    });
    world.at('2026-05-01');
    expect(await test.runJobs()).toContain('turn-service-item');
    expect(await read()).toMatchObject({ version: 2, name: '独居老人探访与关爱', state: 'IN_FORCE', validUntil: null });
    expect(await test.runJobs()).toEqual([]);
    world.at('2026-03-02');
  });

  it('lets an emergency entry expire by itself, told once, and nothing is accepted or dispatched under it after that', async () => {
    const code = world.aCode();
    const entry = { ...content, name: '临时防汛值守', validFrom: '2026-03-02', validUntil: '2026-03-12' };
    const proposalId = await world.proposed({ code, temporary: true, content: entry });
    const admitted = await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office);
    expect(admitted).toMatchObject({ proposal: { serviceItem: { state: 'IN_FORCE', temporary: true } } });
    await seedCases(test, [aHistory(801, { reportedAt: new Date('2026-03-02T01:00:00Z') })], 'expiry');
    const accept = (serviceItemCode: string) =>
      test.execute(
        `mutation ($input: AcceptCaseInput!) { step: acceptCase(input: $input) { __typename } }`,
        { input: { caseId: caseId(801), serviceItemCode } },
        { as: secretary },
      );
    expect((await accept(code)).data).toEqual({ step: { __typename: 'AcceptCaseSuccess' } });
    world.at('2026-03-12');
    const dispatch = () =>
      test.execute(
        `mutation ($input: DispatchCaseInput!) { step: dispatchCase(input: $input) { __typename
           ... on ServiceItemNotInForce { message itemState since reason validUntil } } }`,
        { input: { caseId: caseId(801), handlerId: ids.roads } },
        { as: secretary },
      );
    const inGrid = await test.execute(
      `mutation ($input: DispatchCaseToGridInput!) { step: dispatchCaseToGrid(input: $input) { __typename } }`,
      { input: { caseId: caseId(801) } },
      { as: secretary },
    );
    expect(inGrid.data).toEqual({ step: { __typename: 'ServiceItemNotInForce' } });
    const refused = {
      step: {
        __typename: 'ServiceItemNotInForce',
        message: `事项 ${code} 已于 2026-03-12 失效，属临时事项，期满自动失效；请从现行网格事项清单中选择。`,
        itemState: 'EXPIRED',
        since: '2026-03-12',
        reason: null,
        validUntil: '2026-03-12',
      },
    };
    expect((await dispatch()).data).toEqual(refused);
    await test.runJobs();
    await test.runJobs();
    expect((await dispatch()).data).toEqual(refused);
    const told = await world.eventsOf(await world.itemId(code));
    expect(told.filter((type) => type === 'expired.v1')).toHaveLength(1);
    world.at('2026-03-02');
  });

  it('takes an item off the list on a day, and says since when and why', async () => {
    const input = { kind: 'WITHDRAW', code: 'A-002', reason: '已划归水务公司', withdrawOn: '2026-03-20' };
    expect(await world.step('proposeServiceItem', input, roads)).toMatchObject({ codes: ['FORBIDDEN'] });
    const proposalId = world.idOf(await world.step('proposeServiceItem', input, water));
    await world.step('hearTownships', { proposalId, townshipCodes: [township], until: '2026-03-10' }, office);
    await world.step('giveItemOpinion', { proposalId, townshipCode: township, opinion: 'AGREES' }, baishu);
    await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office);
    const states = async () => {
      const { data } = await test.execute(
        `{ serviceItem(code: "A-002") { state withdrawnOn endReason validUntil } }`,
        {},
        { as: secretary },
      );
      return (data as { serviceItem?: unknown }).serviceItem;
    };
    const known = { withdrawnOn: '2026-03-20', endReason: '已划归水务公司', validUntil: '2026-03-20' };
    expect(await states()).toEqual({ state: 'IN_FORCE', ...known });
    world.at('2026-03-20');
    expect(await states()).toEqual({ state: 'WITHDRAWN', ...known });
    await test.runJobs();
    expect(await world.eventsOf(await world.itemId('A-002'))).toEqual(['withdrawn.v1', 'state.v1']);
    await seedCases(test, [aHistory(802, { reportedAt: new Date('2026-03-19T01:00:00Z') })], 'withdrawn');
    const { data } = await test.execute(
      `mutation ($input: AcceptCaseInput!) { step: acceptCase(input: $input) { ... on ServiceItemNotInForce { message itemState since reason } } }`,
      { input: { caseId: caseId(802), serviceItemCode: 'A-002' } },
      { as: secretary, locale: 'en' },
    );
    expect(data).toEqual({
      step: {
        message: 'Item A-002 was taken off the list on 2026-03-20 (已划归水务公司); choose one of the list in force.',
        itemState: 'WITHDRAWN',
        since: '2026-03-20',
        reason: '已划归水务公司',
      },
    });
    world.at('2026-03-02');
  });

  it('says of a code that is only proposed, or was refused, that it is not admitted', async () => {
    const code = world.aCode();
    const proposalId = await world.proposed({ code });
    await seedCases(test, [aHistory(803, { reportedAt: new Date('2026-03-02T01:00:00Z') })], 'proposed');
    const accept = async () => {
      const { data } = await test.execute(
        `mutation ($input: AcceptCaseInput!) { step: acceptCase(input: $input) { ... on ServiceItemNotInForce { message since reason } } }`,
        { input: { caseId: caseId(803), serviceItemCode: code } },
        { as: secretary },
      );
      return (data as { step?: unknown }).step;
    };
    expect(await accept()).toMatchObject({ since: '2026-03-02', message: expect.stringContaining('尚未准入') });
    await world.step('decideServiceItemProposal', { proposalId, decision: 'REFUSE', reason: '无依据' }, office);
    expect(await accept()).toMatchObject({ reason: '无依据', message: expect.stringContaining('未获准入') });
  });

  it('is told of in the snapshot as in the last state that was told', async () => {
    const told = new Map(
      (await test.outbox())
        .filter(({ type }) => type === 'gridloom.cases.service-item.state.v1')
        .map((event) => [event.key, { version: event.version, data: event.data }]),
    );
    expect(told.size).toBeGreaterThan(2);
    const rows = await serviceItemSnapshot.selectBatch(test.sql, null, 1_000);
    for (const [key, state] of told) {
      const row = rows.find((each) => each.key === key);
      expect({ version: row?.sequence, data: row?.data }).toEqual(state);
    }
  });

  it('is found by department, day, state and words, page by page', async () => {
    const find = async (filter: object | null, first = 100, after: string | null = null) => {
      const { data } = await test.execute(
        `query ($a: ID!, $filter: ServiceItemFilter, $first: Int, $after: String) {
           serviceItems(areaCode: $a, filter: $filter, first: $first, after: $after) { totalCount pageInfo { endCursor } edges { node { code } } } }`,
        { a: village, filter, first, after },
        { as: secretary },
      );
      const page = (
        data as unknown as {
          serviceItems: { totalCount: number; pageInfo: { endCursor: string }; edges: { node: { code: string } }[] };
        }
      ).serviceItems;
      return { codes: page.edges.map(({ node }) => node.code), total: page.totalCount, end: page.pageInfo.endCursor };
    };
    expect((await find({ states: ['EXPIRED'] })).codes).toContain('A-900');
    expect((await find({ inForceOn: '2025-07-01' })).codes).toEqual(['A-001', 'A-002', 'A-900']);
    expect((await find({ inForceOn: '2025-07-01', sponsorId: ids.roads })).codes).toEqual(['A-001']);
    expect((await find({ text: '道路', states: ['IN_FORCE', 'UPCOMING'] })).codes).toEqual(['A-001']);
    expect((await find({ sponsorId: 'roads' })).codes).toEqual([]);
    expect((await find(null)).codes).toEqual(expect.arrayContaining(['A-001', 'A-002']));
    const all = await find({ states: ['UPCOMING', 'IN_FORCE', 'EXPIRED', 'WITHDRAWN'] });
    const first = await find({ states: ['UPCOMING', 'IN_FORCE', 'EXPIRED', 'WITHDRAWN'] }, 2);
    const rest = await find({ states: ['UPCOMING', 'IN_FORCE', 'EXPIRED', 'WITHDRAWN'] }, 100, first.end);
    expect([...first.codes, ...rest.codes]).toEqual(all.codes);
    expect(first.total).toBe(all.codes.length);
  });
});

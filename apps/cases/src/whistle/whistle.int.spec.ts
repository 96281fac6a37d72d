import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { whistleSnapshot } from './whistle-snapshot.ts';
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

const start = new Date('2026-03-02T02:00:00Z');
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const chief = callerAt('TOWNSHIP_OFFICER', township);
const deputy = callerAt('TOWNSHIP_OFFICER', township);
const office = callerAt('GRID_OFFICE', county);
const roads = callerOf('DEPARTMENT_OFFICER', ids.roads);
const water = callerOf('DEPARTMENT_OFFICER', ids.water);

const fields = `id status kind blownAt approvalDueAt approvalLapsedAt allowedSteps lead { id } caller { id } case { id }
  answers { organization { id } role dueAt arrivalDueAt outcomeDueAt missed answerNote outcome rating } steps { step organization { id } }`;

type Answer = Record<string, unknown> & { codes: readonly unknown[] };

describe('The steps of a whistle', () => {
  let test: TestSubgraph;
  let next = 0;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: start });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const step = async (name: string, input: object, as: Caller, locale: 'zh' | 'en' = 'zh'): Promise<Answer> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const power = name === 'draftWhistle' ? '... on OwnPowerSuffices { serviceItemCode leadKind }' : '';
    const { data, codes, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename ... on ${type}Success { whistle { ${fields} } }
        ... on UserError { code message } ... on InvalidInput { field allowed } ... on NotFound { field }
        ... on WhistleStepNotAllowed { currentStatus allowedSteps } ... on CalendarNotLoaded { year } ${power} } }`,
      { input },
      { as, locale },
    );
    if (codes.length > 0 && codes[0] === undefined) throw new Error(errors.join('\n'));
    return { codes, ...(data as { step?: Record<string, unknown> } | null)?.step };
  };

  /** A case that the village handles under an item, after so many plain steps. */
  const aCase = async (length = 1, options: Parameters<typeof aHistory>[1] = {}): Promise<string> => {
    next += 1;
    const reportedAt = new Date('2026-02-25T01:00:00Z');
    await seedCases(test, [aHistory(next * 3 + 1, { length, reportedAt, ...options })], `whistle-${String(next)}`);
    return caseId(next * 3 + 1);
  };

  const idOf = (answer: Answer): string => {
    const { whistle } = answer as { whistle?: { id: string } };
    if (!whistle) throw new TypeError(`No whistle: ${JSON.stringify(answer)}`);
    return whistle.id;
  };

  const draft = (id: string, input: object = {}, as: Caller = secretary) =>
    step(
      'draftWhistle',
      {
        caseId: id,
        kind: 'BEYOND_POWER',
        leadId: ids.roads,
        assistantIds: [ids.water],
        reason: '村级无执法权',
        ...input,
      },
      as,
    );

  const blown = async (id?: string): Promise<string> => {
    const whistleId = idOf(await draft(id ?? (await aCase())));
    await step('approveWhistle', { whistleId }, chief);
    return whistleId;
  };

  const seesCase = async (id: string, as: Caller) => {
    const { data } = await test.execute(
      `query ($id: ID!) { case(id: $id) { id } cases(first: 100) { edges { node { id } } } }`,
      { id },
      { as },
    );
    const seen = data as { case?: unknown; cases?: { edges: { node: { id: string } }[] } };
    const listed = seen.cases?.edges.some(({ node }) => node.id === id) ?? false;
    expect(listed).toBe(!!seen.case);
    return listed;
  };

  const eventsOf = async (key: string) =>
    (await test.outbox()).filter((event) => event.key === key).map(({ type }) => type.split('.').slice(-2).join('.'));

  it('lead from the draft to the rating; each body has its own clocks and sees the case while it lasts', async () => {
    const id = await aCase();
    expect(await seesCase(id, water)).toBe(false);
    const drafted = await draft(id);
    expect(drafted).toMatchObject({
      whistle: {
        status: 'DRAFTED',
        blownAt: null,
        answers: [],
        caller: { id: ids.villageCommittee },
        lead: { id: ids.roads },
        allowedSteps: ['RECALL'],
      },
    });
    const whistleId = idOf(drafted);
    expect(await seesCase(id, water)).toBe(false);
    expect(await step('answerWhistle', { whistleId, organizationId: ids.roads }, roads)).toMatchObject({
      __typename: 'NotFound',
    });
    const approved = await step('approveWhistle', { whistleId, note: '同意' }, chief);
    expect(approved).toMatchObject({
      whistle: {
        status: 'BLOWN',
        answers: [
          {
            organization: { id: ids.roads },
            role: 'LEAD',
            dueAt: '2026-03-02T08:30:00.000Z',
            arrivalDueAt: '2026-03-03T10:00:00.000Z',
          },
          { organization: { id: ids.water }, role: 'ASSIST', arrivalDueAt: '2026-03-04T10:00:00.000Z' },
        ],
      },
    });
    expect(await seesCase(id, water)).toBe(true);
    await step('answerWhistle', { whistleId, organizationId: ids.roads, note: '明早到' }, roads);
    test.setNow(new Date('2026-03-03T02:00:00Z'));
    const came = await step('arriveAtWhistle', { whistleId, organizationId: ids.water }, water);
    expect(came).toMatchObject({
      whistle: { status: 'ANSWERED', answers: [{ missed: [], answerNote: '明早到' }, { missed: ['ANSWER'] }] },
    });
    expect(await step('arriveAtWhistle', { whistleId, organizationId: ids.roads }, roads)).toMatchObject({
      whistle: { status: 'ARRIVED' },
    });
    await step('recordWhistleOutcome', { whistleId, organizationId: ids.roads, outcome: '已拆除' }, roads);
    expect(await step('releaseWhistle', { whistleId }, secretary)).toMatchObject({
      field: 'input.note',
      message: expect.stringContaining('水利局'),
    });
    expect(await step('rateWhistle', { whistleId, organizationId: ids.roads, rating: 5 }, secretary)).toMatchObject({
      __typename: 'WhistleStepNotAllowed',
    });
    await step('recordWhistleOutcome', { whistleId, organizationId: ids.water, outcome: '已疏通' }, water);
    expect(await step('releaseWhistle', { whistleId }, secretary)).toMatchObject({ whistle: { status: 'RELEASED' } });
    expect(await seesCase(id, water)).toBe(false);
    await step('rateWhistle', { whistleId, organizationId: ids.roads, rating: 5 }, secretary);
    const rated = await step(
      'rateWhistle',
      { whistleId, organizationId: ids.water, rating: 2, words: '来得太晚' },
      secretary,
    );
    expect(rated).toMatchObject({ whistle: { answers: [{ rating: 5 }, { rating: 2 }] } });
    const { data } = await test.execute(
      `query ($id: ID!) { case(id: $id) { whistle { id } whistles { id } timeline { action organization { id } } } }`,
      { id },
      { as: office },
    );
    expect(data).toMatchObject({ case: { whistle: { id: whistleId }, whistles: [{ id: whistleId }] } });
    expect(JSON.stringify(data)).toMatch(/WHISTLE_BLOWN.*WHISTLE_ENDED/u);
    const told = (await eventsOf(whistleId)).filter((type) => type !== 'state.v1');
    expect(told).toEqual([
      'blown.v1',
      'answered.v1',
      'arrived.v1',
      'arrived.v1',
      'released.v1',
      'rated.v1',
      'rated.v1',
    ]);
    test.setNow(start);
  });

  it('need a principal who did not draft it: never the drafter, never the secretary', async () => {
    const whistleId = idOf(await draft(await aCase(), {}, chief));
    expect(await step('approveWhistle', { whistleId }, chief)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await step('approveWhistle', { whistleId }, secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await step('approveWhistle', { whistleId }, deputy)).toMatchObject({ whistle: { status: 'BLOWN' } });
  });

  it('let one of two principals who decide at once win, and tell the other', async () => {
    const whistleId = idOf(await draft(await aCase()));
    const both = await Promise.all([
      step('approveWhistle', { whistleId }, chief),
      step('approveWhistle', { whistleId }, office),
    ]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['ApproveWhistleSuccess', 'WhistleStepNotAllowed']);
    expect((await eventsOf(whistleId)).filter((type) => type === 'blown.v1')).toHaveLength(1);
  });

  it('blow one whistle at a time for a case, even of two at once, and another one after it has ended', async () => {
    const id = await aCase();
    const both = await Promise.all([draft(id), draft(id, {}, chief)]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['Conflict', 'DraftWhistleSuccess']);
    const won = both.find(({ __typename }) => __typename === 'DraftWhistleSuccess');
    const declined = await step(
      'declineWhistle',
      { whistleId: idOf(won ?? { codes: [] }), reason: '先自行协调' },
      office,
    );
    expect(declined).toMatchObject({ whistle: { status: 'DECLINED', allowedSteps: [] } });
    expect(await draft(id)).toMatchObject({ whistle: { status: 'DRAFTED' } });
  });

  it('let an emergency out at once, approved afterwards within a time that lapses once', async () => {
    const id = await aCase(0);
    const drafted = await draft(id, { kind: 'EMERGENCY' });
    expect(drafted).toMatchObject({
      whistle: {
        status: 'BLOWN',
        approvalDueAt: '2026-03-03T02:00:00.000Z',
        answers: [{ dueAt: '2026-03-02T02:30:00.000Z' }, { dueAt: '2026-03-02T02:30:00.000Z' }],
      },
    });
    const whistleId = idOf(drafted);
    expect(await seesCase(id, roads)).toBe(true);
    test.setNow(new Date('2026-03-03T02:00:01Z'));
    await test.runJobs();
    await test.runJobs();
    const late = await test.execute(
      `{ whistles(filter: { awaitsApproval: true, kinds: [EMERGENCY] }) { edges { node { id approvalLapsedAt } } } }`,
      {},
      { as: chief },
    );
    expect(late.data).toEqual({
      whistles: { edges: [{ node: { id: whistleId, approvalLapsedAt: '2026-03-03T02:00:01.000Z' } }] },
    });
    const approved = await step('approveWhistle', { whistleId }, chief);
    const { whistle } = approved as { whistle?: { steps: { step: string }[] } };
    expect(whistle?.steps.map((each) => each.step)).toEqual(['DRAFTED', 'BLOWN', 'APPROVAL_LAPSED', 'APPROVED']);
    test.setNow(start);
  });

  it('approve an emergency in time and hear no more of it; declined, its bodies are let go', async () => {
    const first = await aCase(0);
    const inTime = idOf(await draft(first, { kind: 'EMERGENCY' }));
    await step('approveWhistle', { whistleId: inTime }, chief);
    const second = await aCase(0);
    const declined = idOf(await draft(second, { kind: 'EMERGENCY' }));
    await step('declineWhistle', { whistleId: declined, reason: '非紧急' }, chief);
    expect(await seesCase(second, roads)).toBe(false);
    test.setNow(new Date('2026-03-04T02:00:00Z'));
    await test.runJobs();
    const rows = await test.sql('select 1 from whistle where id = any($1::uuid[]) and approval_lapsed_at is not null', [
      [inTime, declined],
    ]);
    expect(rows).toEqual([]);
    test.setNow(start);
  });

  it('are refused where the own power suffices, naming whose; not in an emergency', async () => {
    await test.sql(`update service_item set lead_kind = 'TOWNSHIP_GOVERNMENT' where code = 'A-001'`);
    const id = await aCase();
    for (const as of [secretary, chief]) {
      expect(await draft(id, {}, as)).toMatchObject({
        __typename: 'OwnPowerSuffices',
        code: 'RULE_VIOLATED',
        serviceItemCode: 'A-001',
        leadKind: 'TOWNSHIP_GOVERNMENT',
        message: '事项 A-001（道路安全隐患）由乡镇（街道）牵头办理，本级权限足以解决，不予吹哨。',
      });
    }
    expect(await draft(id, { kind: 'EMERGENCY' })).toMatchObject({ whistle: { status: 'BLOWN' } });
    await test.sql(`update service_item set lead_kind = null where code = 'A-001'`);
  });

  it.each([
    ['no reason', { reason: ' ' }, 'input.reason'],
    ['the own township as the leading body of a township', { leadId: ids.townshipGovernment }, 'input.leadId'],
    ['a village committee', { assistantIds: [ids.villageCommittee] }, 'input.assistantIds.0'],
    ['a body that handles no cases', { leadId: ids.library }, 'input.leadId'],
    ['the leading body among the assistants', { assistantIds: [ids.roads] }, 'input.assistantIds'],
    ['joint enforcement by one', { kind: 'JOINT_ENFORCEMENT', assistantIds: [] }, 'input.assistantIds'],
  ])('refuse %s by name', async (_, input, field) => {
    expect(await draft(await aCase(), input, chief)).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('are for a case that is accepted and open', async () => {
    expect(await draft(await aCase(0))).toMatchObject({ field: 'input.caseId' });
    expect(await draft(await aCase(6))).toMatchObject({ field: 'input.caseId' });
    expect(await draft(await aCase(), {}, callerAt('COMMUNITY_SECRETARY', otherVillage))).toMatchObject({
      __typename: 'NotFound',
    });
  });

  it('name the year whose calendar a clock needs', async () => {
    const whistleId = idOf(await draft(await aCase()));
    test.setNow(new Date('2027-12-30T02:00:00Z'));
    expect(await step('approveWhistle', { whistleId }, chief)).toMatchObject({
      __typename: 'CalendarNotLoaded',
      year: 2028,
    });
    test.setNow(start);
  });

  it('are done once by each body, in order, and by its officers alone', async () => {
    const whistleId = await blown();
    expect(await step('answerWhistle', { whistleId, organizationId: ids.water }, roads)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    expect(await step('answerWhistle', { whistleId, organizationId: ids.gridOffice }, office)).toMatchObject({
      __typename: 'NotFound',
      field: 'input.organizationId',
    });
    const outcome = { whistleId, organizationId: ids.roads, outcome: '好' };
    expect(await step('recordWhistleOutcome', outcome, roads)).toMatchObject({ __typename: 'Conflict' });
    const both = await Promise.all(
      [1, 2].map(() => step('answerWhistle', { whistleId, organizationId: ids.roads }, roads)),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['AnswerWhistleSuccess', 'Conflict']);
    const key = { clientMutationKey: 'w1', whistleId, organizationId: ids.roads };
    const first = await step('arriveAtWhistle', key, roads);
    expect(await step('arriveAtWhistle', key, roads)).toEqual(first);
    expect(await step('arriveAtWhistle', { ...key, note: '改' }, roads)).toMatchObject({ code: 'KEY_REUSED' });
  });

  it('are taken back before all have come, with a reason', async () => {
    const id = await aCase();
    const whistleId = await blown(id);
    expect(await step('recallWhistle', { whistleId, reason: '' }, secretary)).toMatchObject({ field: 'input.reason' });
    expect(await step('recallWhistle', { whistleId, reason: '已自行解决' }, roads)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    expect(await step('recallWhistle', { whistleId, reason: '已自行解决' }, secretary)).toMatchObject({
      whistle: { status: 'RECALLED' },
    });
    expect(await seesCase(id, water)).toBe(false);
  });

  it('refuse a rating that is none, and a poor one without words', async () => {
    const whistleId = await blown();
    await step('releaseWhistle', { whistleId, note: '改为电话协调' }, secretary);
    const rate = (rating: number) => step('rateWhistle', { whistleId, organizationId: ids.roads, rating }, secretary);
    expect(await rate(6)).toMatchObject({ field: 'input.rating', allowed: '1–5' });
    expect(await rate(1)).toMatchObject({ field: 'input.words' });
    expect(await rate(4)).toMatchObject({ __typename: 'RateWhistleSuccess' });
    expect(await rate(4)).toMatchObject({ __typename: 'Conflict' });
  });

  it('are told of in the snapshot as in the last state that was told', async () => {
    const told = new Map(
      (await test.outbox())
        .filter(({ type }) => type === 'gridloom.cases.whistle.state.v1')
        .map((event) => [event.key, { version: event.version, data: event.data }]),
    );
    const rows = await whistleSnapshot.selectBatch(test.sql, null, 1_000);
    expect(rows.length).toBe(told.size);
    for (const { key, sequence, data } of rows) expect({ version: sequence, data }).toEqual(told.get(key));
    expect(await whistleSnapshot.countRows(test.sql)).toBe(rows.length);
  });

  it('are listed to the area and to who is convened, in a constant number of statements', async () => {
    const query = `query ($first: Int, $filter: WhistleFilter) { whistles(first: $first, filter: $filter) { totalCount totalCountIsExact
      edges { node { ${fields} } } } }`;
    const list = async (as: Caller, filter: object = {}, first = 100) => {
      const { data } = await test.execute(query, { first, filter }, { as });
      return (data as unknown as { whistles: { totalCount: number; edges: { node: { status: string } }[] } }).whistles;
    };
    const all = await list(office);
    expect(all.totalCount).toBe(all.edges.length);
    expect((await list(chief)).totalCount).toBe(all.totalCount);
    const convened = await list(roads);
    expect(convened.edges.map(({ node }) => node.status)).not.toContain('DRAFTED');
    expect(convened.totalCount).toBeGreaterThan(3);
    expect((await list(callerAt('COMMUNITY_SECRETARY', otherVillage))).totalCount).toBe(0);
    expect((await list(office, { statuses: ['DRAFTED'] })).edges.every(({ node }) => node.status === 'DRAFTED')).toBe(
      true,
    );
    const count = async (first: number) => {
      await list(office, {}, first);
      return test.statements().length;
    };
    expect(await count(10)).toBe(await count(3));
  });
});

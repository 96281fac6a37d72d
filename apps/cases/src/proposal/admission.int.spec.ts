import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import {
  admissionWorld,
  baishu,
  content,
  office,
  roads,
  santun,
  secretary,
  water,
} from '../testing/admission-world.ts';
import { ids, seedCounty, township, village } from '../testing/seed.ts';

describe('The admission of service items', () => {
  let test: TestSubgraph;
  let world: ReturnType<typeof admissionWorld>;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    world = admissionWorld(test);
  });
  afterAll(() => test.stop());

  it('goes from the department over the townships to the list, and every step is on record', async () => {
    const code = world.aCode();
    const proposalId = await world.proposed({ code });
    const early = await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office);
    expect(early).toMatchObject({ __typename: 'HearingNotOver', code: 'RULE_VIOLATED', waitingFor: [] });
    await world.step('hearTownships', { proposalId, until: '2026-03-10' }, office);
    const given = { proposalId, townshipCode: township, opinion: 'AGREES_WITH_CHANGES', words: '频次降为两周一次' };
    expect(await world.step('giveItemOpinion', given, baishu)).toMatchObject({ proposal: { status: 'HEARING' } });
    const waiting = await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office);
    expect(waiting).toMatchObject({ waitingFor: ['410326104'], until: '2026-03-10' });
    expect(waiting.message).toContain('三屯镇');
    world.at('2026-03-11');
    const admitted = await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office);
    world.at('2026-03-02');
    expect(admitted).toMatchObject({
      proposal: {
        status: 'ADMITTED',
        allowedSteps: [],
        serviceItem: {
          code,
          state: 'UPCOMING',
          version: 1,
          grants: { funds: '每格每月 200 元' },
          assistants: [{ does: '检查供水' }],
        },
        opinions: [
          { area: { code: '410326104' }, opinion: null },
          { area: { code: township }, opinion: 'AGREES_WITH_CHANGES', words: '频次降为两周一次' },
        ],
        steps: ['PROPOSED', 'TOWNSHIP_ASKED', 'TOWNSHIP_ASKED', 'OPINION_GIVEN', 'ADMITTED'].map((each) => ({
          step: each,
        })),
      },
    });
    expect(await world.eventsOf(await world.itemId(code))).toEqual(['admitted.v1', 'state.v1']);
    await expect(test.sql('delete from service_item_proposal_step')).rejects.toThrow('append-only');
  });

  it('asks for changes, hears anew what was changed, and refuses with a reason', async () => {
    const proposalId = await world.heard();
    expect(
      await world.step('decideServiceItemProposal', { proposalId, decision: 'ASK_FOR_CHANGES' }, office),
    ).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'input.reason',
    });
    const reason = '经费标准过低';
    await world.step('decideServiceItemProposal', { proposalId, decision: 'ASK_FOR_CHANGES', reason }, office);
    const again = { proposalId, reason: '已提高经费', content: { ...content, funds: '每格每月 400 元' } };
    const revised = await world.step('reviseServiceItemProposal', again, roads);
    expect(revised).toMatchObject({ proposal: { status: 'SUBMITTED', revision: 2, hearingUntil: null } });
    expect(await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office)).toMatchObject({
      __typename: 'HearingNotOver',
    });
    const refused = await world.step(
      'decideServiceItemProposal',
      { proposalId, decision: 'REFUSE', reason: '不属网格职责' },
      office,
    );
    expect(refused).toMatchObject({
      proposal: { status: 'REFUSED', decisionReason: '不属网格职责', serviceItem: null },
    });
  });

  it('puts a proposal that was taken back to where it was', async () => {
    const proposalId = await world.heard();
    const withdrawn = await world.step('withdrawServiceItemProposal', { proposalId, note: '再议' }, roads);
    expect(withdrawn).toMatchObject({ proposal: { status: 'WITHDRAWN', allowedSteps: ['RESTORE'] } });
    expect(await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office)).toMatchObject({
      __typename: 'ProposalStepNotAllowed',
      currentStatus: 'WITHDRAWN',
      allowedSteps: ['RESTORE'],
    });
    expect(await world.step('restoreServiceItemProposal', { proposalId }, roads)).toMatchObject({
      proposal: { status: 'HEARING' },
    });
    expect(await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, office)).toMatchObject({
      proposal: { status: 'ADMITTED' },
    });
  });

  it('lets one of two who decide at once win, and tells the other', async () => {
    const proposalId = await world.heard();
    const both = await Promise.all(
      ['ADMIT', 'REFUSE'].map((decision) =>
        world.step('decideServiceItemProposal', { proposalId, decision, reason: '同时' }, office),
      ),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'DecideServiceItemProposalSuccess',
      'ProposalStepNotAllowed',
    ]);
  });

  it('takes one open proposal for a code, even of two at once, and gives the same answer to the same key', async () => {
    const code = world.aCode();
    const input = { clientMutationKey: code, kind: 'ADMIT', code, reason: '一', content };
    const both = await Promise.all([
      world.step('proposeServiceItem', input, roads),
      world.step('proposeServiceItem', { ...input, clientMutationKey: `${code}-2` }, roads),
    ]);
    expect(both.map((answer) => answer.__typename).sort()).toEqual(['Conflict', 'ProposeServiceItemSuccess']);
    const key = world.aCode();
    const keyed = { clientMutationKey: key, kind: 'ADMIT', code: key, reason: '一', content };
    const first = await world.step('proposeServiceItem', keyed, roads);
    expect(await world.step('proposeServiceItem', keyed, roads)).toEqual(first);
    expect(await world.step('proposeServiceItem', { ...keyed, reason: '二' }, roads)).toMatchObject({
      code: 'KEY_REUSED',
    });
  });

  it.each([
    ['no content', { content: null }, 'input.content'],
    ['a code in small letters', { code: 'a-1' }, 'input.code'],
    ['a code that is taken', { code: 'A-001' }, 'input.code'],
    ['no reason', { reason: ' ' }, 'input.reason'],
    ['a day that is past', { content: { ...content, validFrom: '2026-03-01' } }, 'input.content.validFrom'],
    ['an end before the beginning', { content: { ...content, validUntil: '2026-03-20' } }, 'input.content.validUntil'],
    ['an unknown duty', { content: { ...content, dutyCode: 'NOTHING' } }, 'input.content.dutyCode'],
    ['no legal basis', { content: { ...content, legalBasis: '' } }, 'input.content.legalBasis'],
    ['a body that handles no cases', { content: { ...content, sponsorId: ids.library } }, 'input.content.sponsorId'],
    [
      'an unknown assistant',
      { content: { ...content, assistants: [{ organizationId: ids.item, does: '协助' }] } },
      'input.content.assistants.0.organizationId',
    ],
    ['an emergency entry without an end', { temporary: true }, 'input.content.validUntil'],
    [
      'an emergency entry for too long',
      { temporary: true, content: { ...content, validUntil: '2026-12-31' } },
      'input.content.validUntil',
    ],
  ])('refuses %s by name', async (_, input, field) => {
    const answer = await world.step(
      'proposeServiceItem',
      { kind: 'ADMIT', code: world.aCode(), reason: '需要', content, ...input },
      roads,
    );
    expect(answer).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('gives townships no less time than the rule says, and hears only those that were asked, in time', async () => {
    const proposalId = await world.proposed();
    expect(await world.step('hearTownships', { proposalId, until: '2026-03-04' }, office)).toMatchObject({
      field: 'input.until',
      allowed: '≥ 2026-03-05',
    });
    expect(
      await world.step('hearTownships', { proposalId, until: '2026-03-10', townshipCodes: [village] }, office),
    ).toMatchObject({ field: 'input.townshipCodes.0' });
    await world.step('hearTownships', { proposalId, until: '2026-03-10', townshipCodes: [township] }, office);
    expect(
      await world.step('giveItemOpinion', { proposalId, townshipCode: '410326104', opinion: 'AGREES' }, santun),
    ).toMatchObject({ __typename: 'NotFound' });
    expect(
      await world.step('giveItemOpinion', { proposalId, townshipCode: township, opinion: 'OBJECTS' }, baishu),
    ).toMatchObject({ field: 'input.words' });
    world.at('2026-03-11');
    expect(
      await world.step('giveItemOpinion', { proposalId, townshipCode: township, opinion: 'AGREES' }, baishu),
    ).toMatchObject({ field: 'input.townshipCode' });
    world.at('2026-03-02');
  });

  it('is set by a rule of the county', async () => {
    const put = (input: object, as: Caller) =>
      test.execute(
        `mutation ($input: PutAdmissionRuleInput!) { step: putAdmissionRule(input: $input) { __typename
           ... on PutAdmissionRuleSuccess { rule { hearingDays temporaryDays } } ... on InvalidInput { field allowed } } }`,
        { input },
        { as },
      );
    expect((await put({ hearingDays: 0, temporaryDays: 30 }, office)).data).toEqual({
      step: { __typename: 'InvalidInput', field: 'input.hearingDays', allowed: '1–90' },
    });
    expect((await put({ hearingDays: 3, temporaryDays: 90 }, office)).data).toMatchObject({
      step: { rule: { hearingDays: 3, temporaryDays: 90 } },
    });
  });

  it('is seen by the department, by townships once they are asked, and by the grid office; by nobody else', async () => {
    const proposalId = await world.proposed();
    const sees = async (as: Caller) => {
      const { data, codes } = await test.execute(
        `query ($id: ID!) { serviceItemProposal(id: $id) { id } serviceItemProposals(first: 100) { edges { node { id } } } }`,
        { id: proposalId },
        { as },
      );
      const seen = data as {
        serviceItemProposal?: unknown;
        serviceItemProposals?: { edges: { node: { id: string } }[] };
      } | null;
      const listed = seen?.serviceItemProposals?.edges.some(({ node }) => node.id === proposalId) ?? false;
      expect(listed).toBe(!!seen?.serviceItemProposal);
      return codes[0] ?? listed;
    };
    expect(await Promise.all([roads, office, water, baishu].map(sees))).toEqual([true, true, false, false]);
    expect(await sees(secretary)).toBe('FORBIDDEN');
    await world.step('hearTownships', { proposalId, until: '2026-03-10', townshipCodes: [township] }, office);
    expect(await Promise.all([baishu, santun].map(sees))).toEqual([true, false]);
    expect(await world.step('withdrawServiceItemProposal', { proposalId }, water)).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await world.step('decideServiceItemProposal', { proposalId, decision: 'ADMIT' }, baishu)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    const waiting = await test.execute(
      `{ serviceItemProposals(filter: { waitingForMyOpinion: true }, first: 100) { totalCount edges { node { id } } } }`,
      {},
      { as: baishu },
    );
    expect(JSON.stringify(waiting.data)).toContain(proposalId);
  });

  it('lists proposals page by page, in a constant number of statements', async () => {
    const query = `query ($first: Int, $after: String, $filter: ServiceItemProposalFilter) { serviceItemProposals(first: $first, after: $after, filter: $filter) { totalCount pageInfo { endCursor hasNextPage }
      edges { node { id allowedSteps opinions { area { code } } steps { step } serviceItem { code versions { version } } } } } }`;
    const count = async (first: number) => {
      await test.execute(query, { first, filter: { statuses: ['ADMITTED'] } }, { as: office });
      return test.statements().length;
    };
    expect(await count(10)).toBe(await count(1));
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { data } = await test.execute(query, { first: 7, after }, { as: office });
      const page = (
        data as unknown as {
          serviceItemProposals: {
            totalCount: number;
            pageInfo: { endCursor: string; hasNextPage: boolean };
            edges: { node: { id: string } }[];
          };
        }
      ).serviceItemProposals;
      seen.push(...page.edges.map(({ node }) => node.id));
      if (!page.pageInfo.hasNextPage) {
        expect(new Set(seen).size).toBe(page.totalCount);
        break;
      }
      after = page.pageInfo.endCursor;
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { COUNTY, NEIGHBOUR, NOW, seedCounty, TOWNSHIP, VILLAGE } from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

const establish = `mutation ($input: EstablishAreaInput!) {
  establishArea(input: $input) {
    __typename
    ... on EstablishAreaSuccess { area { code name level parent { code } validFrom } }
    ... on InvalidInput { field }
    ... on NotFound { field }
    ... on UserError { code }
  }
}`;

const revoke = `mutation ($input: RevokeAreaInput!) {
  revokeArea(input: $input) {
    __typename
    ... on RevokeAreaSuccess { area { validUntil successor { code } } }
    ... on InvalidInput { field }
    ... on UserError { code }
  }
}`;

describe('the dated tree of areas', () => {
  let county: TestSubgraph;
  const administrator = callerAt('COUNTY_ADMINISTRATOR', COUNTY);
  const community = { code: '410326200001', name: '柏树社区', parentCode: TOWNSHIP };

  const run = async (document: string, input: object, as = administrator) => {
    const { data } = await county.execute(document, { input }, { as, locale: 'en' });
    return Object.values<unknown>(data ?? {})[0] as Record<string, unknown>;
  };
  const told = async (code: string) =>
    (await county.outbox()).filter(({ key }) => key === code).map(({ type, data }) => [type.split('.').at(-2), data]);

  beforeAll(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterAll(() => county.stop());

  it('grows by an area, once, and tells of it with all that lie above', async () => {
    expect(await run(establish, community)).toMatchObject({
      area: { level: 'VILLAGE', parent: { code: TOWNSHIP }, validFrom: '2026-03-02' },
    });
    expect(await run(establish, community)).toMatchObject({ code: 'CONFLICT' });
    expect(await told(community.code)).toMatchObject([
      ['established', { name: '柏树社区' }],
      ['state', { ancestors: [TOWNSHIP, COUNTY] }],
    ]);
  });

  it('takes only codes that lie directly below the parent', async () => {
    for (const [input, field] of [
      [{ ...community, code: '41032620000' }, 'input.code'],
      [{ ...community, code: '410326104001' }, 'input.code'],
      [{ ...community, code: '410326201' }, 'input.code'],
      [{ ...community, parentCode: '999999' }, 'input.parentCode'],
      [{ ...community, code: '410326200002', name: ' ' }, 'input.name'],
      [{ ...community, code: '410326200002', validFrom: '2026-03-03' }, 'input.validFrom'],
    ] as const)
      expect(await run(establish, input)).toMatchObject({ field });
  });

  it('keeps a revoked code with its successor', async () => {
    expect(await run(revoke, { code: NEIGHBOUR, successorCode: TOWNSHIP })).toMatchObject({
      field: 'input.successorCode',
    });
    expect(await run(revoke, { code: NEIGHBOUR, successorCode: VILLAGE })).toMatchObject({
      area: { validUntil: '2026-03-02', successor: { code: VILLAGE } },
    });
    expect(await run(revoke, { code: NEIGHBOUR })).toMatchObject({ code: 'CONFLICT' });
    expect(await told(NEIGHBOUR)).toMatchObject([
      ['renumbered', { successorCode: VILLAGE }],
      ['state', { validUntil: '2026-03-02' }],
    ]);
  });

  it('tells a code without successor as revoked, and keeps those in which areas are left', async () => {
    expect(await run(revoke, { code: TOWNSHIP })).toMatchObject({ code: 'CONFLICT' });
    expect(await run(revoke, { code: COUNTY })).toMatchObject({ code: 'CONFLICT' });
    expect(await run(revoke, { code: '410326104209' })).toMatchObject({ area: { successor: null } });
    expect((await told('410326104209'))[0]?.[0]).toBe('revoked');
    const elsewhere = callerAt('COUNTY_ADMINISTRATOR', VILLAGE);
    expect(await run(revoke, { code: '410326104' }, elsewhere)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { COUNTY, NOW, organizations, seedCounty, VILLAGE } from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

const register = `mutation ($input: RegisterOrganizationInput!) {
  registerOrganization(input: $input) {
    __typename
    ... on RegisterOrganizationSuccess { organization { id name kind handlesCases area { code } } }
    ... on InvalidInput { field allowed }
    ... on NotFound { field }
    ... on UserError { code }
  }
}`;

const dissolve = `mutation ($input: DissolveOrganizationInput!) {
  dissolveOrganization(input: $input) {
    __typename
    ... on DissolveOrganizationSuccess { organization { dissolvedOn } }
    ... on UserError { code message }
  }
}`;

describe('the register of bodies', () => {
  let county: TestSubgraph;
  const administrator = callerAt('COUNTY_ADMINISTRATOR', COUNTY);
  const station = { name: ' 气象局 ', kind: 'COUNTY_DEPARTMENT', areaCode: COUNTY, handlesCases: true };

  const run = async (document: string, input: object, as = administrator) => {
    const { data } = await county.execute(document, { input }, { as, locale: 'en' });
    return Object.values<unknown>(data ?? {})[0] as Record<string, unknown>;
  };

  beforeAll(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterAll(() => county.stop());

  it('takes a body once, tells of it, and lets it go again with its name', async () => {
    const entered = await run(register, station);
    expect(entered).toMatchObject({
      organization: { name: '气象局', kind: 'COUNTY_DEPARTMENT', handlesCases: true, area: { code: COUNTY } },
    });
    const { id } = entered.organization as { id: string };
    expect(await run(register, station)).toMatchObject({ code: 'CONFLICT' });
    expect(await run(dissolve, { organizationId: id })).toMatchObject({ organization: { dissolvedOn: '2026-03-02' } });
    expect(await run(dissolve, { organizationId: id })).toMatchObject({ code: 'CONFLICT' });
    expect(await run(register, station)).toMatchObject({ __typename: 'RegisterOrganizationSuccess' });
    const told = (await county.outbox()).filter(({ key }) => key === id);
    expect(told.map(({ type, version }) => `${type} ${version}`)).toEqual([
      'gridloom.organization.organization.registered.v1 1',
      'gridloom.organization.organization.state.v1 1',
      'gridloom.organization.organization.dissolved.v1 2',
      'gridloom.organization.organization.state.v1 2',
    ]);
    expect(told.at(-1)?.data).toMatchObject({ dissolvedOn: '2026-03-02' });
  });

  it('puts each body where its kind belongs', async () => {
    expect(await run(register, { ...station, areaCode: VILLAGE })).toMatchObject({
      field: 'input.areaCode',
      allowed: 'COUNTY',
    });
    expect(await run(register, { ...station, name: '' })).toMatchObject({ field: 'input.name' });
    const elsewhere = callerAt('COUNTY_ADMINISTRATOR', VILLAGE);
    expect(await run(register, station, elsewhere)).toMatchObject({ code: 'NOT_FOUND', field: 'input.areaCode' });
    expect(await run(dissolve, { organizationId: organizations.waterOffice }, elsewhere)).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('keeps a body in which somebody serves', async () => {
    expect(await run(dissolve, { organizationId: organizations.waterOffice })).toMatchObject({
      code: 'CONFLICT',
      message: '1 appointments and 2 deployments of it have not ended; end them first.',
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import {
  COUNTY,
  deployments,
  FAR_VILLAGE,
  grids,
  NEIGHBOUR,
  NOW,
  organizations,
  party,
  seedCounty,
  TOWNSHIP,
  VILLAGE,
} from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

const figures = `query ($code: ID!) {
  area(code: $code) { partyMemberCount gridPartyOrganizationCount deployedOrganizationCount }
}`;

const begin = `mutation ($input: BeginDeploymentInput!) {
  beginDeployment(input: $input) {
    __typename
    ... on BeginDeploymentSuccess { deployment { id since organization { name } area { code } grid { id } } }
    ... on InvalidInput { field }
    ... on NotFound { field }
    ... on UserError { code }
  }
}`;

const end = `mutation ($input: EndDeploymentInput!) {
  endDeployment(input: $input) { __typename ... on EndDeploymentSuccess { deployment { until } } ... on UserError { code } }
}`;

const attach = `mutation ($input: AttachPartyOrganizationInput!) {
  attachPartyOrganization(input: $input) {
    __typename
    ... on AttachPartyOrganizationSuccess { partyOrganization { grid { id } } }
    ... on InvalidInput { field }
    ... on UserError { code }
  }
}`;

/** The figures, counted again from the rows. */
const recount = `select a.code,
  (select count(*)::int from party_member m join area b on b.code = m.area_code
   where a.code = b.code or a.code = any(b.ancestors)) as members,
  (select count(*)::int from party_organization p join area b on b.code = p.area_code
   where p.grid_id is not null and (a.code = b.code or a.code = any(b.ancestors))) as grid_organizations,
  (select count(distinct d.organization_id)::int from deployment d join area b on b.code = d.area_code
   where d.until is null and (a.code = b.code or a.code = any(b.ancestors))) as deployed
  from area a order by a.code`;

describe('the kept figures of areas', () => {
  let county: TestSubgraph;
  const gridOffice = callerAt('GRID_OFFICE', COUNTY);

  const run = async (document: string, input: object, as = gridOffice) => {
    const { data, codes } = await county.execute(document, { input }, { as, locale: 'en' });
    return data === null ? codes : (Object.values<unknown>(data)[0] as Record<string, unknown>);
  };
  const figuresOf = async (code: string) => {
    const { data } = await county.execute(figures, { code });
    return Object.values((data as unknown as { area: Record<string, number> }).area);
  };
  const deploy = (organizationId: string, areaCode: string, more: object = {}) =>
    run(begin, { organizationId, areaCode, resources: '上门服务', ...more });
  const expectRecounted = async () => {
    for (const row of await county.sql(recount))
      expect([row.code, await figuresOf(row.code as string)]).toEqual([
        row.code,
        [row.members, row.grid_organizations, row.deployed],
      ]);
  };

  beforeAll(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterAll(() => county.stop());

  it('are there for everybody after the founding, each body once', async () => {
    expect(await figuresOf(COUNTY)).toEqual([3, 1, 1]);
    expect(await figuresOf(VILLAGE)).toEqual([2, 1, 1]);
    expect(await figuresOf(NEIGHBOUR)).toEqual([0, 0, 0]);
    await expectRecounted();
  });

  it('move with deployments: a body begins to count with its first and ends with its last', async () => {
    expect(await deploy(organizations.housingOffice, VILLAGE, { gridId: grids.second })).toMatchObject({
      deployment: {
        since: '2026-03-02',
        organization: { name: '住建局' },
        area: { code: VILLAGE },
        grid: { id: grids.second },
      },
    });
    await deploy(organizations.waterOffice, VILLAGE);
    expect(await figuresOf(TOWNSHIP)).toEqual([2, 1, 2]);
    expect(await figuresOf(COUNTY)).toEqual([3, 1, 2]);
    await run(end, { deploymentId: deployments.waterInGrid });
    expect(await figuresOf(VILLAGE)).toEqual([2, 1, 2]);
    expect(await run(end, { deploymentId: deployments.waterInFarVillage })).toMatchObject({
      deployment: { until: '2026-03-02' },
    });
    expect(await figuresOf(FAR_VILLAGE)).toEqual([0, 0, 0]);
    await expectRecounted();
  });

  it('move once when a party organization is attached to a grid, and not when it moves to another', async () => {
    expect(await run(attach, { partyOrganizationId: party.loose, gridId: grids.second })).toMatchObject({
      partyOrganization: { grid: { id: grids.second } },
    });
    expect(await figuresOf(COUNTY)).toEqual([3, 2, 2]);
    expect(await run(attach, { partyOrganizationId: party.loose, gridId: grids.first })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await run(attach, { partyOrganizationId: party.loose, gridId: grids.far })).toMatchObject({
      field: 'input.gridId',
    });
    const [attached, state] = (await county.outbox()).slice(-2);
    expect(attached).toMatchObject({
      type: 'gridloom.organization.party-organization.attached-to-grid.v1',
      version: 2,
    });
    expect(state?.data).toMatchObject({ partyOrganizationId: party.loose, gridId: grids.second, areaCode: VILLAGE });
    await expectRecounted();
  });

  it('stay when something is not allowed', async () => {
    const before = await county.outbox();
    expect(await deploy(organizations.housingOffice, VILLAGE, { gridId: grids.second })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await deploy(organizations.housingOffice, TOWNSHIP)).toMatchObject({ field: 'input.areaCode' });
    expect(await deploy(organizations.housingOffice, '999999')).toMatchObject({ field: 'input.areaCode' });
    expect(await deploy(organizations.housingOffice, NEIGHBOUR, { gridId: grids.first })).toMatchObject({
      field: 'input.gridId',
    });
    expect(await deploy(organizations.housingOffice, NEIGHBOUR, { resources: ' ' })).toMatchObject({
      field: 'input.resources',
    });
    expect(await run(end, { deploymentId: deployments.waterInGrid })).toMatchObject({ code: 'CONFLICT' });
    const secretary = callerAt('COMMUNITY_SECRETARY', VILLAGE);
    expect(await run(end, { deploymentId: deployments.waterInGrid }, secretary)).toEqual(['FORBIDDEN']);
    const elsewhere = callerAt('TOWNSHIP_OFFICER', '410326104');
    expect(await run(attach, { partyOrganizationId: party.loose, gridId: grids.first }, elsewhere)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await county.outbox()).toEqual(before);
    await expectRecounted();
  });
});

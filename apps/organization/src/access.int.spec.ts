import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, roles, type Caller, type Role } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import {
  accounts,
  appointments,
  COUNTY,
  FAR_VILLAGE,
  grids,
  NOW,
  organizations,
  party,
  seedCounty,
  staff,
  VILLAGE,
} from './county-for-tests.ts';
import { subgraph } from './subgraph.ts';

const rootFields: Readonly<Record<string, { document: string; roles: readonly Role[] | 'everybody' }>> = {
  area: { document: `{ area(code: "${VILLAGE}") { name } }`, roles: 'everybody' },
  areas: { document: '{ areas { edges { node { name } } } }', roles: 'everybody' },
  me: { document: '{ me { id } }', roles },
  organization: { document: `{ organization(id: "${organizations.waterOffice}") { name } }`, roles },
  organizations: { document: '{ organizations { edges { node { name } } } }', roles },
  partyOrganization: { document: `{ partyOrganization(id: "${party.branch}") { name } }`, roles },
  partyOrganizations: { document: '{ partyOrganizations { edges { node { name } } } }', roles },
  establishArea: {
    document: 'mutation { establishArea(input: { code: "x", name: "x", parentCode: "x" }) { __typename } }',
    roles: ['COUNTY_ADMINISTRATOR'],
  },
  revokeArea: {
    document: 'mutation { revokeArea(input: { code: "x" }) { __typename } }',
    roles: ['COUNTY_ADMINISTRATOR'],
  },
  registerOrganization: {
    document: `mutation { registerOrganization(input: { name: "", kind: GRID_OFFICE, areaCode: "x", handlesCases: false }) { __typename } }`,
    roles: ['COUNTY_ADMINISTRATOR'],
  },
  dissolveOrganization: {
    document: `mutation { dissolveOrganization(input: { organizationId: "x" }) { __typename } }`,
    roles: ['COUNTY_ADMINISTRATOR'],
  },
  beginAppointment: {
    document: `mutation { beginAppointment(input: { organizationId: "x", post: OFFICER, name: "x" }) { __typename } }`,
    roles: ['COUNTY_ADMINISTRATOR'],
  },
  endAppointment: {
    document: `mutation { endAppointment(input: { appointmentId: "x" }) { __typename } }`,
    roles: ['COUNTY_ADMINISTRATOR'],
  },
  attachPartyOrganization: {
    document: `mutation { attachPartyOrganization(input: { partyOrganizationId: "x", gridId: "x" }) { __typename } }`,
    roles: ['TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  },
  beginDeployment: {
    document: `mutation { beginDeployment(input: { organizationId: "x", areaCode: "x", resources: "x" }) { __typename } }`,
    roles: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  },
  endDeployment: {
    document: `mutation { endDeployment(input: { deploymentId: "x" }) { __typename } }`,
    roles: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  },
};

const callerIn = (role: Role): Caller => {
  if (role === 'GRID_WORKER' || role === 'GRID_HEAD') return callerOfGrid(role, grids.first);
  return role === 'DEPARTMENT_OFFICER' ? callerOf(role, organizations.waterOffice) : callerAt(role, VILLAGE);
};

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Area { code areaName: name }
    ... on Organization { name }
    ... on PartyOrganization { name }
    ... on Account { accountName: name }
    ... on Staff { name }
    ... on Grid { id }
  }
}`;

const representations = [
  { __typename: 'Organization', id: organizations.waterOffice },
  { __typename: 'PartyOrganization', id: party.branch },
  { __typename: 'Staff', id: staff.secretary },
  { __typename: 'Account', id: accounts.secretary },
  { __typename: 'Account', id: accounts.resident },
];

describe('access to organization', () => {
  let county: TestSubgraph;

  beforeAll(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterAll(() => county.stop());

  const ask = (document: string, as: Caller, variables: object = {}) =>
    county.execute(document, { ...variables }, { as, locale: 'en' });
  const nameOf = async (accountId: string, as: Caller) => {
    const { data, errors } = await ask(entities, as, { representations: [{ __typename: 'Account', id: accountId }] });
    expect(errors).toEqual([]);
    return (data?._entities as unknown as ({ accountName: string } | null)[])[0]?.accountName ?? null;
  };

  it.each(Object.entries(rootFields))('of %s is what the table of rights says, for every role', async (_, field) => {
    for (const role of roles) {
      const { codes } = await ask(field.document, callerIn(role));
      const isAllowed = field.roles === 'everybody' || field.roles.includes(role);
      expect([role, codes]).toEqual([role, isAllowed ? [] : ['FORBIDDEN']]);
    }
    const { codes } = await ask(field.document, anonymous);
    expect(codes).toEqual(field.roles === 'everybody' ? [] : ['UNAUTHENTICATED']);
  });

  it('gives nothing but areas and grids to whoever is not signed in, without an error for the others', async () => {
    const asked = [...representations, { __typename: 'Area', code: VILLAGE }, { __typename: 'Grid', id: grids.first }];
    const { data, errors } = await ask(entities, anonymous, { representations: asked });
    expect(errors).toEqual([]);
    expect(data?._entities).toEqual([
      null,
      null,
      null,
      null,
      null,
      { __typename: 'Area', code: VILLAGE, areaName: '柏树村' },
      { __typename: 'Grid', id: grids.first },
    ]);
  });

  it('gives the directory to all who are signed in, and residents only to whoever serves them', async () => {
    const { data } = await ask(entities, callerAt('COMMUNITY_SECRETARY', FAR_VILLAGE), { representations });
    expect(data?._entities).toEqual([
      { __typename: 'Organization', name: '水利局' },
      { __typename: 'PartyOrganization', name: '第一网格党小组' },
      { __typename: 'Staff', name: '王秀英' },
      { __typename: 'Account', accountName: '王秀英' },
      null,
    ]);
  });

  it('has a null for what is not there, or no id at all', async () => {
    const nobody = '00000000-0000-4000-8000-999999999999';
    const types = ['Organization', 'PartyOrganization', 'Staff', 'Account', 'Grid'];
    const asked = [
      ...types.flatMap((__typename) => [
        { __typename, id: nobody },
        { __typename, id: 'nonsense' },
      ]),
      { __typename: 'Area', code: '999999' },
    ];
    const { data, errors } = await ask(entities, callerAt('COUNTY_ADMINISTRATOR', COUNTY), { representations: asked });
    expect(errors).toEqual([]);
    expect(data?._entities).toEqual(asked.map(() => null));
  });

  it('masks the names of residents and volunteers but for themselves', async () => {
    const secretary = callerAt('COMMUNITY_SECRETARY', VILLAGE);
    expect(await nameOf(accounts.resident, secretary)).toBe('孙**');
    expect(await nameOf(accounts.volunteer, callerOfGrid('GRID_WORKER', grids.first))).toBe('欧阳**');
    expect(await nameOf(accounts.volunteer, callerOfGrid('GRID_WORKER', grids.far))).toBeNull();
    expect(await nameOf(accounts.worker, callerAt('RESIDENT', FAR_VILLAGE))).toBe('赵强');
    const resident = callerAt('RESIDENT', VILLAGE, { accountId: accounts.resident });
    expect(await nameOf(accounts.resident, resident)).toBe('孙桂兰');
    expect(await nameOf(accounts.volunteer, resident)).toBeNull();
  });

  it('tells somebody who is signed in what he or she may do where, and only what holds today', async () => {
    const me = callerOfGrid('GRID_WORKER', grids.first, { accountId: accounts.worker });
    await county.sql(
      `insert into role_assignment (id, account_id, role, jurisdiction_kind, jurisdiction_id, area_code, since, until, source, source_id)
       values (gen_random_uuid(), $1, 'GRID_HEAD', 'GRID', $2, $3, '2025-01-01', '2025-06-01', 'GRID_ASSIGNMENT', gen_random_uuid())`,
      [accounts.worker, grids.second, VILLAGE],
    );
    const { data } = await ask(
      '{ me { name assignments { role since jurisdiction { __typename ... on Grid { id } } } } }',
      me,
    );
    expect(data?.me).toEqual({
      name: '赵强',
      assignments: [
        { role: 'GRID_WORKER', since: '2025-01-01', jurisdiction: { __typename: 'Grid', id: grids.first } },
      ],
    });
  });

  it('does not appoint outside the jurisdiction', async () => {
    const { data } = await ask(
      `mutation { endAppointment(input: { appointmentId: "${appointments.secretary}" }) { __typename } }`,
      callerAt('COUNTY_ADMINISTRATOR', FAR_VILLAGE),
    );
    expect(data?.endAppointment).toEqual({ __typename: 'NotFound' });
  });
});

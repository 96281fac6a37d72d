import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from '@gridloom/service-kit';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import { isObjectType, Kind, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

import {
  accounts,
  appointments,
  COUNTY,
  deployments,
  grids,
  NOW,
  organizations,
  party,
  seedCounty,
  staff,
  VILLAGE,
} from './county-for-tests.ts';
import { subgraph } from './subgraph.ts';

const page = 'pageInfo { hasNextPage endCursor } totalCount';

const document = `
query Everything($representations: [_Any!]!) {
  area(code: "${VILLAGE}") { ...area }
  areas { edges { cursor node { code } } ${page} }
  me { id name assignments { role since jurisdiction { __typename ... on Area { code } } } }
  organization(id: "${organizations.waterOffice}") { ...organization }
  organizations(areaCode: "${COUNTY}", text: "水利") { edges { cursor node { id } } ${page} }
  partyOrganization(id: "${party.branch}") { ...party }
  partyOrganizations(areaCode: "${COUNTY}") { edges { cursor node { id } } ${page} }
  _entities(representations: $representations) {
    ... on Staff { id name account { id } appointments { id staff { id } organization { id } post since until } }
    ... on Grid { id partyOrganization { id } deployedOrganizations { id } }
  }
}
mutation Change($code: ID!) {
  beginAppointment(input: { organizationId: "${organizations.waterOffice}", post: HEAD, name: "马丽" }) {
    __typename ... on BeginAppointmentSuccess { appointment { id } account { id } }
  }
  endAppointment(input: { appointmentId: "${appointments.secretary}" }) {
    __typename ... on EndAppointmentSuccess { appointment { id } }
  }
  establishArea(input: { code: "410326200202", name: "新村", parentCode: "410326200" }) {
    __typename ... on EstablishAreaSuccess { area { code } }
  }
  revokeArea(input: { code: "410326200201" }) { __typename ... on RevokeAreaSuccess { area { code } } }
  registerOrganization(input: { name: "气象局", kind: COUNTY_DEPARTMENT, areaCode: "${COUNTY}", handlesCases: false }) {
    __typename ... on RegisterOrganizationSuccess { organization { id } }
  }
  dissolveOrganization(input: { organizationId: "${organizations.gridOffice}" }) {
    __typename ... on DissolveOrganizationSuccess { organization { id } }
  }
  attachPartyOrganization(input: { partyOrganizationId: "${party.loose}", gridId: "${grids.second}" }) {
    __typename ... on AttachPartyOrganizationSuccess { partyOrganization { id } }
  }
  beginDeployment(input: { organizationId: "${organizations.housingOffice}", areaCode: $code, resources: "上门" }) {
    __typename ... on BeginDeploymentSuccess { deployment { id } }
  }
  endDeployment(input: { deploymentId: "${deployments.waterInGrid}" }) {
    __typename ... on EndDeploymentSuccess { deployment { id } }
  }
}
mutation Fail {
  invalid: beginAppointment(input: { organizationId: "x", post: HEAD }) { ... on InvalidInput { code message field allowed } }
  missing: beginAppointment(input: { organizationId: "x", post: HEAD, name: "马丽" }) { ... on NotFound { code message field } }
  twice: endAppointment(input: { appointmentId: "${appointments.secretary}" }) { ... on Conflict { code message } }
  first: endDeployment(input: { deploymentId: "x", clientMutationKey: "k" }) { ... on NotFound { code } }
  reused: beginDeployment(input: { clientMutationKey: "k2", organizationId: "${organizations.township}", areaCode: "${VILLAGE}", resources: "a" }) { __typename }
  other: beginDeployment(input: { clientMutationKey: "k2", organizationId: "${organizations.township}", areaCode: "${VILLAGE}", resources: "b" }) { ... on KeyReused { code message } }
}
fragment area on Area {
  code name level parent { code } validFrom validUntil successor { code }
  partyMemberCount gridPartyOrganizationCount deployedOrganizationCount
  children { edges { cursor node { code } } ${page} }
  organizations { edges { node { id } } ${page} }
  partyOrganizations { edges { node { id } } ${page} }
  leadAssignments { edges { cursor node { id organization { id } initiative area { code } boundOn progress concludedOn } } ${page} }
  reportIns { edges { cursor node { id organization { id } area { code } grid { id } reportedOn endedOn services lastServedOn } } ${page} }
}
fragment organization on Organization {
  id name kind area { code } handlesCases dissolvedOn
  appointments { edges { cursor node { id } } ${page} }
  deployments { edges { cursor node { id organization { id } area { code } grid { id } resources since until } } ${page} }
  reportIns { edges { node { id } } ${page} }
  leadAssignments { edges { node { id } } ${page} }
}
fragment party on PartyOrganization {
  id name tier parent { id } branches { edges { node { id } } ${page} } area { code } grid { id } secretary { id } memberCount foundedOn
}`;

const schema = buildSchema(subgraph);

const fieldsAskedFor = (): Set<string> => {
  const asked = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    parse(document),
    visitWithTypeInfo(info, {
      Field: () => {
        asked.add(`${info.getParentType()?.name ?? ''}.${info.getFieldDef()?.name ?? ''}`);
      },
    }),
  );
  return asked;
};

describe('every field of organization', () => {
  let county: TestSubgraph;

  beforeAll(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterAll(() => county.stop());

  it('is asked for below', () => {
    const asked = fieldsAskedFor();
    const missing = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter(({ name }) => !name.startsWith('_'))
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
      .filter((field) => !asked.has(field) && field !== 'Query._service');
    expect(missing).toEqual([]);
  });

  it('answers', async () => {
    const as = callerAt('COUNTY_ADMINISTRATOR', COUNTY, { accountId: accounts.administrator });
    const operations = parse(document).definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    const representations = [
      { __typename: 'Staff', id: staff.secretary },
      { __typename: 'Grid', id: grids.first },
    ];
    const answers: unknown[] = [];
    for (const { name } of operations) {
      const text = onlyOperation(name?.value ?? '');
      const { data, errors } = await county.execute(text, { representations, code: VILLAGE }, { as, locale: 'en' });
      expect(errors).toEqual([]);
      answers.push(data);
    }
    const [everything, change, fail] = answers as Record<string, object>[];
    expect(everything?._entities).toMatchObject([
      { account: { id: accounts.secretary }, appointments: [{ organization: { id: organizations.committee } }] },
      { partyOrganization: { id: party.branch }, deployedOrganizations: [{ id: organizations.waterOffice }] },
    ]);
    expect(everything?.partyOrganization).toMatchObject({ memberCount: 2, secretary: { id: staff.secretary } });
    expect(Object.values(change ?? {}).map((result) => (result as { __typename: string }).__typename)).toEqual([
      'BeginAppointmentSuccess',
      'EndAppointmentSuccess',
      'EstablishAreaSuccess',
      'RevokeAreaSuccess',
      'RegisterOrganizationSuccess',
      'DissolveOrganizationSuccess',
      'AttachPartyOrganizationSuccess',
      'BeginDeploymentSuccess',
      'EndDeploymentSuccess',
    ]);
    expect(fail).toMatchObject({
      invalid: { code: 'INVALID_INPUT' },
      missing: { code: 'NOT_FOUND' },
      twice: { code: 'CONFLICT' },
      other: { code: 'KEY_REUSED' },
    });
  });
});

/** The document with one of its operations and the fragments that only the query uses. */
const onlyOperation = (name: string): string => {
  const parts = document.split(/\n(?=query|mutation|fragment)/).filter((part) => part.trim() !== '');
  return parts
    .filter((part) => part.includes(` ${name}`) || (name === 'Everything' && part.startsWith('fragment')))
    .join('\n');
};

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mayRole, roles, type Caller, type Permission, type Role } from '@gridloom/access';
import { callerAt, callerOfGrid, type TestSubgraph } from '@gridloom/testkit';

import { BAISHU, BEIBAO, grid15, id, poster, testCounty, volunteer, YAOGOU } from './testing/test-county.ts';

const missing = id('f', 999);
const order = `{ title: "x", areaCode: "0", startsAt: "2026-04-01T01:00:00Z", endsAt: "2026-04-01T02:00:00Z", volunteersNeeded: 1 }`;

/** Each root field, with arguments that change nothing. */
const rootFields: Readonly<Record<string, { readonly document: string; readonly permission: Permission }>> = {
  serviceOrder: { document: `{ serviceOrder(id: "${missing}") { id } }`, permission: 'READ_SERVICE_ORDERS' },
  serviceOrders: { document: `{ serviceOrders { totalCount } }`, permission: 'READ_SERVICE_ORDERS' },
  myServiceOrders: { document: `{ myServiceOrders { totalCount } }`, permission: 'READ_SERVICE_ORDERS' },
  volunteer: { document: `{ volunteer(id: "${missing}") { id } }`, permission: 'READ_SERVICE_ORDERS' },
  myVolunteer: { document: `{ myVolunteer { id } }`, permission: 'READ_SERVICE_ORDERS' },
  postServiceOrder: {
    document: `mutation { postServiceOrder(input: ${order}) { __typename } }`,
    permission: 'POST_SERVICE_ORDER',
  },
  claimServiceOrder: {
    document: `mutation { claimServiceOrder(input: { serviceOrderId: "${missing}" }) { __typename } }`,
    permission: 'CLAIM_SERVICE_ORDER',
  },
  releaseServiceOrder: {
    document: `mutation { releaseServiceOrder(input: { serviceOrderId: "${missing}" }) { __typename } }`,
    permission: 'CLAIM_SERVICE_ORDER',
  },
  cancelServiceOrder: {
    document: `mutation { cancelServiceOrder(input: { serviceOrderId: "${missing}" }) { __typename } }`,
    permission: 'POST_SERVICE_ORDER',
  },
  completeServiceOrder: {
    document: `mutation { completeServiceOrder(input: { serviceOrderId: "${missing}", hours: 1 }) { __typename } }`,
    permission: 'COMPLETE_SERVICE_ORDER',
  },
  enrolVolunteer: {
    document: `mutation { enrolVolunteer(input: { name: "x" }) { __typename } }`,
    permission: 'ENROL_AS_VOLUNTEER',
  },
};

const REFUSED = '您的角色无权使用此项。';

const entities = /* GraphQL */ `
  query ($references: [_Any!]!) {
    _entities(representations: $references) {
      ... on Volunteer {
        id
        name
        number
      }
      ... on ServiceOrder {
        id
        title
        place
      }
    }
  }
`;

const references = [
  { __typename: 'Volunteer', id: id('d', 1) },
  { __typename: 'ServiceOrder', id: id('f', 2) },
];

describe('Who may do what', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  test('every root field is in the table below', async () => {
    const { data } = await county.execute(
      `{ __schema { queryType { fields { name } } mutationType { fields { name } } } }`,
    );
    const schema = data?.__schema as unknown as Record<string, { fields: { name: string }[] }>;
    const names = Object.values(schema).flatMap(({ fields }) => fields.map(({ name }) => name));
    expect(names.filter((name) => !name.startsWith('_')).sort()).toEqual(Object.keys(rootFields).sort());
  });

  test.each(Object.keys(rootFields))('%s is open to exactly the roles that hold its permission', async (field) => {
    const { document, permission } = rootFields[field] ?? { document: '', permission: 'SIGNED_IN' };
    const opened: Role[] = [];
    for (const role of roles) {
      const { errors } = await county.execute(document, {}, { as: callerAt(role, BAISHU) });
      if (!errors.includes(REFUSED)) opened.push(role);
    }
    expect(opened).toEqual(roles.filter((role) => mayRole(role, permission)));
    expect((await county.execute(document)).codes).toEqual(['UNAUTHENTICATED']);
  });

  const outsiders: readonly (readonly [string, Caller])[] = [
    ['nobody', { kind: 'anonymous' }],
    ['somebody without a role', { kind: 'account', accountId: id('a', 77), assignments: [] }],
    ['a resident of the next village', callerAt('RESIDENT', YAOGOU)],
    ['a volunteer of another township', volunteer(23)],
    ['a secretary of another township', callerAt('COMMUNITY_SECRETARY', BEIBAO)],
    ['a worker of another grid', callerOfGrid('GRID_WORKER', id('c', 99))],
  ];
  test.each(outsiders)('for %s no entity of the village exists', async (_who, as) => {
    const { data, errors } = await county.execute(entities, { references }, { as });
    expect(errors).toEqual([]);
    expect(data?._entities).toEqual([null, null]);
  });

  const insiders: readonly (readonly [string, Caller])[] = [
    ['who posted it', poster],
    ['a volunteer of the township', volunteer(21)],
    ['a worker of a grid of the village', callerOfGrid('GRID_WORKER', grid15)],
    ['the grid office', callerAt('GRID_OFFICE', '410326')],
  ];
  test.each(insiders)('for %s the entities of the village exist, names masked', async (_who, as) => {
    const { data, errors } = await county.execute(entities, { references }, { as });
    expect(errors).toEqual([]);
    expect(data?._entities).toMatchObject([{ id: id('d', 1), name: '李**' }, { id: id('f', 2) }]);
  });

  test('ids that are none exist for nobody, and an unknown area has no figures', async () => {
    const odd = [
      { __typename: 'Volunteer', id: 'x' },
      { __typename: 'ServiceOrder', id: "'; drop" },
    ];
    const { data, errors } = await county.execute(
      entities,
      { references: odd },
      { as: callerAt('GRID_OFFICE', '410326') },
    );
    expect(errors).toEqual([]);
    expect(data?._entities).toEqual([null, null]);
    const list = await county.execute(`{ serviceOrders(areaCode: "999999") { totalCount } }`, {}, { as: poster });
    expect(list.data?.serviceOrders).toEqual({ totalCount: 0 });
  });

  test('a page over the bound is refused', async () => {
    const { codes } = await county.execute(`{ serviceOrders(first: 101) { totalCount } }`, {}, { as: poster });
    expect(codes).toEqual(['LIMIT_EXCEEDED']);
  });
});

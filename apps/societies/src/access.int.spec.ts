import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mayRole, roles, type Caller, type Permission, type Role } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, type TestSubgraph } from '@gridloom/testkit';

import { BAISHU, BEIBAO, grid15, id, organizer, societies, testCounty, YAOGOU } from './testing/test-county.ts';

const missing = id('f', 999);

interface RootField {
  readonly document: string;
  readonly permission: Permission;
}

const mutation = (name: string, input: string, permission: Permission): RootField => ({
  document: `mutation { ${name}(input: { ${input} }) { __typename } }`,
  permission,
});

/** Each root field, with arguments that change nothing. */
const rootFields: Readonly<Record<string, RootField>> = {
  society: { document: `{ society(id: "${missing}") { id } }`, permission: 'READ_SOCIETIES' },
  societies: { document: `{ societies { totalCount } }`, permission: 'READ_SOCIETIES' },
  centre: { document: `{ centre(id: "${missing}") { id } }`, permission: 'READ_SOCIETIES' },
  fileSociety: mutation(
    'fileSociety',
    `name: "x", kind: VOLUNTEER, areaCode: "0", organizerAccountId: "x", organizerName: "x"`,
    'FILE_SOCIETY',
  ),
  registerMembership: mutation('registerMembership', `societyId: "${missing}", residentId: "x"`, 'RUN_SOCIETY'),
  endMembership: mutation('endMembership', `membershipId: "${missing}"`, 'RUN_SOCIETY'),
  raiseSocietyDemand: mutation('raiseSocietyDemand', `societyId: "${missing}", text: "x"`, 'RUN_SOCIETY'),
  recordCouncilMeeting: mutation(
    'recordCouncilMeeting',
    `societyId: "${missing}", heldAt: "2026-01-01T00:00:00Z", topic: "x", attendance: 1`,
    'RUN_SOCIETY',
  ),
  openMatter: mutation('openMatter', `societyId: "${missing}", title: "x", items: []`, 'RUN_SOCIETY'),
  moveMatterItem: mutation('moveMatterItem', `matterItemId: "${missing}", status: AGREED`, 'RUN_SOCIETY'),
};

const REFUSED = '您的角色无权使用此项。';

const entities = /* GraphQL */ `
  query ($references: [_Any!]!) {
    _entities(representations: $references) {
      ... on Society {
        id
        name
      }
      ... on Centre {
        id
        name
      }
      ... on SocietyDemand {
        id
        text
      }
    }
  }
`;

const references = [
  { __typename: 'Society', id: societies.council },
  { __typename: 'Centre', id: id('e', 100) },
  { __typename: 'SocietyDemand', id: id('d', 101) },
];

describe('Who may do what', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  test('every root field is in the table above', async () => {
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

  const read = async (as: Caller) => {
    const { data, errors } = await county.execute(entities, { references }, { as });
    expect(errors).toEqual([]);
    return (data?._entities as unknown as ({ id: string } | null)[]).map((entity) => entity !== null);
  };

  // Society and demand of Baishu, centre of Beibao.
  const seen: readonly (readonly [string, Caller, readonly [boolean, boolean, boolean]])[] = [
    ['nobody', { kind: 'anonymous' }, [false, false, false]],
    ['somebody without a role', { kind: 'account', accountId: id('a', 77), assignments: [] }, [false, false, false]],
    ['a secretary of the next village', callerAt('COMMUNITY_SECRETARY', YAOGOU), [false, false, false]],
    ['a worker of another grid', callerOfGrid('GRID_WORKER', id('c', 99)), [false, false, false]],
    ['a resident of the village', callerAt('RESIDENT', BAISHU), [true, false, false]],
    ['a volunteer of the other village', callerAt('VOLUNTEER', BEIBAO), [false, true, false]],
    ['a worker of a grid of the village', callerOfGrid('GRID_WORKER', grid15), [true, false, false]],
    ['the organizer', organizer, [true, false, true]],
    ['the secretary of the village', callerAt('COMMUNITY_SECRETARY', BAISHU), [true, false, true]],
    ['an officer of the township', callerAt('TOWNSHIP_OFFICER', '410326200'), [true, false, true]],
    ['an officer of a department', callerOf('DEPARTMENT_OFFICER', id('e', 50)), [true, true, false]],
    ['the data team', callerAt('DATA_TEAM', '410326'), [true, true, false]],
    ['the grid office', callerAt('GRID_OFFICE', '410326'), [true, true, true]],
  ];
  test.each(seen)('%s sees what is in reach, by reference too', async (_who, as, expected) => {
    expect(await read(as)).toEqual(expected);
  });

  test('who may not read demands gets an empty list, and no error', async () => {
    const demands = `query ($id: ID!) { society(id: $id) { demands { totalCount edges { node { id } } } } }`;
    const { data, errors } = await county.execute(
      demands,
      { id: societies.council },
      { as: callerAt('RESIDENT', BAISHU) },
    );
    expect(errors).toEqual([]);
    expect(data?.society).toEqual({ demands: { totalCount: 0, edges: [] } });
  });

  test('figures of an area are public, its societies are not', async () => {
    const area = /* GraphQL */ `
      query ($references: [_Any!]!) {
        _entities(representations: $references) {
          ... on Area {
            societyStatistics {
              total
            }
            societies {
              totalCount
            }
          }
        }
      }
    `;
    const { data, codes } = await county.execute(area, { references: [{ __typename: 'Area', code: BAISHU }] });
    expect(data?._entities).toEqual([{ societyStatistics: { total: 2 }, societies: null }]);
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });

  test('ids that are none, and areas that are unknown, exist for nobody', async () => {
    const odd = references.map((reference) => ({ ...reference, id: "x'; --" }));
    const { data, errors } = await county.execute(entities, { references: odd }, { as: organizer });
    expect(errors).toEqual([]);
    expect(data?._entities).toEqual([null, null, null]);
    const list = await county.execute(`{ societies(areaCode: "999999") { totalCount } }`, {}, { as: organizer });
    expect(list.data?.societies).toEqual({ totalCount: 0 });
  });

  test('a page over the bound is refused, and so is a foreign cursor', async () => {
    const { codes } = await county.execute(`{ societies(first: 101) { totalCount } }`, {}, { as: organizer });
    expect(codes).toEqual(['LIMIT_EXCEEDED']);
    const foreign = await county.execute(`{ societies(after: "abc") { totalCount } }`, {}, { as: organizer });
    expect(foreign.codes).toEqual(['BAD_USER_INPUT']);
  });
});

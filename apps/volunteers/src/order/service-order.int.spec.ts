import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerAt, callerOf, type TestSubgraph } from '@gridloom/testkit';

import {
  anOrder,
  BAISHU,
  BEIBAO,
  claim,
  complete,
  id,
  poster,
  society,
  testCounty,
  volunteer,
} from '../testing/test-county.ts';

const orderDocument = /* GraphQL */ `
  query ($id: ID!) {
    serviceOrder(id: $id) {
      id
      title
      description
      status
      place
      startsAt
      endsAt
      volunteersNeeded
      claimedCount
      skills
      postedAt
      completedAt
      area {
        code
      }
      volunteer {
        id
        name
        number
        skills
        enrolledOn
        hours
        area {
          code
        }
      }
      volunteers {
        id
        name
      }
      society {
        id
      }
      case {
        id
      }
      poster {
        id
      }
    }
  }
`;

describe('Service orders', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  test('names and doors are masked for others, whole for who posted or claimed', async () => {
    const read = async (as: Parameters<typeof claim>[2]) => {
      const { data, errors } = await county.execute(orderDocument, { id: id('f', 1) }, { as });
      expect(errors).toEqual([]);
      return data?.serviceOrder as unknown as {
        place: string;
        volunteer: { id: string; name: string };
        volunteers: { name: string }[];
      };
    };
    expect(await read(poster)).toMatchObject({
      id: id('f', 1),
      status: 'COMPLETED',
      place: '柏树乡柏树村三组15号',
      claimedCount: 2,
      completedAt: '2026-02-01T03:00:00.000Z',
      volunteer: { id: id('d', 1), name: '李文秀', number: '4103260000001', hours: 1.5, area: { code: BAISHU } },
      volunteers: [{ name: '李文秀' }, { name: '李文秀' }],
      society: { id: society },
      case: { id: id('c', 1) },
      poster: { id: id('b', 1) },
    });
    expect(await read(volunteer(2))).toMatchObject({
      place: '柏树乡柏树村三组15号',
      volunteer: { id: id('d', 2), name: '李文秀' },
      volunteers: [{ name: '李**' }, { name: '李文秀' }],
    });
    expect(await read(volunteer(3))).toMatchObject({
      place: '柏树乡柏树村***',
      volunteer: { id: id('d', 1), name: '李**' },
    });
  });

  test('lists hold what is in reach, the latest first, page by page', async () => {
    const list = /* GraphQL */ `
      query ($after: String, $status: ServiceOrderStatus) {
        serviceOrders(areaCode: "410326", status: $status, first: 1, after: $after) {
          totalCount
          totalCountIsExact
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            cursor
            node {
              id
            }
          }
        }
      }
    `;
    const page = async (variables: object, as = callerAt('RESIDENT', BEIBAO)) => {
      const { data } = await county.execute(list, { ...variables }, { as });
      return data?.serviceOrders as unknown as {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        edges: { node: { id: string } }[];
      };
    };
    expect(await page({})).toMatchObject({ totalCount: 1, edges: [{ node: { id: id('f', 3) } }] });
    const office = callerAt('GRID_OFFICE', '410326');
    const cancelled = await page({ status: 'CANCELLED' }, office);
    expect(cancelled).toMatchObject({ totalCount: 1, edges: [{ node: { id: id('f', 2) } }] });
    const first = await page({}, office);
    const second = await page({ after: first.pageInfo.endCursor }, office);
    expect(second.edges[0]?.node.id).not.toBe(first.edges[0]?.node.id);
    expect(second.totalCount).toBe(first.totalCount);
  });

  test('a department sees orders of cases, and no others', async () => {
    const officer = callerOf('DEPARTMENT_OFFICER', id('e', 50));
    const read = (order: string) => county.execute(orderDocument, { id: order }, { as: officer });
    expect(await read(id('f', 1))).toMatchObject({ data: { serviceOrder: { id: id('f', 1) } } });
    expect(await read(id('f', 2))).toMatchObject({ data: { serviceOrder: null }, errors: [] });
  });

  test('my orders are those that I posted or claimed', async () => {
    const mine = /* GraphQL */ `
      {
        myServiceOrders(first: 100) {
          totalCount
          edges {
            node {
              id
            }
          }
        }
      }
    `;
    const { data } = await county.execute(mine, {}, { as: volunteer(2) });
    expect(data?.myServiceOrders).toEqual({ totalCount: 1, edges: [{ node: { id: id('f', 1) } }] });
  });

  test('hours are half hours within the order, and go into the ledger that nobody changes', async () => {
    const order = await anOrder(county);
    await claim(county, order, volunteer(6));
    for (const hours of [0, 0.25, 3.5, 25]) {
      expect((await complete(county, order, hours, volunteer(6))).answer).toMatchObject({
        __typename: 'InvalidInput',
        field: 'input.hours',
        allowed: '0.5–3',
      });
    }
    expect((await complete(county, order, 2, volunteer(7))).codes).toEqual(['FORBIDDEN']);
    expect((await complete(county, order, 1.5, volunteer(6))).answer).toMatchObject({
      serviceOrder: { id: order, status: 'COMPLETED' },
      serviceHours: { hours: 1.5, kind: 'CERTIFIED', serviceOrder: { id: order }, recordedBy: { id: id('a', 6) } },
    });
    expect((await complete(county, order, 1.5, volunteer(6))).answer?.__typename).toBe('ServiceOrderNotOpen');
    const types = (await county.outbox()).filter(({ data }) => data?.serviceOrderId === order).map(({ type }) => type);
    expect(types.slice(-3)).toEqual([
      'gridloom.volunteers.service-hours.certified.v1',
      'gridloom.volunteers.order.completed.v1',
      'gridloom.volunteers.order.state.v1',
    ]);
    await expect(county.sql('update service_hours set half_hours = 48')).rejects.toThrow('never changed');
    await expect(county.sql('delete from service_hours')).rejects.toThrow('never changed');
  });

  test('the ledger is for the volunteer alone', async () => {
    const own = /* GraphQL */ `
      {
        myVolunteer {
          id
          name
          hours
          serviceHours(first: 1) {
            edges {
              node {
                hours
                kind
                note
              }
            }
            pageInfo {
              hasNextPage
            }
          }
        }
      }
    `;
    const { data } = await county.execute(own, {}, { as: volunteer(1) });
    expect(data?.myVolunteer).toMatchObject({
      name: '李文秀',
      hours: 1.5,
      serviceHours: { edges: [{ node: {} }], pageInfo: { hasNextPage: true } },
    });
    const other = /* GraphQL */ `
      query ($id: ID!) {
        volunteer(id: $id) {
          name
          serviceHours {
            edges {
              node {
                id
              }
            }
          }
        }
      }
    `;
    const seen = await county.execute(other, { id: id('d', 1) }, { as: volunteer(2) });
    expect(seen.data?.volunteer).toEqual({ name: '李**', serviceHours: { edges: [] } });
  });

  test('the kept figures are what the rows come to', async () => {
    const rows = await county.sql(
      `select a.code,
         (select count(*)::int from volunteer v where v.area_code = any(b.codes)) as volunteers,
         (select coalesce(sum(h.half_hours), 0)::float8 / 2 from service_hours h where h.area_code = any(b.codes)) as hours,
         (select count(*)::int from service_order o where o.area_code = any(b.codes)) as posted,
         (select count(*)::int from service_order o where o.area_code = any(b.codes) and status = 'COMPLETED') as completed
       from area_view a, lateral (select array_agg(code) as codes from area_view x where x.code = a.code or a.code = any(x.ancestors)) b
       order by a.code`,
    );
    const statistics = /* GraphQL */ `
      query ($references: [_Any!]!) {
        _entities(representations: $references) {
          ... on Area {
            code
            volunteerStatistics {
              volunteers
              hours
              ordersPosted
              ordersCompleted
            }
          }
        }
      }
    `;
    const references = rows.map(({ code }) => ({ __typename: 'Area', code }));
    const { data } = await county.execute(statistics, { references });
    expect(data?._entities).toEqual(
      rows.map(({ code, volunteers, hours, posted, completed }) => ({
        code,
        volunteerStatistics: { volunteers, hours, ordersPosted: posted, ordersCompleted: completed },
      })),
    );
    const ofVolunteers = await county.sql(
      `select v.id from volunteer v left join counter c on c.subject = v.id::text and c.metric = 'halfHours'
       where coalesce(c.value, 0) <> (select coalesce(sum(half_hours), 0) from service_hours h where h.volunteer_id = v.id)`,
    );
    expect(ofVolunteers).toEqual([]);
  });

  test('the number of statements does not grow with the number of societies, cases and orders', async () => {
    const nested = /* GraphQL */ `
      query ($references: [_Any!]!) {
        _entities(representations: $references) {
          ... on Society {
            id
            serviceOrders(first: 5) {
              totalCount
              edges {
                node {
                  id
                  status
                  volunteer {
                    id
                    name
                    hours
                  }
                }
              }
            }
          }
          ... on Case {
            id
            ofCase: serviceOrders {
              id
              status
              volunteer {
                id
                name
              }
              society {
                id
              }
            }
          }
        }
      }
    `;
    const references = (n: number) =>
      Array.from({ length: n }, (_, at) => [
        { __typename: 'Society', id: at === 0 ? society : id('e', at) },
        { __typename: 'Case', id: id('c', at + 1) },
      ]).flat();
    const office = callerAt('GRID_OFFICE', '410326');
    const one = await county.execute(nested, { references: references(1) }, { as: office });
    expect(one.errors).toEqual([]);
    expect(one.data?._entities).toMatchObject([
      { serviceOrders: { edges: expect.arrayContaining([{ node: expect.objectContaining({ id: id('f', 1) }) }]) } },
      { ofCase: [{ id: id('f', 1), society: { id: society } }] },
    ]);
    // Pages of societies and of cases, counts, and volunteers and hours: twice where the two lists come one after the other.
    const most = 7;
    expect(county.statements().length).toBeLessThanOrEqual(most);
    await county.execute(nested, { references: references(50) }, { as: office });
    expect(county.statements().length).toBeLessThanOrEqual(most);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerAt, type TestSubgraph } from '@gridloom/testkit';

import { accounts, BAISHU, BEIBAO, id, organizer, societies, testCounty } from '../testing/test-county.ts';

const neighbourhood = /* GraphQL */ `
  query ($references: [_Any!]!) {
    _entities(representations: $references) {
      ... on Area {
        code
        societyStatistics {
          total
          selfGoverning
          recreational
          volunteer
          members
        }
        societies(first: 50) {
          totalCount
          totalCountIsExact
          edges {
            node {
              id
              name
              kind
              status
              legalForm
              memberCount
              organizer {
                id
              }
              area {
                code
              }
              meetings(first: 2) {
                edges {
                  node {
                    id
                    heldAt
                    topic
                    attendance
                    resolutions {
                      id
                      text
                      passed
                      votesFor
                      votesAgainst
                    }
                  }
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
              matters(first: 5) {
                edges {
                  node {
                    id
                    title
                    status
                    settled
                    total
                    items {
                      id
                      label
                      status
                    }
                  }
                }
              }
              demands(first: 5) {
                totalCount
                edges {
                  node {
                    id
                    text
                  }
                }
              }
            }
          }
        }
        centres {
          id
          name
          kind
          programmes {
            id
            name
            kind
            enrolledCount
            completedCount
            employedCount
            averageMonthlyWage
            mealsServed
          }
        }
      }
    }
  }
`;

const areas = (...codes: string[]) => ({ references: codes.map((code) => ({ __typename: 'Area', code })) });

describe('What an area shows of its societies', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  test('the organizer sees the societies of the village with meetings, matters and demands, without the dissolved one', async () => {
    const { data, errors } = await county.execute(neighbourhood, areas(BAISHU), { as: organizer });
    expect(errors).toEqual([]);
    const [area] = data?._entities as unknown as Record<string, never>[];
    expect(area).toMatchObject({
      societyStatistics: { total: 2, selfGoverning: 1, recreational: 1, volunteer: 0, members: 5 },
      societies: { totalCount: 2, totalCountIsExact: true },
      centres: [],
    });
    const [council, dance] = (area?.societies as unknown as { edges: { node: Record<string, unknown> }[] }).edges;
    expect(council?.node).toMatchObject({
      id: societies.council,
      name: '柏树村村民议事会',
      kind: 'SELF_GOVERNING',
      status: 'ACTIVE',
      legalForm: 'FILED',
      memberCount: 5,
      organizer: { id: accounts.council },
      meetings: {
        edges: [
          { node: { id: id('f', 3), heldAt: '2026-01-03T01:00:00.000Z', resolutions: [] } },
          { node: { id: id('f', 2), resolutions: [{ passed: true, votesFor: 28, votesAgainst: 2 }] } },
        ],
        pageInfo: { hasNextPage: true },
      },
      demands: { totalCount: 4, edges: expect.arrayContaining([]) },
    });
    const matter = (council?.node.matters as { edges: { node: Record<string, unknown> }[] }).edges[0]?.node;
    expect(matter).toMatchObject({ title: '修渠搬迁18户', status: 'OPEN', settled: 12, total: 18 });
    expect((matter?.items as { label: string }[]).map(({ label }) => label).slice(0, 3)).toEqual([
      '第1户',
      '第2户',
      '第3户',
    ]);
    const demand = (council?.node.demands as { edges: { node: { text: string } }[] }).edges[0]?.node;
    expect(demand?.text).toBe('路灯坏了，联系 138****5678（4）');
    expect(dance?.node).toMatchObject({ name: '柏树村舞蹈队', memberCount: 0, demands: { totalCount: 0 } });
  });

  test('a centre shows figures from enrolments, outcomes and meals', async () => {
    const { data, errors } = await county.execute(neighbourhood, areas(BEIBAO), {
      as: callerAt('RESIDENT', BEIBAO),
    });
    expect(errors).toEqual([]);
    expect((data?._entities as unknown as unknown[])[0]).toMatchObject({
      centres: [
        {
          name: '北保村乡里中心',
          programmes: [
            { name: '乡村大食堂', kind: 'MEALS', mealsServed: 80, enrolledCount: 0, averageMonthlyWage: null },
            {
              name: '家政培训',
              enrolledCount: 4,
              completedCount: 3,
              employedCount: 2,
              averageMonthlyWage: 8_500,
              mealsServed: 0,
            },
          ],
        },
      ],
    });
  });

  test('pages go on where the one before ended', async () => {
    const list = /* GraphQL */ `
      query ($after: String) {
        societies(areaCode: "410326", first: 1, after: $after) {
          totalCount
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            node {
              name
            }
          }
        }
      }
    `;
    const names: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 4; pages += 1) {
      const { data } = await county.execute(list, { after }, { as: callerAt('GRID_OFFICE', '410326') });
      const page = data?.societies as unknown as {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        edges: { node: { name: string } }[];
      };
      expect(page.totalCount).toBe(3);
      names.push(...page.edges.map(({ node }) => node.name));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(names).toEqual(['北保村志愿服务队', '柏树村村民议事会', '柏树村舞蹈队']);
  });

  test('filters by kind, status and words combine', async () => {
    const list = /* GraphQL */ `
      query ($kind: SocietyKind, $status: SocietyStatus, $text: String) {
        societies(kind: $kind, status: $status, text: $text) {
          totalCount
          edges {
            node {
              name
            }
          }
        }
      }
    `;
    const office = callerAt('GRID_OFFICE', '410326');
    const names = async (variables: object) => {
      const { data } = await county.execute(list, { ...variables }, { as: office });
      return (data?.societies as unknown as { edges: { node: { name: string } }[] }).edges.map(({ node }) => node.name);
    };
    expect(await names({ kind: 'RECREATIONAL' })).toEqual(['柏树村舞蹈队']);
    expect(await names({ status: 'DISSOLVED' })).toEqual(['柏树村棋社']);
    expect(await names({ text: '柏树', kind: 'SELF_GOVERNING' })).toEqual(['柏树村村民议事会']);
  });

  test('the number of statements does not grow with the number of areas, societies and meetings', async () => {
    await county.execute(neighbourhood, areas(BEIBAO), { as: callerAt('GRID_OFFICE', '410326') });
    const few = county.statements().length;
    await county.execute(neighbourhood, areas('410326', '410326200', BAISHU, BEIBAO), {
      as: callerAt('GRID_OFFICE', '410326'),
    });
    expect(county.statements().length).toBeLessThanOrEqual(few + 3);
    expect(few).toBeLessThanOrEqual(11);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, type County } from './testing/county.ts';
import { people } from './testing/people.ts';
import { ask } from './testing/run.ts';

/** The parts of the grid desk that grids answers. */
const desk = `{ myGrids {
  id name codes { scheme code } kind level area { code } boundary parent { id } validFrom validUntil
  workers { role since worker { id name corps { name } assignments { role } } }
  population { permanent floating households }
  householdsDue(first: 100) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node {
      id address head { id name phone } lastVisitedAt nextDueOn care { kind since until owner { id } } emergencyContacts { name phone relation }
      dwelling { id occupancies { kind since until resident { id name } } }
      members { relation resident { id care { kind } household { id } grid { id } } }
      visits(first: 5) { totalCount edges { node { id worker { id } demands { id resident { id } } } } }
    } }
  }
  visitChecklist { item label }
  dataQuality { verifiedShare staleHouseholds }
} }`;

interface Desk {
  readonly myGrids: {
    readonly id: string;
    readonly householdsDue: {
      readonly totalCount: number;
      readonly edges: { readonly node: { readonly id: string; readonly nextDueOn: string } }[];
    };
  }[];
}

const answered = async (county: County) => {
  const { data, errors } = await ask(county, people.worker, desk);
  expect(errors).toEqual([]);
  // A new connection asks for its database first.
  const statements = county.subgraph.statements().filter((statement) => !statement.includes('pg_database'));
  return { desk: data as unknown as Desk, statements: statements.length };
};

describe('The desk of a grid worker', () => {
  let county: County;
  let larger: County;
  beforeAll(async () => {
    county = await aCounty(6);
    larger = await aCounty(60);
  });
  afterAll(async () => {
    await county.stop();
    await larger.stop();
  });

  test('answers everything from the rows', async () => {
    const { desk: page } = await answered(county);
    expect(page.myGrids).toMatchObject([
      {
        name: '柏树村第1网格',
        codes: [{ scheme: 'VILLAGE_SEQUENCE', code: '410326200200-1' }],
        kind: 'RURAL',
        level: 'BASIC',
        area: { code: '410326200200' },
        boundary: { type: 'Polygon' },
        parent: null,
        validFrom: '2020-01-01',
        validUntil: null,
        workers: [
          { role: 'GRID_HEAD', worker: { name: '网格员1', corps: null } },
          { role: 'FULL_TIME', worker: { name: '网格员2', corps: { name: '雷小哨' } } },
          { role: 'SECRETARY', worker: { name: '网格员4' } },
        ],
        population: { permanent: 5, floating: 1, households: 3 },
        householdsDue: {
          totalCount: 1,
          edges: [
            {
              node: {
                id: idOf('household', 3),
                lastVisitedAt: null,
                nextDueOn: '2025-06-16',
                head: { name: '王建国', phone: '138****0005' },
                care: [{ kind: 'LIVING_ALONE', owner: { id: idOf('organization', 1) } }],
                emergencyContacts: [{ name: '王丽', phone: '139****5678', relation: '女儿' }],
              },
            },
          ],
        },
        visitChecklist: [
          { item: 'FIRE_EXTINGUISHER', label: '灭火器压力' },
          { item: 'ANTI_FRAUD_APP', label: '反诈中心 App' },
          { item: 'PEOPLE_DATA', label: '人房信息核对' },
        ],
        dataQuality: { verifiedShare: 33.3, staleHouseholds: 1 },
      },
      { name: '柏树村第2网格', kind: 'DEDICATED', workers: [{ role: 'PART_TIME' }, { role: 'SECRETARY' }] },
    ]);
  });

  test('costs as many statements for sixty households as for six', async () => {
    const small = await answered(county);
    const large = await answered(larger);
    const count = (page: Desk) => page.myGrids.flatMap(({ householdsDue }) => householdsDue.edges).length;
    expect(count(large.desk)).toBeGreaterThan(10 * count(small.desk));
    expect(large.statements).toBe(small.statements);
  });

  test('lists the longest overdue first, page by page, without a gap', async () => {
    const ids: string[] = [];
    const days: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 20; pages += 1) {
      const { data } = await ask(
        larger,
        people.worker,
        'query Due($after: String) { myGrids { householdsDue(first: 7, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id nextDueOn } } } } }',
        { after },
      );
      const page = (
        data as unknown as {
          myGrids: {
            householdsDue: Desk['myGrids'][number]['householdsDue'] & {
              pageInfo: { hasNextPage: boolean; endCursor: string };
            };
          }[];
        }
      ).myGrids[0]?.householdsDue;
      if (!page) throw new Error('the worker has a grid');
      ids.push(...page.edges.map(({ node }) => node.id));
      days.push(...page.edges.map(({ node }) => node.nextDueOn));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) {
        expect(new Set(ids).size).toBe(page.totalCount);
        break;
      }
    }
    expect(days).toEqual([...days].sort());
  });

  test('refuses a page size over the bound and a cursor that is none', async () => {
    const { codes } = await ask(larger, people.worker, '{ grids(first: 101) { totalCount } }');
    expect(codes).toEqual(['LIMIT_EXCEEDED']);
    expect((await ask(larger, people.worker, '{ grids(after: "x") { totalCount } }')).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect((await ask(larger, people.worker, '{ grids(areaCode: "41") { totalCount } }')).errors[0]).toMatch(
      /areaCode: /,
    );
  });
});

describe('The list of grids', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  const names = async (args: string) => {
    const { data, errors } = await ask(
      county,
      undefined,
      `{ grids(${args}) { totalCount totalCountIsExact edges { node { name } } } }`,
    );
    expect(errors).toEqual([]);
    const page = (data as unknown as { grids: { totalCount: number; edges: { node: { name: string } }[] } }).grids;
    expect(page.totalCount).toBe(page.edges.length);
    return page.edges.map(({ node }) => node.name);
  };

  test('is filtered by area, kind, level and part of the name', async () => {
    expect(await names('first: 100')).toEqual(['柏树村第1网格', '柏树村第2网格', '窑沟村第3网格']);
    expect(await names('areaCode: "410326200201"')).toEqual(['窑沟村第3网格']);
    expect(await names('areaCode: "410326104"')).toEqual([]);
    expect(await names('kind: DEDICATED')).toEqual(['柏树村第2网格']);
    expect(await names('level: MICRO')).toEqual(['柏树村微网格']);
    expect(await names('level: null')).toHaveLength(4);
    expect(await names('text: "第1"')).toEqual(['柏树村第1网格']);
    expect(await names('text: "%"')).toEqual([]);
  });

  test('is the same below an area, with the area’s figures', async () => {
    const { data } = await ask(
      county,
      undefined,
      `query($all: [_Any!]!) { _entities(representations: $all) { ... on Area { grids(first: 1) { totalCount edges { node { name parent { id } } } }
        gridStatistics { total urban rural dedicated micro } gridWorkerStatistics { total fullTime partTime gridHeads }
        population { permanent floating households } visitStatistics { visits householdsVisited demands } } } }`,
      { all: [{ __typename: 'Area', code: '410326' }] },
    );
    expect(data?._entities).toEqual([
      {
        grids: { totalCount: 3, edges: [{ node: { name: '柏树村第1网格', parent: null } }] },
        gridStatistics: { total: 3, urban: 0, rural: 2, dedicated: 1, micro: 1 },
        gridWorkerStatistics: { total: 2, fullTime: 1, partTime: 1, gridHeads: 1 },
        population: { permanent: 11, floating: 1, households: 6 },
        visitStatistics: { visits: 3, householdsVisited: 3, demands: 1 },
      },
    ]);
  });
});

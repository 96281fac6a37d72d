import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptActivity, keptFigures, recount, recountActivity } from '../testing/recount.ts';
import { ask, send } from '../testing/run.ts';

const selection =
  '... on RecordPatrolSuccess { patrol { id kind worker { id } stopsSeen route { name } hazards { id status severity text place reported recheckDueOn overdue fixedOnTheSpot class { code } } } }';

interface PatrolAnswer {
  readonly __typename: string;
  readonly field?: string;
  readonly code?: string;
  readonly patrol?: { readonly id: string; readonly hazards: { readonly id: string }[] };
}

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

const aPatrol = (input: object = {}) => ({
  gridId: idOf('grid', 1),
  startedAt: '2026-03-01T01:00:00.000Z',
  endedAt: '2026-03-01T03:00:00.000Z',
  ...input,
});
const record = async (input: object, who: keyof typeof people = 'worker') =>
  (await send(
    county,
    people[who],
    'recordPatrol',
    'RecordPatrolInput',
    selection,
    aPatrol(input),
  )) as unknown as PatrolAnswer;
const recheck = (hazardId: string, input: object, who: keyof typeof people = 'worker') =>
  send(
    county,
    people[who],
    'recheckHazard',
    'RecheckHazardInput',
    '... on RecheckHazardSuccess { hazard { status recheckDueOn goneAt rechecks { gone note at } } }',
    { hazardId, at: '2026-03-02T01:00:00.000Z', ...input },
  );
const blocked = (input: object = {}) => ({
  classCode: 'FIRE_EXIT_BLOCKED',
  text: ' 楼道堆满纸箱，找13812345678 ',
  ...input,
});
const figuresAgree = async () => {
  const { sql } = county.subgraph;
  expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  expect(await keptActivity(sql)).toEqual(await recountActivity(sql));
};
const eventsSince = async (known: number) => (await county.subgraph.outbox()).slice(known);
const rowsOf = async (table: string) => {
  const [row] = await county.subgraph.sql(`select count(*)::int as n from ${table}`);
  return row?.n as number;
};

describe('A patrol', () => {
  test('is recorded with its hazards, the figures and the events; words go to named consumers alone', async () => {
    const known = (await county.subgraph.outbox()).length;
    const answer = await record({
      clientKey: 'patrol-1',
      companions: 2,
      hazards: [
        blocked({ place: '3 单元', foundAt: '2026-03-01T01:10:00Z' }),
        blocked({ text: '杂物已清', fixedOnTheSpot: true, foundAt: '2026-03-01T01:20:00Z' }),
        blocked({ report: false, foundAt: '2026-03-01T01:30:00Z' }),
      ],
    });
    expect(answer).toMatchObject({
      patrol: {
        kind: 'GRID_WORKER',
        worker: { id: idOf('worker', 2) },
        hazards: [
          {
            status: 'OPEN',
            text: '楼道堆满纸箱，找13812345678',
            place: '3 单元',
            reported: true,
            recheckDueOn: '2026-03-08',
            overdue: false,
          },
          { status: 'GONE', fixedOnTheSpot: true, reported: false, recheckDueOn: null },
          { status: 'OPEN', reported: false },
        ],
      },
    });
    const events = await eventsSince(known);
    expect(events.map(({ type }) => type.replace('gridloom.grids.', '')).sort()).toEqual(
      [
        'patrol.completed.v1',
        'patrol.state.v1',
        'hazard.found.v1',
        'hazard.worded.v1',
        'hazard.state.v1',
        'hazard.found.v1',
        'hazard.gone.v1',
        'hazard.state.v1',
        'hazard.found.v1',
        'hazard.state.v1',
      ].sort(),
    );
    const worded = events.filter(({ topic }) => topic.endsWith('.restricted'));
    expect(worded).toMatchObject([
      { topic: 'gridloom.grids.hazard.restricted', data: { text: '楼道堆满纸箱，找138****5678' } },
    ]);
    expect(JSON.stringify(events.filter(({ topic }) => !topic.endsWith('.restricted')))).not.toMatch(
      /纸箱|单元|1381\d{7}/,
    );
    await figuresAgree();
  });

  test('sent again by the device is the same patrol, with another content an error that names the key', async () => {
    const input = { clientKey: 'again', hazards: [blocked({ clientKey: 'hazard-again' })] };
    const first = await record(input);
    const rows = [await rowsOf('patrol'), await rowsOf('hazard'), await rowsOf('outbox')];
    expect(await record(input)).toEqual(first);
    expect(await record({ ...input, note: '改了' })).toMatchObject({ field: 'input.clientKey' });
    expect(await record({ hazards: [blocked({ clientKey: 'hazard-again' })] })).toMatchObject({
      field: 'input.hazards.0.clientKey',
    });
    expect([await rowsOf('patrol'), await rowsOf('hazard'), await rowsOf('outbox')]).toEqual(rows);
  });

  test('of a volunteer is recorded for a grid of the village of the role, and for no other', async () => {
    expect(await record({}, 'volunteer')).toMatchObject({ patrol: { kind: 'VOLUNTEER', worker: null } });
    const { codes } = await ask(
      county,
      people.volunteer,
      `mutation { recordPatrol(input: { gridId: "${idOf('grid', 3)}", startedAt: "2026-03-01T01:00:00Z", endedAt: "2026-03-01T02:00:00Z" }) { __typename } }`,
    );
    expect(codes).toEqual(['FORBIDDEN']);
  });

  test.each([
    ['that ends before it begins', { endedAt: '2026-03-01T00:59:00Z' }, 'input.endedAt'],
    ['that takes more than a day', { startedAt: '2026-02-27T01:00:00Z' }, 'input.endedAt'],
    ['in the future', { endedAt: '2026-03-02T02:06:00Z', startedAt: '2026-03-02T01:00:00Z' }, 'input.endedAt'],
    ['with stops and no route', { stopsSeen: [1] }, 'input.stopsSeen'],
    ['with 51 hazards', { hazards: Array.from({ length: 51 }, () => blocked()) }, 'input.hazards'],
    ['with an unknown class', { hazards: [blocked({ classCode: 'GHOST' })] }, 'input.hazards.0.classCode'],
    ['with a hazard without words', { hazards: [blocked({ text: ' ' })] }, 'input.hazards.0.text'],
    [
      'that put right on the spot what must not be',
      { hazards: [{ classCode: 'GAS_LEAK', text: '漏气', fixedOnTheSpot: true }] },
      'input.hazards.0.fixedOnTheSpot',
    ],
    [
      'without the photo that is asked for',
      { hazards: [{ classCode: 'GAS_LEAK', text: '漏气' }] },
      'input.hazards.0.photoFileIds',
    ],
    [
      'with a photo where none is asked for',
      { hazards: [blocked({ photoFileIds: [idOf('hazard', 77)] })] },
      'input.hazards.0.photoFileIds',
    ],
    ['with half a position', { hazards: [blocked({ longitude: 112 })] }, 'input.hazards.0.longitude'],
    [
      'with a hazard found before it',
      { hazards: [blocked({ foundAt: '2026-03-01T00:00:00Z' })] },
      'input.hazards.0.foundAt',
    ],
    ['on a route that is not there', { routeId: idOf('grid', 9) }, 'input.routeId'],
  ])('%s is an error that names the field, and leaves nothing', async (_, input, field) => {
    const rows = [await rowsOf('patrol'), await rowsOf('hazard'), await rowsOf('outbox')];
    expect(await record(input)).toMatchObject({ field });
    expect([await rowsOf('patrol'), await rowsOf('hazard'), await rowsOf('outbox')]).toEqual(rows);
  });

  test('walks a route that the head of the grid has laid out', async () => {
    const route = (input: object, who: keyof typeof people = 'head') =>
      send(
        county,
        people[who],
        'putPatrolRoute',
        'PutPatrolRouteInput',
        '... on PutPatrolRouteSuccess { route { id name stops { name longitude } } }',
        {
          gridId: idOf('grid', 1),
          name: '东线',
          stops: [{ name: '老粮站', longitude: 112.4, latitude: 34.1 }, { name: '小学' }],
          ...input,
        },
      );
    const made = (await route({})) as { route: { id: string } };
    expect(made).toMatchObject({
      route: {
        name: '东线',
        stops: [
          { name: '老粮站', longitude: 112.4 },
          { name: '小学', longitude: null },
        ],
      },
    });
    expect(await route({})).toMatchObject({ __typename: 'Conflict' });
    expect(await route({ gridId: idOf('grid', 3) })).toMatchObject({ field: 'input.gridId' });
    expect(await route({ name: '空', stops: [] })).toMatchObject({ field: 'input.stops' });
    const routeId = made.route.id;
    expect(await record({ routeId, stopsSeen: [2, 1] })).toMatchObject({
      patrol: { stopsSeen: [1, 2], route: { name: '东线' } },
    });
    expect(await record({ routeId, stopsSeen: [3] })).toMatchObject({ field: 'input.stopsSeen' });
    const { data } = await ask(county, people.worker, `{ grid(id: "${idOf('grid', 1)}") { patrolRoutes { name } } }`);
    expect(data?.grid).toEqual({ patrolRoutes: [{ name: '东线' }] });
    await route({ routeId, retired: true });
    const after = await ask(county, people.worker, `{ grid(id: "${idOf('grid', 1)}") { patrolRoutes { name } } }`);
    expect(after.data?.grid).toEqual({ patrolRoutes: [] });
  });
});

describe('A hazard', () => {
  const aHazard = async () => (await record({ hazards: [blocked()] })).patrol?.hazards[0]?.id ?? '';

  test('is re-checked until it is gone, each time an entry', async () => {
    const id = await aHazard();
    expect(await recheck(id, { gone: false, note: '还在' })).toMatchObject({
      hazard: { status: 'OPEN', recheckDueOn: '2026-03-09' },
    });
    const known = (await county.subgraph.outbox()).length;
    expect(await recheck(id, { gone: true, clientKey: 'gone' })).toMatchObject({
      hazard: { status: 'GONE', recheckDueOn: null, rechecks: [{ gone: false, note: '还在' }, { gone: true }] },
    });
    expect((await eventsSince(known)).map(({ type }) => type)).toEqual([
      'gridloom.grids.hazard.rechecked.v1',
      'gridloom.grids.hazard.gone.v1',
      'gridloom.grids.hazard.state.v1',
    ]);
    expect(await recheck(id, { gone: true, clientKey: 'gone' })).toMatchObject({ hazard: { status: 'GONE' } });
    expect(await recheck(id, { gone: true })).toMatchObject({ __typename: 'Conflict' });
    await figuresAgree();
  });

  test('is not re-checked before it was found, nor in the future, nor by a stranger', async () => {
    const id = await aHazard();
    expect(await recheck(id, { gone: true, at: '2026-03-01T00:30:00Z' })).toMatchObject({ field: 'input.at' });
    expect(await recheck(id, { gone: true, at: '2026-03-02T03:00:00Z' })).toMatchObject({ field: 'input.at' });
    expect(await recheck('nonsense', { gone: true })).toMatchObject({ field: 'input.hazardId' });
    await expect(recheck(id, { gone: true }, 'strangeWorker')).rejects.toThrow('post in the grid');
  });

  test('follows its case: closed, it is to be looked at at once; the same word twice or an older one changes nothing', async () => {
    const id = await aHazard();
    const told = (happened: string, status: string, sequence: number, eventId?: string) =>
      county.subgraph.deliver({
        type: `gridloom.cases.case.${happened}.v1`,
        key: idOf('case', 7),
        sequence,
        ...(eventId === undefined ? {} : { id: eventId }),
        time: new Date('2026-03-02T01:30:00Z'),
        data: {
          caseId: idOf('case', 7),
          number: '410326-2026-000007',
          status,
          source: 'PATROL',
          areaCode: BAISHU,
          complainantResidentIds: [],
          urgency: 'ORDINARY',
          demandId: id,
        },
      });
    await told('reported', 'REPORTED', 1);
    await told('closed', 'CLOSED', 6, idOf('case', 99));
    const events = (await county.subgraph.outbox()).length;
    await told('closed', 'CLOSED', 6, idOf('case', 99));
    await told('resolved', 'RESOLVED', 4);
    expect(await county.subgraph.outbox()).toHaveLength(events);
    const { data } = await ask(county, people.worker, `{ hazard(id: "${id}") { caseStatus recheckDueOn status } }`);
    expect(data?.hazard).toEqual({ caseStatus: 'CLOSED', recheckDueOn: '2026-03-02', status: 'OPEN' });
  });

  test('appears in lists by area, state and due day, for those of the territory and its finder', async () => {
    const list = async (who: keyof typeof people, args: string) => {
      const { data, errors } = await ask(
        county,
        people[who],
        `{ hazards(${args}) { totalCount totalCountIsExact edges { node { id recheckDueOn overdue } } } }`,
      );
      expect(errors).toEqual([]);
      return data?.hazards as {
        totalCount: number;
        edges: { node: { id: string; recheckDueOn: string | null; overdue: boolean } }[];
      };
    };
    const overdue = await list('secretary', 'filter: { overdue: true }, orderBy: DUE');
    expect(overdue.edges).toEqual([{ node: { id: idOf('hazard', 1), recheckDueOn: '2026-02-27', overdue: true } }]);
    const due = await list('secretary', 'orderBy: DUE, first: 100');
    const days = due.edges.map(({ node }) => node.recheckDueOn);
    expect(days).toEqual([...days].sort());
    expect((await list('secretary', 'filter: { status: GONE }')).totalCount).toBe(2);
    expect((await list('strangeSecretary', 'first: 5')).totalCount).toBe(0);
    expect((await list('strangeWorker', `filter: { gridId: "${idOf('grid', 1)}" }`)).totalCount).toBe(0);
    const volunteered = await record({ hazards: [blocked()] }, 'volunteer');
    expect((await list('volunteer', 'first: 5')).edges.map(({ node }) => node.id)).toEqual([
      volunteered.patrol?.hazards[0]?.id,
    ]);
  });

  test.each([
    [
      'of hazards',
      '{ hazards(first: 100) { edges { node { id text photos { id } class { code } patrol { id worker { id } } rechecks { id } grid { id } } } } }',
    ],
    ['of patrols', '{ patrols(first: 100) { edges { node { id worker { id } hazards { id } route { name } } } } }'],
  ])('lists %s cost as many statements for many as for few', async (_, document) => {
    const cost = async () => {
      await ask(county, people.worker, document);
      return county.subgraph.statements().filter((statement) => !statement.includes('pg_database')).length;
    };
    const few = await cost();
    for (let n = 0; n < 5; n += 1) await record({ hazards: Array.from({ length: 8 }, () => blocked()) });
    expect(await cost()).toBe(few);
  });
});

test('Statistics of patrols are exact, all in all and by period', async () => {
  const statisticsOf = async (args: string) => {
    const { data, errors } = await ask(
      county,
      people.gridOffice,
      `query($all: [_Any!]!) { _entities(representations: $all) { ... on Area { patrolStatistics${args} { patrols hazardsFound hazardsGone hazardsOpen } visitStatistics${args} { visits householdsVisited demands } } } }`,
      { all: [{ __typename: 'Area', code: '410326' }] },
    );
    expect(errors).toEqual([]);
    return (data?._entities as Record<string, Record<string, number | null>>[])[0];
  };
  const all = await statisticsOf('');
  expect(all?.patrolStatistics?.patrols).toBe(await rowsOf('patrol'));
  expect(all?.patrolStatistics?.hazardsOpen).toBe(await rowsOf(`hazard where status = 'OPEN'`));
  const february = await statisticsOf('(period: { from: "2026-02-01", to: "2026-02-28" })');
  expect(february).toEqual({
    patrolStatistics: { patrols: 1, hazardsFound: 1, hazardsGone: 0, hazardsOpen: null },
    visitStatistics: { visits: 3, householdsVisited: 3, demands: 1 },
  });
  expect(await statisticsOf('(period: { from: "2026-02-22", to: "2026-02-25" })')).toMatchObject({
    visitStatistics: { visits: 2, householdsVisited: 2, demands: 0 },
  });
});

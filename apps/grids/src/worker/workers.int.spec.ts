import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask, send } from '../testing/run.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

type Person = keyof typeof people;
const workerFields =
  '{ gridWorker { id name phone area { code } corps { name } corpsMemberships { since until corps { name } } } }';

const register = (input: object, who: Person = 'secretary') =>
  send(
    county,
    people[who],
    'registerGridWorker',
    'RegisterGridWorkerInput',
    `... on RegisterGridWorkerSuccess ${workerFields}`,
    {
      accountId: idOf('account', 20),
      name: '网格员20',
      areaCode: BAISHU,
      ...input,
    },
  );
const change = (input: object, who: Person = 'secretary') =>
  send(
    county,
    people[who],
    'changeGridWorker',
    'ChangeGridWorkerInput',
    `... on ChangeGridWorkerSuccess ${workerFields}`,
    input,
  );
const join = (input: object, who: Person = 'secretary') =>
  send(county, people[who], 'joinCorps', 'JoinCorpsInput', `... on JoinCorpsSuccess ${workerFields}`, input);
const leave = (input: object) =>
  send(county, people.secretary, 'leaveCorps', 'LeaveCorpsInput', `... on LeaveCorpsSuccess ${workerFields}`, input);
const corps = (mutation: 'found' | 'rename' | 'dissolve', input: object, who: Person = 'gridOffice') => {
  const name = `${mutation}Corps`;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return send(
    county,
    people[who],
    name,
    `${type}Input`,
    `... on ${type}Success { corps { id name foundedOn dissolvedOn memberCount area { code } } }`,
    input,
  );
};
const eventsOf = async (key: string) =>
  (await county.subgraph.outbox())
    .filter((event) => event.key === key)
    .map(({ type, version, data }) => [type.replace('gridloom.grids.grid-worker.', ''), version, data] as const);

describe('Grid workers', () => {
  test('are registered once an account and once a phone, and told without a name', async () => {
    const answer = await register({ phone: '138 0000 0020', corpsId: idOf('corps', 1), clientMutationKey: 'r' });
    expect(answer).toMatchObject({
      gridWorker: {
        name: '网格员20',
        phone: '138****0020',
        area: { code: BAISHU },
        corps: { name: '雷小哨' },
        corpsMemberships: [{ since: '2026-03-02', until: null, corps: { name: '雷小哨' } }],
      },
    });
    const { id } = answer.gridWorker as { id: string };
    expect(await register({ phone: '138 0000 0020', corpsId: idOf('corps', 1), clientMutationKey: 'r' })).toEqual(
      answer,
    );
    expect(await eventsOf(id)).toEqual([
      [
        'registered.v1',
        1,
        { gridWorkerId: id, accountId: idOf('account', 20), areaCode: BAISHU, corpsId: idOf('corps', 1) },
      ],
      [
        'state.v1',
        1,
        { gridWorkerId: id, accountId: idOf('account', 20), areaCode: BAISHU, corpsId: idOf('corps', 1) },
      ],
    ]);
    expect(await register({ name: '又一个' })).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('account'),
    });
    expect(await register({ accountId: idOf('account', 21), phone: '13800000020' })).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('phone'),
    });
    const [row] = await county.subgraph.sql('select phone_sealed, phone_hash from grid_worker where id = $1', [id]);
    expect(JSON.stringify(row)).not.toContain('13800000020');
  });

  test('who are registered by two at once are there once', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => register({ accountId: idOf('account', 30), phone: '13800000030' })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'Conflict',
      'Conflict',
      'RegisterGridWorkerSuccess',
    ]);
  });

  test('are refused by name where they cannot be', async () => {
    expect(await register({ accountId: 'nobody' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.accountId',
    });
    expect(await register({ accountId: idOf('account', 22), name: ' ' })).toMatchObject({
      field: 'input.name',
      allowed: '1–50',
    });
    expect(await register({ accountId: idOf('account', 22), phone: '123' })).toMatchObject({ field: 'input.phone' });
    expect(await register({ areaCode: YAOGOU })).toMatchObject({ __typename: 'NotFound', field: 'input.areaCode' });
    expect(await register({ areaCode: '999999' }, 'gridOffice')).toMatchObject({
      __typename: 'NotFound',
      field: 'input.areaCode',
    });
    expect(await register({ accountId: idOf('account', 22), corpsId: idOf('corps', 9) })).toMatchObject({
      field: 'input.corpsId',
    });
  });

  test('change by whoever manages them alone, and tell which part was changed', async () => {
    const id = idOf('worker', 2);
    expect(await change({ gridWorkerId: id, name: '网格员甲', phone: '13800000002' })).toMatchObject({
      gridWorker: { name: '网格员甲', phone: '138****0002' },
    });
    expect(await change({ gridWorkerId: id, name: '网格员甲' })).toMatchObject({ gridWorker: { name: '网格员甲' } });
    expect(await change({ gridWorkerId: id, phone: '13800000020' })).toMatchObject({ __typename: 'Conflict' });
    expect(await change({ gridWorkerId: id, phone: '', areaCode: BAISHU })).toMatchObject({
      gridWorker: { phone: null, area: { code: BAISHU } },
    });
    expect((await eventsOf(id)).flatMap(([type, , data]) => (type === 'changed.v1' ? [data?.fields] : []))).toEqual([
      ['NAME', 'PHONE'],
      ['AREA', 'PHONE'],
    ]);
    expect(await change({ gridWorkerId: id, name: '他' }, 'strangeSecretary')).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await change({ gridWorkerId: idOf('worker', 3), name: '他' })).toMatchObject({ __typename: 'NotFound' });
    expect(await change({ gridWorkerId: id, areaCode: YAOGOU })).toMatchObject({
      __typename: 'NotFound',
      field: 'input.areaCode',
    });
  });

  test('are listed by name within an area, a corps and a role, in a constant number of statements', async () => {
    const list = (args: string) =>
      ask(
        county,
        people.resident,
        `{ gridWorkers${args} { totalCount totalCountIsExact pageInfo { hasNextPage endCursor } edges { node { id corps { name } assignments { role } } } } }`,
      );
    const idsOf = async (args: string) => {
      const { data } = await list(args);
      const page = data?.gridWorkers as { totalCount: number; edges: { node: { id: string } }[] };
      return page.edges.map(({ node }) => node.id);
    };
    expect(await idsOf('')).toHaveLength(4);
    expect(await idsOf(`(areaCode: "${YAOGOU}")`)).toEqual([idOf('worker', 3)]);
    expect(await idsOf('(roles: [SECRETARY, GRID_HEAD])')).toEqual([idOf('worker', 1), idOf('worker', 4)]);
    expect(await idsOf(`(corpsId: "${idOf('corps', 1)}")`)).toEqual([idOf('worker', 2)]);
    expect(await idsOf('(text: "甲")')).toEqual([idOf('worker', 2)]);
    expect(await idsOf('(corpsId: "none")')).toEqual([]);
    const first = (await list('(first: 1)')).data?.gridWorkers as { pageInfo: { endCursor: string } };
    expect(await idsOf(`(first: 3, after: "${first.pageInfo.endCursor}")`)).toHaveLength(3);
    const three = county.subgraph.statements().length;
    expect(await idsOf('(first: 4)')).toHaveLength(4);
    expect(county.subgraph.statements()).toHaveLength(three);
    expect((await list('(areaCode: "1")')).codes).toEqual(['BAD_USER_INPUT']);
    expect((await list(`(text: "${'长'.repeat(51)}")`)).codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('Corps', () => {
  test('are founded, renamed, joined, left and dissolved, each with its day', async () => {
    const founded = await corps('found', { name: '银龄队', areaCode: '410326', foundedOn: '2026-02-01' });
    const { id } = founded.corps as { id: string };
    expect(founded.corps).toMatchObject({
      name: '银龄队',
      foundedOn: '2026-02-01',
      memberCount: 0,
      area: { code: '410326' },
    });
    expect(await corps('found', { name: '银龄队', areaCode: '410326' })).toMatchObject({ __typename: 'Conflict' });
    expect(await corps('rename', { corpsId: id, name: '雷小哨' })).toMatchObject({ __typename: 'Conflict' });
    expect(await corps('rename', { corpsId: id, name: '银龄哨' })).toMatchObject({ corps: { name: '银龄哨' } });

    const worker = idOf('worker', 1);
    expect(await join({ gridWorkerId: worker, corpsId: id, since: '2026-02-10' })).toMatchObject({
      gridWorker: { corps: { name: '银龄哨' } },
    });
    expect(await join({ gridWorkerId: worker, corpsId: id, since: '2026-02-11' })).toMatchObject({
      __typename: 'Conflict',
    });
    expect(await join({ gridWorkerId: worker, corpsId: idOf('corps', 1), since: '2026-02-09' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.since',
    });
    expect(await join({ gridWorkerId: worker, corpsId: idOf('corps', 1), since: '2026-03-03' })).toMatchObject({
      field: 'input.since',
    });
    expect(await join({ gridWorkerId: worker, corpsId: idOf('corps', 1), since: '2026-03-02' })).toMatchObject({
      gridWorker: {
        corps: { name: '雷小哨' },
        corpsMemberships: [
          { since: '2026-03-02', until: null },
          { since: '2026-02-10', until: '2026-03-02' },
        ],
      },
    });
    expect(await leave({ gridWorkerId: worker, until: '2026-03-02' })).toMatchObject({ field: 'input.until' });
    county.subgraph.setNow(new Date('2026-03-04T02:00:00Z'));
    expect(await leave({ gridWorkerId: worker, until: '2026-03-04' })).toMatchObject({ gridWorker: { corps: null } });
    expect(await leave({ gridWorkerId: worker, until: '2026-03-04' })).toMatchObject({ __typename: 'Conflict' });

    await join({ gridWorkerId: worker, corpsId: id, since: '2026-03-04' });
    county.subgraph.setNow(new Date('2026-03-06T02:00:00Z'));
    expect(await corps('dissolve', { corpsId: id, dissolvedOn: '2026-03-07' })).toMatchObject({
      field: 'input.dissolvedOn',
    });
    expect(await corps('dissolve', { corpsId: id, dissolvedOn: '2026-03-06' })).toMatchObject({
      corps: { dissolvedOn: '2026-03-06', memberCount: 0 },
    });
    expect(await corps('dissolve', { corpsId: id, dissolvedOn: '2026-03-06' })).toMatchObject({
      __typename: 'Conflict',
    });
    expect(await join({ gridWorkerId: worker, corpsId: id, since: '2026-03-06' })).toMatchObject({
      field: 'input.corpsId',
    });
    const corpsTold = (await eventsOf(worker))
      .filter(([type]) => type === 'state.v1')
      .map(([, , data]) => data?.corpsId ?? null);
    expect(corpsTold).toEqual([id, idOf('corps', 1), null, id, null]);
    const { data } = await ask(county, people.resident, '{ corpsList { name dissolvedOn memberCount } }');
    expect(data?.corpsList).toEqual([
      { name: '雷小哨', dissolvedOn: null, memberCount: 2 },
      { name: '银龄哨', dissolvedOn: '2026-03-06', memberCount: 0 },
    ]);
  });
});

import { loadAreaTree } from '@gridloom/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { send } from '../testing/run.ts';
import { settleAssignments } from './settle-assignments.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

const assigned = '{ gridAssignment { id role since until worker { id } grid { id } } }';

const begin = (input: object, who: keyof typeof people = 'secretary') =>
  send(
    county,
    people[who],
    'beginGridAssignment',
    'BeginGridAssignmentInput',
    `... on BeginGridAssignmentSuccess ${assigned}`,
    {
      gridWorkerId: idOf('worker', 2),
      gridId: idOf('grid', 2),
      role: 'FULL_TIME',
      since: '2026-03-01',
      ...input,
    },
  );

const end = (input: object, who: keyof typeof people = 'secretary') =>
  send(
    county,
    people[who],
    'endGridAssignment',
    'EndGridAssignmentInput',
    `... on EndGridAssignmentSuccess ${assigned}`,
    {
      gridAssignmentId: idOf('assignment', 2),
      until: '2026-03-02',
      ...input,
    },
  );

const figuresOf = async (day: string) => {
  const kept = await keptFigures(county.subgraph.sql);
  expect(kept).toEqual(await recount(county.subgraph.sql, day));
  return { workers: kept['410326 workers'] ?? 0, fullTime: kept['410326 workers.full-time'] ?? 0 };
};

describe('Grid assignments', () => {
  test('count each worker once, however many grids', async () => {
    expect(await figuresOf('2026-03-02')).toEqual({ workers: 2, fullTime: 1 });
    const begun = await begin({});
    expect(begun).toMatchObject({
      gridAssignment: {
        role: 'FULL_TIME',
        since: '2026-03-01',
        until: null,
        worker: { id: idOf('worker', 2) },
        grid: { id: idOf('grid', 2) },
      },
    });
    expect(await figuresOf('2026-03-02')).toEqual({ workers: 2, fullTime: 1 });
    await end({});
    expect(await figuresOf('2026-03-02')).toEqual({ workers: 2, fullTime: 1 });
    await end({ gridAssignmentId: (begun.gridAssignment as { id: string }).id });
    expect(await figuresOf('2026-03-02')).toEqual({ workers: 2, fullTime: 0 });
    await end({ gridAssignmentId: idOf('assignment', 3) });
    expect(await figuresOf('2026-03-02')).toEqual({ workers: 1, fullTime: 0 });
    const events = await county.subgraph.outbox();
    expect(events.map(({ type, version }) => [type.replace('gridloom.grids.grid-assignment.', ''), version])).toEqual([
      ['begun.v1', 1],
      ['state.v1', 1],
      ['ended.v1', 2],
      ['state.v1', 2],
      ['ended.v1', 2],
      ['state.v1', 2],
      ['ended.v1', 2],
      ['state.v1', 2],
    ]);
    expect(events[0]?.data).toMatchObject({ accountId: idOf('account', 2), accountName: '网格员2', role: 'FULL_TIME' });
    expect(events[3]?.data).toMatchObject({ until: '2026-03-02' });
  });

  test('of days to come are counted when the day has come, and no longer when it is over', async () => {
    await begin({ gridWorkerId: idOf('worker', 4), role: 'LEVEL_4', since: '2026-03-05' });
    await end({ gridAssignmentId: idOf('assignment', 4), until: '2026-03-06' }, 'gridOffice');
    expect(await figuresOf('2026-03-02')).toEqual({ workers: 1, fullTime: 0 });
    const settle = (day: string) =>
      county.subgraph.em().transactional(async () => {
        const { sql } = county.subgraph;
        return settleAssignments(sql, await loadAreaTree(sql), day);
      });
    expect(await settle('2026-03-05')).toBe(1);
    expect(await figuresOf('2026-03-05')).toEqual({ workers: 2, fullTime: 0 });
    expect(await settle('2026-03-06')).toBe(1);
    expect(await settle('2026-03-06')).toBe(0);
    expect(await figuresOf('2026-03-06')).toEqual({ workers: 1, fullTime: 0 });
  });

  test('are refused by name where they cannot be', async () => {
    expect(await begin({ gridWorkerId: idOf('worker', 1), gridId: idOf('grid', 1), role: 'GRID_HEAD' })).toMatchObject({
      __typename: 'Conflict',
    });
    expect(await begin({ since: '2019-12-31' })).toMatchObject({ __typename: 'InvalidInput', field: 'input.since' });
    expect(await begin({ gridId: idOf('grid', 3) })).toMatchObject({ __typename: 'NotFound', field: 'input.gridId' });
    expect(await begin({ gridWorkerId: idOf('worker', 99) })).toMatchObject({
      __typename: 'NotFound',
      field: 'input.gridWorkerId',
    });
    expect(await end({ gridAssignmentId: idOf('assignment', 1), until: '2025-01-01' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.until',
    });
    expect(await end({})).toMatchObject({ __typename: 'Conflict' });
    expect(await end({ gridAssignmentId: idOf('assignment', 4) })).toMatchObject({ __typename: 'NotFound' });
  });
});

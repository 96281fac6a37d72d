import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { send } from '../testing/run.ts';

const leaver = idOf('worker', 2);
const successor = idOf('worker', 3);

let county: County;
beforeEach(async () => {
  county = await aCounty();
  await county.subgraph.sql(`update corps_membership set since = '2025-01-01'`);
});
afterEach(() => county.stop());

const retire = (input: object = {}, who: keyof typeof people = 'gridOffice') =>
  send(
    county,
    people[who],
    'retireGridWorker',
    'RetireGridWorkerInput',
    `... on RetireGridWorkerSuccess { gridWorker { id corps { id } assignments { id } } ended { role until grid { id } }
       begun { role since grid { id } worker { id } } }`,
    { gridWorkerId: leaver, until: '2026-03-02', ...input },
  );
const figuresHold = async () => {
  expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, '2026-03-02'));
};
const told = async () => (await county.subgraph.outbox()).map(({ type }) => type.replace('gridloom.grids.', ''));

describe('A grid worker who leaves', () => {
  test('gives up every post and the corps that day, and the successor holds the posts from then on', async () => {
    const answer = await retire({ successorId: successor, clientMutationKey: 'leaves' });
    expect(answer).toMatchObject({ __typename: 'RetireGridWorkerSuccess', gridWorker: { id: leaver, corps: null } });
    const { ended, begun } = answer as { ended: { role: string; grid: object }[]; begun: object[] };
    expect(ended.length).toBeGreaterThan(1);
    for (const post of ended) expect(post).toMatchObject({ until: '2026-03-02' });
    expect(begun).toHaveLength(ended.length);
    for (const { role, grid } of ended)
      expect(begun).toContainEqual({ role, grid, since: '2026-03-02', worker: { id: successor } });
    await figuresHold();
    const events = await told();
    const times = (type: string) => events.filter((one) => one === type).length;
    expect(times('grid-assignment.ended.v1')).toBe(ended.length);
    expect(times('grid-assignment.begun.v1')).toBe(ended.length);
    expect(times('grid-worker.changed.v1')).toBe(1);
    expect(await retire({ successorId: successor, clientMutationKey: 'leaves' })).toEqual(answer);
    expect(await told()).toEqual(events);
    expect(await retire()).toMatchObject({ __typename: 'Conflict' });
  });

  test('comes back by a post that begins again', async () => {
    await retire();
    expect(
      await send(county, people.secretary, 'beginGridAssignment', 'BeginGridAssignmentInput', '', {
        gridWorkerId: leaver,
        gridId: idOf('grid', 1),
        role: 'FULL_TIME',
        since: '2026-03-02',
      }),
    ).toMatchObject({ __typename: 'BeginGridAssignmentSuccess' });
    await figuresHold();
  });

  test.each([
    ['a day to come', { until: '2026-03-03' }, { __typename: 'InvalidInput', field: 'input.until' }],
    ['a day before the posts began', { until: '2001-01-01' }, { __typename: 'InvalidInput', field: 'input.until' }],
    ['oneself as successor', { successorId: leaver }, { __typename: 'InvalidInput', field: 'input.successorId' }],
    [
      'a successor who is not there',
      { successorId: idOf('worker', 99) },
      { __typename: 'NotFound', field: 'input.successorId' },
    ],
    ['nobody', { gridWorkerId: idOf('worker', 99) }, { __typename: 'NotFound', field: 'input.gridWorkerId' }],
  ])('%s is refused by its field, and every post stays', async (_, input, problem) => {
    expect(await retire(input)).toMatchObject(problem);
    expect(await told()).toEqual([]);
    await figuresHold();
  });

  test('is let go by those of the territory alone', async () => {
    expect(await retire({}, 'strangeSecretary')).toMatchObject({ __typename: 'NotFound' });
    expect(await told()).toEqual([]);
  });

  test('two at once let the worker go once', async () => {
    const answers = await Promise.all([retire(), retire({ until: '2026-03-01' })]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Conflict', 'RetireGridWorkerSuccess']);
    await figuresHold();
  });
});

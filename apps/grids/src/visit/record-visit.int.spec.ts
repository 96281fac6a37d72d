import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask, send } from '../testing/run.ts';

const selection = `... on RecordVisitSuccess { visit { id recordedAt household { id lastVisitedAt nextDueOn } worker { id name } checks { item passed note } demands { id text place resident { id } } } }`;

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

const visit = (input: object, who: keyof typeof people = 'worker') =>
  send(county, people[who], 'recordVisit', 'RecordVisitInput', selection, {
    householdId: idOf('household', 3),
    recordedAt: '2026-03-02T01:00:00.000Z',
    ...input,
  });

const outboxSince = async (known: number) => (await county.subgraph.outbox()).slice(known);
const rowsOf = async (table: string) => {
  const [row] = await county.subgraph.sql(`select count(*)::int as n from ${table}`);
  return row?.n as number;
};

describe('A visit', () => {
  test('is recorded with its demands, the household’s due day, the figures and the events', async () => {
    const before = await keptFigures(county.subgraph.sql);
    const answer = await visit({
      clientMutationKey: 'first',
      checks: [
        { item: 'FIRE_EXTINGUISHER', passed: false, note: ' 压力不足 ' },
        { item: 'PEOPLE_DATA', passed: true },
      ],
      demands: [
        { text: ' 路太窄，联系13812345678 ', place: '老粮站', clientKey: 'device-1' },
        { text: '路灯坏了', residentId: idOf('resident', 6) },
      ],
      note: '老人独居',
    });
    expect(answer).toMatchObject({
      __typename: 'RecordVisitSuccess',
      visit: {
        household: { id: idOf('household', 3), nextDueOn: '2026-03-17' },
        worker: { id: idOf('worker', 2) },
        checks: [
          { item: 'FIRE_EXTINGUISHER', passed: false, note: '压力不足' },
          { item: 'PEOPLE_DATA', passed: true, note: null },
        ],
        demands: [
          { text: '路太窄，联系13812345678', place: '老粮站', resident: { id: idOf('resident', 5) } },
          { text: '路灯坏了', place: null, resident: { id: idOf('resident', 6) } },
        ],
      },
    });
    const events = await county.subgraph.outbox();
    const types = events.map(({ type }) => type.replace('gridloom.grids.', ''));
    expect(types).toEqual([
      'visit.recorded.v1',
      'visit.state.v1',
      'visit-demand.raised.v1',
      'visit-demand.worded.v1',
      'visit-demand.raised.v1',
      'visit-demand.worded.v1',
      'resident.verified.v1',
      'resident.state.v1',
      'resident.verified.v1',
      'resident.state.v1',
    ]);
    expect(events[0]?.data).toEqual({
      visitId: (answer.visit as { id: string }).id,
      householdId: idOf('household', 3),
      gridId: idOf('grid', 1),
      areaCode: '410326200200',
      gridWorkerId: idOf('worker', 2),
      checks: [
        { item: 'FIRE_EXTINGUISHER', passed: false },
        { item: 'PEOPLE_DATA', passed: true },
      ],
      demandCount: 2,
    });
    expect(events[2]?.data).toMatchObject({ clientKey: 'device-1', residentId: idOf('resident', 5) });
    expect(events[3]).toMatchObject({
      topic: 'gridloom.grids.visit-demand.restricted',
      data: { text: '路太窄，联系138****5678', place: '老粮站', raisedByAccountId: idOf('account', 2) },
    });
    expect(JSON.stringify(events.filter(({ topic }) => !topic.endsWith('.restricted')))).not.toMatch(/路|王|1381\d{7}/);
    const after = await keptFigures(county.subgraph.sql);
    expect(after).toEqual(await recount(county.subgraph.sql, TODAY));
    expect((after['410326 households.visited'] ?? 0) - (before['410326 households.visited'] ?? 0)).toBe(1);
    expect((after['410326 demands'] ?? 0) - (before['410326 demands'] ?? 0)).toBe(2);
    const verified = await county.subgraph.sql(
      'select verified_on::text as day from resident where household_id = $1',
      [idOf('household', 3)],
    );
    expect(verified).toEqual([{ day: '2026-03-02' }, { day: '2026-03-02' }]);
  });

  test('sent again with the same key gives the same visit, with another content KEY_REUSED', async () => {
    const input = {
      clientMutationKey: 'twice',
      householdId: idOf('household', 1),
      recordedAt: '2026-03-02T00:30:00.000Z',
    };
    const first = await visit(input);
    const events = (await county.subgraph.outbox()).length;
    expect(await visit(input)).toEqual(first);
    expect(await visit({ ...input, note: '改了' })).toMatchObject({ __typename: 'KeyReused', code: 'KEY_REUSED' });
    expect(await outboxSince(events)).toEqual([]);
  });

  test('sent again from the device without a key is the same visit, and its demand the same demand', async () => {
    const input = {
      recordedAt: '2026-03-02T00:40:00.000Z',
      householdId: idOf('household', 2),
      demands: [{ text: '要修水渠', clientKey: 'device-2' }],
    };
    const first = await visit(input);
    expect(await visit(input)).toEqual(first);
    expect(await visit({ ...input, demands: [] })).toMatchObject({ __typename: 'Conflict' });
    const later = await visit({ ...input, recordedAt: '2026-03-02T00:50:00.000Z' });
    expect(later).toMatchObject({ __typename: 'RecordVisitSuccess', visit: { demands: [] } });
    expect(
      await visit({
        ...input,
        recordedAt: '2026-03-02T00:55:00.000Z',
        demands: [{ text: '另一件事', clientKey: 'device-2' }],
      }),
    ).toMatchObject({ __typename: 'InvalidInput', field: 'input.demands.0.clientKey' });
    const demands = await county.subgraph.sql(`select 1 from visit_demand where client_key = 'device-2'`);
    expect(demands).toHaveLength(1);
  });

  test.each([
    ['a moment in the future', { recordedAt: '2026-03-02T02:06:00.000Z' }, 'input.recordedAt'],
    ['a moment before the founding', { recordedAt: '2025-12-31T15:59:59.000Z' }, 'input.recordedAt'],
    ['an item that is not on the checklist', { checks: [{ item: 'ROOF', passed: true }] }, 'input.checks.0.item'],
    [
      'an item twice',
      {
        checks: [
          { item: 'FIRE_EXTINGUISHER', passed: true },
          { item: 'FIRE_EXTINGUISHER', passed: false },
        ],
      },
      'input.checks.1.item',
    ],
    ['a demand without words', { demands: [{ text: '  ' }] }, 'input.demands.0.text'],
    ['a demand of 2,001 characters', { demands: [{ text: '路'.repeat(2001) }] }, 'input.demands.0.text'],
    ['21 demands', { demands: Array.from({ length: 21 }, () => ({ text: '路' })) }, 'input.demands'],
    [
      'somebody of another household',
      { demands: [{ text: '路', residentId: idOf('resident', 1) }] },
      'input.demands.0.residentId',
    ],
    [
      'a client key twice',
      {
        demands: [
          { text: '路', clientKey: 'k' },
          { text: '灯', clientKey: 'k' },
        ],
      },
      'input.demands.1.clientKey',
    ],
    ['too long a note', { note: '长'.repeat(2001) }, 'input.note'],
  ])('with %s is an error that names the field, and leaves nothing', async (_, input, field) => {
    const rows = [await rowsOf('visit'), await rowsOf('visit_demand'), await rowsOf('outbox')];
    const answer = await visit({ recordedAt: '2026-03-02T01:20:00.000Z', ...input });
    expect(answer).toMatchObject({ __typename: 'InvalidInput', code: 'INVALID_INPUT', field });
    expect(String(answer.message)).toContain(field.replace('input.', '').split('.').at(-1));
    expect([await rowsOf('visit'), await rowsOf('visit_demand'), await rowsOf('outbox')]).toEqual(rows);
  });

  test('within five minutes of a fast clock is taken', async () => {
    expect(await visit({ recordedAt: '2026-03-02T02:04:59.000Z' })).toMatchObject({ __typename: 'RecordVisitSuccess' });
  });

  test('of a household elsewhere does not exist for the worker', async () => {
    expect(await visit({ householdId: idOf('household', 5) })).toMatchObject({
      __typename: 'NotFound',
      field: 'input.householdId',
    });
    expect(await visit({ householdId: 'nonsense' })).toMatchObject({ __typename: 'NotFound' });
    expect(await visit({}, 'strangeWorker')).toMatchObject({ __typename: 'NotFound' });
  });

  test('is refused to a worker whose assignment in the grid has ended', async () => {
    await county.subgraph.sql(`update grid_assignment set until = '2026-03-01' where id = $1`, [idOf('assignment', 2)]);
    const { codes } = await ask(
      county,
      people.worker,
      `mutation { recordVisit(input: { householdId: "${idOf('household', 3)}", recordedAt: "2026-03-02T01:30:00Z" }) { __typename } }`,
    );
    expect(codes).toEqual(['FORBIDDEN']);
    await county.subgraph.sql('update grid_assignment set until = null where id = $1', [idOf('assignment', 2)]);
  });

  test('by two workers at once leaves both visits and one due day', async () => {
    const both = await Promise.all([
      visit({ householdId: idOf('household', 3), recordedAt: '2026-03-02T01:41:00.000Z' }),
      visit({ householdId: idOf('household', 3), recordedAt: '2026-03-02T01:40:00.000Z' }, 'head'),
    ]);
    expect(both.map(({ __typename }) => __typename)).toEqual(['RecordVisitSuccess', 'RecordVisitSuccess']);
    const [row] = await county.subgraph.sql('select last_visited_at from household where id = $1', [
      idOf('household', 3),
    ]);
    expect(new Date(row?.last_visited_at as string)).toEqual(new Date('2026-03-02T02:04:59.000Z'));
    expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, TODAY));
  });
});

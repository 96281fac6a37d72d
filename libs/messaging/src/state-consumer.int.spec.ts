import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { householdState } from '@gridloom/contracts';
import { toMessage } from './cloud-event.ts';
import { topicsOf } from './ensure-topics.ts';
import { listParked, replayParked } from './parked-messages.ts';
import { projection, startStateConsumer, type Projection, type StateConsumer } from './state-consumer.ts';
import { eventually, openTestMessaging, type TestMessaging } from './test-messaging.ts';

jest.setTimeout(60_000);

const TOPIC = 'gridloom.grids.household.state';
let messaging: TestMessaging;
let groups = 0;
let running: StateConsumer | undefined;
beforeAll(async () => {
  messaging = await openTestMessaging('state_consumer');
  await messaging.topics(topicsOf([householdState]));
  await messaging.sql('create table household_view (household_id text primary key, size int, version bigint)');
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await messaging.sql('truncate household_view');
});
afterAll(() => messaging.close());

const gridId = randomUUID();
const state = (householdId: string, version: number, size: number | null) => {
  const message = toMessage({
    id: randomUUID(),
    type: householdState.type,
    dataSchema: householdState.dataSchema,
    source: '/gridloom/grids',
    subject: householdId,
    time: new Date('2026-03-31T08:00:00Z'),
    recordedTime: new Date('2026-03-31T08:00:00Z'),
    sequence: String(version),
    payload: size === null ? null : JSON.stringify({ householdId, gridId, areaCode: '410326200200', size }),
  });
  return { key: householdId, value: message.value?.toString() ?? null, headers: message.headers ?? {} };
};

const households: Projection<undefined> = projection(householdState, async (messages, sql) => {
  const gone = messages.filter(({ data }) => data === null);
  await sql(
    `delete from household_view view using unnest($1::text[], $2::bigint[]) gone (id, version)
     where view.household_id = gone.id and view.version <= gone.version`,
    [gone.map(({ key }) => key), gone.map(({ sequence }) => sequence)],
  );
  const there = messages.flatMap(({ data, sequence }) => (data === null ? [] : [{ data, sequence }]));
  await sql(
    `insert into household_view select * from unnest($1::text[], $2::int[], $3::bigint[])
     on conflict (household_id) do update set size = excluded.size, version = excluded.version where household_view.version <= excluded.version`,
    [
      there.map(({ data }) => data.householdId),
      there.map(({ data }) => data.size),
      there.map(({ sequence }) => sequence),
    ],
  );
});

function project(groupId = `view-${(groups += 1)}`, entry = households): { consumer: StateConsumer; groupId: string } {
  running = messaging.stopAtEnd(
    startStateConsumer({
      kafka: messaging.kafka,
      log: messaging.log,
      groupId,
      projections: [entry],
      transact: messaging.transact,
      retry: { attempts: 2, firstPauseMs: 10, longestPauseMs: 50 },
    }),
  );
  return { consumer: running, groupId };
}

const sizeOf = async (household: string): Promise<unknown> =>
  (await messaging.sql('select size from household_view where household_id = $1', [household]))[0]?.size;

describe('A consumer of states', () => {
  test('has caught up once all is applied that was there at the start, and keeps up', async () => {
    const ids = Array.from({ length: 5_000 }, () => randomUUID());
    await messaging.send(
      TOPIC,
      ids.map((id, index) => state(id, 1, index)),
    );
    const { consumer } = project();
    await consumer.caughtUp;
    expect(
      await messaging.sql('select count(*)::int as count from household_view where household_id = any($1)', [ids]),
    ).toEqual([{ count: 5_000 }]);
    await messaging.send(TOPIC, [state(ids[0] ?? '', 2, 99)]);
    await eventually(async () => (await sizeOf(ids[0] ?? '')) === 99);
    expect(consumer.health()).toMatchObject({ healthy: true });
  });

  test('is caught up at once where there is nothing to read', async () => {
    const { consumer } = project(
      'view-empty',
      projection({ ...householdState, topic: 'gridloom.grids.nothing.state' }, () => Promise.resolve()),
    );
    await consumer.caughtUp;
  });

  test('ignores what is older than the row, the same state twice, and removes what is gone', async () => {
    const [late, twice, gone] = [randomUUID(), randomUUID(), randomUUID()];
    await messaging.send(TOPIC, [
      state(late, 7, 7),
      state(late, 6, 6),
      state(twice, 1, 1),
      state(twice, 1, 1),
      state(gone, 1, 1),
    ]);
    const { consumer } = project();
    await consumer.caughtUp;
    expect([await sizeOf(late), await sizeOf(twice), await sizeOf(gone)]).toEqual([7, 1, 1]);
    await messaging.send(TOPIC, [state(late, 5, 5), state(gone, 2, null)]);
    await messaging.send(TOPIC, [state(twice, 2, 2)]);
    await eventually(async () => (await sizeOf(gone)) === undefined && (await sizeOf(twice)) === 2);
    expect(await sizeOf(late)).toBe(7);
  });

  test('reads on from where its database is, a restored backup included', async () => {
    const household = randomUUID();
    await messaging.send(TOPIC, [state(household, 1, 1)]);
    const { consumer, groupId } = project();
    await consumer.caughtUp;
    const backup = await messaging.sql(
      'select partition, next_offset from projection_progress where consumer_group = $1',
      [groupId],
    );
    await messaging.send(TOPIC, [state(household, 2, 2)]);
    await eventually(async () => (await sizeOf(household)) === 2);
    await consumer.stop();
    await messaging.sql('update household_view set size = 1, version = 1 where household_id = $1', [household]);
    for (const row of backup) {
      await messaging.sql(
        'update projection_progress set next_offset = $3 where consumer_group = $1 and partition = $2',
        [groupId, row.partition, row.next_offset],
      );
    }
    await project(groupId).consumer.caughtUp;
    expect(await sizeOf(household)).toBe(2);
  });

  test('is rebuilt from the topics while its rows are served', async () => {
    const household = randomUUID();
    await messaging.send(TOPIC, [state(household, 3, 3)]);
    const { consumer } = project();
    await consumer.caughtUp;
    await messaging.sql('delete from household_view where household_id = $1', [household]);
    await consumer.rebuild();
    expect(await sizeOf(household)).toBe(3);
  });

  test('parks a state that it cannot apply, alone, and applies it when asked', async () => {
    const [poisoned, sound] = [randomUUID(), randomUUID()];
    let broken = true;
    const picky = projection<undefined, typeof householdState>(householdState, async (messages, sql, tx) => {
      if (broken && messages.some(({ key }) => key === poisoned)) throw new TypeError('no such size');
      await households.applyBatch(messages, sql, tx);
    });
    await messaging.send(TOPIC, [state(sound, 1, 1), state(poisoned, 1, 1), { ...state(sound, 2, 2), value: '{' }]);
    const { consumer, groupId } = project(undefined, picky);
    await consumer.caughtUp;
    expect([await sizeOf(sound), await sizeOf(poisoned)]).toEqual([1, undefined]);
    const parked = (await listParked(messaging.sql)).filter((message) => message.groupId === groupId);
    expect(parked.map(({ key }) => key).toSorted()).toEqual([poisoned, sound].toSorted());
    broken = false;
    await replayParked(
      messaging.sql,
      parked.filter(({ key }) => key === poisoned).map(({ id }) => id),
    );
    await eventually(async () => (await sizeOf(poisoned)) === 1);
  });
});

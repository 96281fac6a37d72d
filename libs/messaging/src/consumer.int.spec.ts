import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { visitRecorded } from '@gridloom/contracts';
import { householdChanged, householdRegistered } from './example-events.ts';
import { toMessage } from './cloud-event.ts';
import { consumerLag } from './backlog.ts';
import { startConsumer, subscription, type Consumer, type ReceivedEvent } from './consumer.ts';
import { topicsOf } from './ensure-topics.ts';
import { PassingFault } from './faults.ts';
import { dropParked, listParked, replayParked, showParked } from './parked-messages.ts';
import { eventually, openTestMessaging, type TestMessaging } from './test-messaging.ts';

jest.setTimeout(60_000);

const TOPIC = 'gridloom.grids.household.events';
let messaging: TestMessaging;
let groups = 0;
let running: Consumer | undefined;
beforeAll(async () => {
  messaging = await openTestMessaging('consumer');
  await messaging.topics(topicsOf([householdChanged, visitRecorded]));
  await messaging.sql(
    'create table effect (consumer_group text, household_id text, size int, seq bigint generated always as identity)',
  );
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => messaging.close());

const gridId = randomUUID();
const changed = (householdId: string, size: number, more: { id?: string; type?: string; payload?: string } = {}) => {
  const message = toMessage({
    id: more.id ?? randomUUID(),
    type: more.type ?? householdChanged.type,
    dataSchema: householdChanged.dataSchema,
    source: '/gridloom/grids',
    subject: householdId,
    time: new Date('2026-03-31T08:00:00Z'),
    recordedTime: new Date('2026-03-31T08:00:01Z'),
    sequence: String(size),
    areaCode: '410326200200',
    payload: more.payload ?? JSON.stringify({ householdId, gridId, areaCode: '410326200200', size, addedLater: true }),
  });
  return { key: householdId, value: message.value?.toString() ?? null, headers: message.headers ?? {} };
};

type Handle = (
  received: ReceivedEvent<{ householdId: string; size: number }>,
  write: () => Promise<void>,
) => Promise<void>;

/** A consumer group of its own that writes down what it was given. */
function consume(
  handle: Handle = (_, write) => write(),
  groupId = `group-${(groups += 1)}`,
): { consumer: Consumer; groupId: string; effects: () => Promise<[string, number][]> } {
  running = messaging.stopAtEnd(
    startConsumer({
      kafka: messaging.kafka,
      log: messaging.log,
      groupId,
      transact: messaging.transact,
      retry: { attempts: 2, firstPauseMs: 10, longestPauseMs: 50 },
      subscriptions: [
        subscription(householdChanged, (received, _tx, sql) =>
          handle(received, async () => {
            await sql('insert into effect (consumer_group, household_id, size) values ($1, $2, $3::int)', [
              groupId,
              received.data.householdId,
              received.data.size,
            ]);
          }),
        ),
      ],
    }),
  );
  return {
    consumer: running,
    groupId,
    effects: async () =>
      (
        await messaging.sql('select household_id, size from effect where consumer_group = $1 order by seq', [groupId])
      ).map((row) => [String(row.household_id), Number(row.size)]),
  };
}

const of = (effects: [string, number][], household: string): number[] =>
  effects.filter(([id]) => id === household).map(([, size]) => size);
const parkedOf = async (groupId: string) =>
  (await listParked(messaging.sql)).filter((message) => message.groupId === groupId);

describe('A consumer', () => {
  test('gives each event its effect once, the same message twice included, and tells the attributes', async () => {
    const household = randomUUID();
    const id = randomUUID();
    const seen: ReceivedEvent[] = [];
    await messaging.send(TOPIC, [changed(household, 1, { id }), changed(household, 1, { id }), changed(household, 2)]);
    const { effects, consumer, groupId } = consume((received, write) => {
      if (received.subject === household) seen.push(received);
      return write();
    });
    await eventually(async () => of(await effects(), household).length >= 2);
    expect(of(await effects(), household)).toEqual([1, 2]);
    expect(seen[0]).toEqual({
      id,
      type: householdChanged.type,
      source: '/gridloom/grids',
      subject: household,
      sequence: 1,
      areaCode: '410326200200',
      time: new Date('2026-03-31T08:00:00Z'),
      recordedTime: new Date('2026-03-31T08:00:01Z'),
      data: { householdId: household, gridId, areaCode: '410326200200', size: 1 },
    });
    await consumer.stop();
    expect(
      await consumerLag({
        kafka: messaging.kafka,
        log: messaging.log,
        groupId,
        topics: [TOPIC, 'gridloom.none.none.events'],
      }),
    ).toEqual([{ groupId, topic: TOPIC, lag: 0 }]);
  });

  test('goes on where it was when it is started again', async () => {
    const household = randomUUID();
    await messaging.send(TOPIC, [changed(household, 1)]);
    const first = consume();
    await eventually(async () => of(await first.effects(), household).length === 1);
    await first.consumer.stop();
    await messaging.send(TOPIC, [changed(household, 2)]);
    const second = consume(undefined, first.groupId);
    await eventually(async () => of(await second.effects(), household).length === 2);
    expect(of(await second.effects(), household)).toEqual([1, 2]);
  });

  test('passes over types that it does not know', async () => {
    const household = randomUUID();
    await messaging.send(TOPIC, [
      changed(household, 1, { type: householdRegistered.type }),
      changed(household, 2, { type: 'gridloom.grids.household.teleported.v9', payload: 'not even JSON' }),
      changed(household, 3),
    ]);
    const { effects, groupId } = consume();
    await eventually(async () => of(await effects(), household).length > 0);
    expect(of(await effects(), household)).toEqual([3]);
    expect(await parkedOf(groupId)).toEqual([]);
  });

  test('tries a passing fault again in place, in order, as often as it takes', async () => {
    const household = randomUUID();
    let faults = 6;
    await messaging.send(TOPIC, [changed(household, 1), changed(household, 2)]);
    const { effects, groupId } = consume(async ({ subject, data }, write) => {
      await write();
      if (subject === household && data.size === 1 && faults > 0) {
        faults -= 1;
        throw new Error('no answer', { cause: new PassingFault('the other side restarts') });
      }
    });
    await eventually(async () => of(await effects(), household).length === 2);
    expect(of(await effects(), household)).toEqual([1, 2]);
    expect(faults).toBe(0);
    expect(await parkedOf(groupId)).toEqual([]);
  });

  test('parks what it cannot handle, and its key’s later messages behind it, while other keys go on; a replay catches up in order', async () => {
    const [poisoned, sound] = [randomUUID(), randomUUID()];
    let broken = true;
    await messaging.send(TOPIC, [changed(poisoned, 1), changed(poisoned, 2), changed(sound, 1), changed(poisoned, 3)]);
    const { effects, groupId } = consume((received, write) => {
      if (broken && received.subject === poisoned && received.data.size === 2)
        throw new TypeError('the handler does not know what to do');
      return write();
    });
    await eventually(async () => (await parkedOf(groupId)).length === 2 && of(await effects(), sound).length === 1);
    expect(of(await effects(), poisoned)).toEqual([1]);
    const [first, behind] = await parkedOf(groupId);
    expect([first?.state, behind?.state]).toEqual(['PARKED', 'BEHIND']);
    expect(await showParked(messaging.sql, first?.id ?? '')).toMatchObject({
      topic: TOPIC,
      key: poisoned,
      type: householdChanged.type,
      error: 'TypeError: the handler does not know what to do',
      stack: expect.stringContaining('consumer.int.spec'),
      payload: expect.stringContaining('"size":2'),
      headers: { ce_type: householdChanged.type },
    });
    const dead = (await messaging.read(`${TOPIC}.${groupId}.dlt`)).filter(({ key }) => key === poisoned);
    expect(dead.map(({ headers }) => headers.ce_sequence)).toEqual(['2', '3']);
    expect(dead[0]?.headers).toMatchObject({
      'gridloom-error': 'TypeError: the handler does not know what to do',
      'gridloom-topic': TOPIC,
      'gridloom-group': groupId,
    });

    expect(await replayParked(messaging.sql, [first?.id ?? ''])).toBe(1);
    await eventually(async () => (await parkedOf(groupId))[0]?.attempts === 1);
    expect((await parkedOf(groupId)).map(({ state }) => state)).toEqual(['PARKED', 'BEHIND']);

    broken = false;
    await replayParked(messaging.sql, [behind?.id ?? '']);
    await eventually(async () => (await parkedOf(groupId)).length === 0);
    expect(of(await effects(), poisoned)).toEqual([1, 2, 3]);
    await messaging.send(TOPIC, [changed(poisoned, 4)]);
    await eventually(async () => of(await effects(), poisoned).length === 4);
    expect(await showParked(messaging.sql, first?.id ?? '')).toMatchObject({ state: 'HANDLED', payload: null });
  });

  test('parks what it cannot read, and goes on with what waited behind it once that is dropped', async () => {
    const household = randomUUID();
    await messaging.send(TOPIC, [
      changed(household, 1, { payload: '{"householdId":' }),
      changed(household, 2, { payload: JSON.stringify({ householdId: household }) }),
      { ...changed(household, 3), headers: { ce_type: householdChanged.type } },
      changed(household, 4),
    ]);
    const { effects, groupId } = consume();
    await eventually(async () => (await parkedOf(groupId)).filter(({ key }) => key === household).length === 4);
    const parked = (await parkedOf(groupId)).filter(({ key }) => key === household);
    expect(parked.map(({ state, error }) => `${state} ${error}`)).toEqual([
      'PARKED UnreadableMessage: The message is no JSON',
      expect.stringMatching(/^PARKED EventDataError: .*gridId/),
      'PARKED UnreadableMessage: The message has no header ce_sequence',
      'BEHIND An earlier message of the same key is parked',
    ]);
    expect(
      await dropParked(
        messaging.sql,
        parked.slice(0, 3).map(({ id }) => id),
      ),
    ).toBe(3);
    await eventually(async () => of(await effects(), household).length === 1);
    expect(of(await effects(), household)).toEqual([4]);
  });

  test('shares its partitions between two processes without losing or doubling an effect', async () => {
    const households = Array.from({ length: 30 }, (): string => randomUUID());
    const first = consume();
    await first.consumer.started;
    const second = consume(undefined, first.groupId);
    for (let size = 1; size <= 5; size += 1)
      await messaging.send(
        TOPIC,
        households.map((id) => changed(id, size)),
      );
    await eventually(async () => (await first.effects()).filter(([id]) => households.includes(id)).length >= 150);
    await Promise.all([first.consumer.stop(), second.consumer.stop()]);
    const effects = await first.effects();
    for (const id of households) expect(of(effects, id)).toEqual([1, 2, 3, 4, 5]);
    expect(second.consumer.health().healthy).toBe(true);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { areaState, householdState } from '@gridloom/contracts';
import { householdChanged } from './example-events.ts';
import { appendEvents, eventDraft, shardOf, tombstoneDraft, type EventDraft } from './append-events.ts';
import { appendManyEvents, type ToldRow } from './append-many-events.ts';
import { outboxBacklog } from './backlog.ts';
import { startRelay } from './relay.ts';
import { eventually, openTestMessaging, type TestMessaging } from './test-messaging.ts';

jest.setTimeout(60_000);

let messaging: TestMessaging;
beforeAll(async () => {
  messaging = await openTestMessaging('relay');
});
afterAll(() => messaging.close());

const gridId = randomUUID();
const changed = (householdId: string, version: number): EventDraft =>
  eventDraft({
    event: householdChanged,
    aggregateId: householdId,
    aggregateVersion: version,
    areaCode: '410326200200',
    occurredAt: new Date('2026-03-31T08:00:00Z'),
    data: { householdId, gridId, areaCode: '410326200200', size: version },
  });
const append = (drafts: readonly EventDraft[]): Promise<void> =>
  messaging.transact((_, sql) => appendEvents(sql, drafts));
const published = async (): Promise<boolean> => (await outboxBacklog(messaging.sql)).pending === 0;
const relay = () =>
  messaging.stopAtEnd(
    startRelay({
      kafka: messaging.kafka,
      log: messaging.log,
      databaseUrl: messaging.databaseUrl,
      source: '/gridloom/grids',
    }),
  );

/** Gives false as long as no relay is connected. */
async function cutRelay(): Promise<boolean> {
  let cut = 0;
  await messaging.transact(async (_, sql) => {
    const rows = await sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'gridloom-relay'`,
    );
    cut = rows.length;
  });
  return cut > 0;
}

describe('The outbox', () => {
  test('refuses data that is not of the closed form, a foreign key, a version told twice, and a tombstone elsewhere', async () => {
    const id = randomUUID();
    const draft = changed(id, 1);
    await expect(append([{ ...draft, data: { ...draft.data, name: '王小明' } }])).rejects.toThrow(/Unrecognized key/);
    await expect(append([{ ...draft, aggregateId: randomUUID() }])).rejects.toThrow(/ordered/);
    expect(() => tombstoneDraft(draft)).toThrow(/tombstones/);
    await append([draft]);
    await expect(append([changed(id, 1)])).rejects.toThrow(/outbox_version_unique/);
    await messaging.sql('delete from outbox');
  });

  test('has nothing to tell of a transaction that was rolled back', async () => {
    await expect(
      messaging.transact(async (_, sql) => {
        await appendEvents(sql, [changed(randomUUID(), 1)]);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await outboxBacklog(messaging.sql)).toEqual({ pending: 0, oldestRecordedAt: null });
  });
});

describe('A relay', () => {
  test('publishes CloudEvents in binary mode, and null for a tombstone', async () => {
    const running = relay();
    const code = '410326200';
    await append([
      eventDraft({
        event: areaState,
        aggregateId: code,
        aggregateVersion: 3,
        areaCode: code,
        occurredAt: new Date('2026-03-31T08:00:00Z'),
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        data: {
          code,
          name: '柏树乡',
          level: 'TOWNSHIP',
          parentCode: '410326',
          validFrom: '2020-01-01',
          ancestors: ['410326'],
          validUntil: undefined,
        },
      }),
      tombstoneDraft({
        event: areaState,
        aggregateId: '410326201',
        aggregateVersion: 9,
        occurredAt: new Date('2026-03-31T08:00:00Z'),
      }),
    ]);
    await eventually(published);
    await running.stop();
    const messages = await messaging.read('gridloom.organization.area.state');
    const told = messages.find(({ key }) => key === code);
    expect(told?.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ce_source: '/gridloom/grids',
      ce_type: 'gridloom.organization.area.state.v1',
      ce_time: '2026-03-31T08:00:00.000Z',
      ce_recordedtime: expect.stringMatching(/^20.*Z$/),
      ce_subject: code,
      ce_dataschema: 'urn:gridloom:schema:gridloom.organization.area.state.v1',
      ce_sequence: '3',
      ce_areacode: code,
      ce_traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'content-type': 'application/json',
    });
    expect(JSON.parse(told?.value ?? '')).toEqual({
      code,
      name: '柏树乡',
      level: 'TOWNSHIP',
      parentCode: '410326',
      validFrom: '2020-01-01',
      ancestors: ['410326'],
    });
    expect(messages.find(({ key }) => key === '410326201')?.value).toBeNull();
  });

  test('keeps the order of every key with three relays on one outbox, and publishes each event once', async () => {
    const households = Array.from({ length: 40 }, () => randomUUID());
    const relays = [relay(), relay(), relay()];
    for (let version = 1; version <= 50; version += 1) {
      await append(households.map((id) => changed(id, version)));
    }
    await eventually(published);
    await Promise.all(relays.map((running) => running.stop()));
    const messages = await messaging.read('gridloom.grids.household.events');
    const byKey = Map.groupBy(messages, ({ key }) => key);
    for (const id of households) {
      expect(byKey.get(id)?.map(({ headers }) => Number(headers.ce_sequence))).toEqual(
        Array.from({ length: 50 }, (_, index) => index + 1),
      );
    }
    expect(messages).toHaveLength(households.length * 50);
  });

  test('publishes again, in order, what it had no time to mark', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    const state = (householdId: string, version: number): EventDraft => ({
      ...changed(householdId, version),
      event: householdState,
    });
    await messaging.sql(
      `create function fail_mark() returns trigger language plpgsql as $$ begin raise exception 'killed before the mark'; end $$`,
    );
    await messaging.sql(
      'create trigger fail_mark before update of published_at on outbox for each row execute function fail_mark()',
    );
    await append([state(first, 1), state(second, 1), state(first, 2)]);
    const running = relay();
    await eventually(() => !running.health().healthy);
    expect(running.health().reason).toMatch(/killed before the mark/);
    await messaging.sql('drop trigger fail_mark on outbox');
    await eventually(published);
    await running.stop();
    const messages = await messaging.read('gridloom.grids.household.state');
    const ids = new Set(messages.map(({ headers }) => headers.ce_id));
    expect(ids.size).toBe(3);
    expect(messages.length).toBeGreaterThan(3);
    const sequences = messages.filter(({ key }) => key === first).map(({ headers }) => headers.ce_sequence);
    expect(sequences.slice(-2)).toEqual(['1', '2']);
  });

  test('publishes events that were written many to a row, in the order of every key, under ids that stay', async () => {
    const households = Array.from({ length: 3_000 }, () => randomUUID());
    const told = (version: number): ToldRow[] =>
      households.map((householdId) => ({
        id: householdId,
        shard: shardOf(householdId),
        version,
        areaCode: '410326200200',
        data: { householdId, gridId, areaCode: '410326200200', size: version },
      }));
    const many = (rows: readonly ToldRow[]) =>
      messaging.transact((_, sql) =>
        appendManyEvents(sql, { event: householdState, occurredAt: new Date('2026-03-31T08:00:00Z'), rows }),
      );
    await expect(many([{ ...told(1)[0], data: { householdId: 1 } } as ToldRow])).rejects.toThrow(/householdId/);
    await many(told(1));
    await many(told(2));
    await many(told(3).map((row) => ({ ...row, data: null })));
    expect((await outboxBacklog(messaging.sql)).pending).toBe(9_000);
    const rows = await messaging.sql('select count(*)::int as n from outbox where published_at is null');
    expect(rows[0]?.n).toBeLessThan(100);
    await messaging.sql(
      `create function fail_once() returns trigger language plpgsql as $$ begin raise exception 'killed before the mark'; end $$`,
    );
    await messaging.sql(
      'create trigger fail_once before update of published_at on outbox for each row execute function fail_once()',
    );
    const running = relay();
    await eventually(() => !running.health().healthy);
    await messaging.sql('drop trigger fail_once on outbox');
    await eventually(published);
    await running.stop();
    const own = new Set<string>(households);
    const messages = (await messaging.read(householdState.topic)).filter(({ key }) => own.has(key));
    const byId = Map.groupBy(messages, ({ headers }) => headers.ce_id);
    expect(byId.size).toBe(9_000);
    expect(messages.length).toBeGreaterThan(9_000);
    const byKey = Map.groupBy(messages, ({ key }) => key);
    for (const id of households) {
      const last = byKey.get(id)?.slice(-3) ?? [];
      expect(last.map(({ headers }) => headers.ce_sequence)).toEqual(['1', '2', '3']);
      expect(last.map(({ value }) => value === null)).toEqual([false, false, true]);
      expect(last[1]?.headers.ce_areacode).toBe('410326200200');
    }
  });

  test('comes back when its connection to the database is cut, again and again, and loses nothing', async () => {
    const id = randomUUID();
    const running = relay();
    for (let version = 1; version <= 30; version += 1) {
      await append([changed(id, version)]);
      if (version % 10 === 0) await eventually(cutRelay);
    }
    await eventually(published);
    await eventually(() => running.health().healthy);
    await running.stop();
    const told = (await messaging.read('gridloom.grids.household.events')).filter(({ key }) => key === id);
    const firsts = [...new Map(told.map(({ headers }) => [headers.ce_id, Number(headers.ce_sequence)])).values()];
    expect(firsts).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });
});

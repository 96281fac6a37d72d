import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { householdState } from '@gridloom/contracts';
import pg from 'pg';
import {
  readSnapshotProgress,
  startSnapshotPublisher,
  type Snapshot,
  type SnapshotProgress,
  type SnapshotPublisher,
} from './snapshot-publisher.ts';
import { eventually, openTestMessaging, type TestMessaging } from './test-messaging.ts';

jest.setTimeout(60_000);

const TOPIC = 'gridloom.grids.household.state';
const ROWS = 9_500;
let messaging: TestMessaging;
beforeAll(async () => {
  messaging = await openTestMessaging('snapshot');
});
afterAll(() => messaging.close());

const snapshot: Snapshot = {
  event: householdState,
  countRows: async (sql) => Number((await sql('select count(*) as count from household'))[0]?.count),
  selectBatch: async (sql, afterKey, limit) =>
    (
      await sql(
        `select id::text, grid_id::text, size, version from household where $1::uuid is null or id > $1::uuid order by id limit $2::int for share`,
        [afterKey, limit],
      )
    ).map((row) => ({
      key: String(row.id),
      sequence: Number(row.version),
      areaCode: '410326200200',
      data: {
        householdId: String(row.id),
        gridId: String(row.grid_id),
        areaCode: '410326200200',
        size: Number(row.size),
      },
    })),
};

const publish = (onProgress?: (progress: SnapshotProgress) => void, chosen = snapshot): SnapshotPublisher =>
  messaging.stopAtEnd(
    startSnapshotPublisher({
      kafka: messaging.kafka,
      log: messaging.log,
      databaseUrl: messaging.databaseUrl,
      source: '/gridloom/grids',
      snapshots: [chosen],
      batchSize: 1_000,
      ...(onProgress && { onProgress }),
    }),
  );

describe('The snapshot publisher', () => {
  test('fills a state topic from a table, goes on where it was stopped, and does nothing once it is done', async () => {
    await messaging.sql(
      'create table household (id uuid primary key, grid_id uuid not null, size int not null, version bigint not null)',
    );
    await messaging.sql(
      `insert into household select gen_random_uuid(), gen_random_uuid(), 3, 1 from generate_series(1, ${ROWS})`,
    );
    const half = Promise.withResolvers<undefined>();
    const first = publish(({ published }) => {
      if (published >= 4_000) half.resolve(undefined);
    });
    await half.promise;
    await first.stop();
    const [stopped] = await readSnapshotProgress(messaging.sql);
    expect(stopped?.finished).toBe(false);
    expect(stopped?.published).toBeLessThan(ROWS);

    const steps: number[] = [];
    const second = publish(({ published }) => steps.push(published));
    await second.done;
    expect(steps[0]).toBe((stopped?.published ?? 0) + 1_000);
    expect(second.progress()).toEqual([{ topic: TOPIC, published: ROWS, total: ROWS, finished: true }]);
    expect(await readSnapshotProgress(messaging.sql)).toEqual([
      { topic: TOPIC, published: ROWS, total: ROWS, finished: true },
    ]);
    await publish().done;
    const messages = await messaging.read(TOPIC);
    expect(messages).toHaveLength(ROWS);
    expect(new Set(messages.map(({ key }) => key)).size).toBe(ROWS);
    expect(messages[0]?.headers).toMatchObject({
      ce_type: householdState.type,
      ce_sequence: '1',
      ce_areacode: '410326200200',
    });
  });

  test('lets no later version of a row come before the one that it publishes', async () => {
    await messaging.sql('delete from snapshot_progress');
    await messaging.sql('truncate household');
    const [row] = await messaging.sql(
      `insert into household values (gen_random_uuid(), gen_random_uuid(), 1, 1) returning id::text`,
    );
    const id = String(row?.id);
    const writer = new pg.Client({ connectionString: messaging.databaseUrl });
    await writer.connect();
    await writer.query('begin');
    await writer.query('update household set size = 2, version = 2 where id = $1', [id]);
    const publisher = publish();
    await eventually(
      async () =>
        (
          await messaging.sql(
            `select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()) or not granted and locktype = 'transactionid'`,
          )
        ).length > 0,
    );
    await writer.query('commit');
    await writer.end();
    await publisher.done;
    const sizes = (await messaging.read(TOPIC))
      .filter(({ key }) => key === id)
      .map(({ value }) => (JSON.parse(value ?? '') as { size: number }).size);
    expect(sizes).toEqual([2]);
  });

  test('ends with the reason when a row is not of the closed form', async () => {
    await messaging.sql('delete from snapshot_progress');
    const unsound: Snapshot = {
      ...snapshot,
      selectBatch: async (sql, afterKey, limit) =>
        (await snapshot.selectBatch(sql, afterKey, limit)).map((entry) => ({
          ...entry,
          data: { ...entry.data, name: '王小明' },
        })),
    };
    await expect(publish(undefined, unsound).done).rejects.toThrow(/Unrecognized key/);
  });
});

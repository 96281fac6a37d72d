import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { householdChanged } from './example-events.ts';
import { appendEvents, eventDraft } from './append-events.ts';
import { outboxBacklog } from './backlog.ts';
import { startConsumer, subscription } from './consumer.ts';
import { eventually, openTestMessaging, type TestMessaging } from './test-messaging.ts';

jest.setTimeout(90_000);

let messaging: TestMessaging;
beforeAll(async () => {
  messaging = await openTestMessaging('killed_relay');
});
afterAll(() => messaging.close());

function startRelayProcess(): ChildProcess {
  const options = { kafka: messaging.kafka, databaseUrl: messaging.databaseUrl, source: '/gridloom/grids' };
  const script = `
    import { pino } from 'pino';
    import { startRelay } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    startRelay({ ...${JSON.stringify(options)}, log: pino({ level: 'silent' }) });`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module-typescript', '--eval', script], {
    cwd: new URL('.', import.meta.url),
    stdio: 'ignore',
  });
  messaging.stopAtEnd({ stop: () => kill(child) });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

test('A relay killed between publishing and marking loses nothing, and each event has its effect once', async () => {
  const households = Array.from({ length: 20 }, () => randomUUID());
  await messaging.sql('create table effect (household_id text, version int)');
  await messaging.sql('grant all on effect to public');
  const consumer = messaging.stopAtEnd(
    startConsumer({
      kafka: messaging.kafka,
      log: messaging.log,
      groupId: 'effects',
      transact: messaging.transact,
      subscriptions: [
        subscription(householdChanged, async ({ data, sequence }, _tx, sql) => {
          await sql('insert into effect values ($1, $2::int)', [data.householdId, sequence]);
        }),
      ],
    }),
  );
  await messaging.sql(
    `create function slow_mark() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$`,
  );
  await messaging.sql(
    'create trigger slow_mark before update of published_at on outbox for each statement execute function slow_mark()',
  );
  for (let version = 1; version <= 3; version += 1) {
    await messaging.transact((_, sql) =>
      appendEvents(
        sql,
        households.map((householdId) =>
          eventDraft({
            event: householdChanged,
            aggregateId: householdId,
            aggregateVersion: version,
            occurredAt: new Date('2026-03-31T08:00:00Z'),
            data: { householdId, gridId: householdId, areaCode: '410326200200', size: version },
          }),
        ),
      ),
    );
  }
  const count = async (): Promise<number> =>
    Number((await messaging.sql('select count(*) as count from effect'))[0]?.count);

  const first = startRelayProcess();
  await eventually(async () => (await count()) > 0);
  await kill(first);
  expect((await outboxBacklog(messaging.sql)).pending).toBe(60);
  await messaging.transact(async (_, sql) => {
    await sql(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'gridloom-relay'`,
    );
  });
  await messaging.sql('drop trigger slow_mark on outbox');

  const second = startRelayProcess();
  await eventually(async () => (await outboxBacklog(messaging.sql)).pending === 0);
  await eventually(async () => (await count()) >= 60);
  await kill(second);
  await consumer.stop();

  const rows = await messaging.sql(
    'select household_id, array_agg(version order by ctid) as versions from effect group by household_id',
  );
  expect(rows).toHaveLength(households.length);
  for (const row of rows) expect(row.versions).toEqual([1, 2, 3]);
  const messages = await messaging.read('gridloom.grids.household.events');
  expect(messages.length).toBeGreaterThan(60);
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  addJob,
  addJobs,
  connectDatabase,
  createLog,
  defineJob,
  migrateDatabase,
  removeJob,
  sqlOf,
  startJobs,
  type BackgroundTools,
  type JobDefinition,
  type RunningJobs,
  type SqlExecutor,
} from '@gridloom/service-kit';

import { createTestDatabase } from '../create-test-database.ts';
import { runDueJobs } from '../run-jobs.ts';
import { smallSubgraph } from './small-subgraph.ts';

const definition = { ...smallSubgraph.database, service: 'jobs', jobs: true };

let server: Awaited<ReturnType<typeof createTestDatabase>>;
let orm: Awaited<ReturnType<typeof connectDatabase>>;
let tools: BackgroundTools;
let sql: SqlExecutor;
let now = new Date('2026-03-02T02:00:00Z');

beforeAll(async () => {
  server = await createTestDatabase('jobs');
  await migrateDatabase(definition, server.migratorUrl);
  orm = await connectDatabase(definition, { url: server.appUrl });
  sql = (text, params) => sqlOf(orm.em.fork())(text, params);
  const log = createLog({ service: 'jobs', level: 'silent' });
  tools = { orm, log, now: () => now, newId: () => crypto.randomUUID() };
});

afterAll(async () => {
  await orm.close(true);
  await server.drop();
});

const parseWord = (payload: unknown): string => {
  if (typeof payload === 'object' && payload !== null && 'word' in payload && typeof payload.word === 'string')
    return payload.word;
  throw new TypeError('A word is missing');
};

/** A job that notes its words, and a promise of the nth one. */
const listener = (name: string, onWord: (word: string) => Promise<void> | void = () => undefined) => {
  const heard: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const job: JobDefinition = defineJob({
    name,
    parse: parseWord,
    handle: async (word) => {
      await onWord(word);
      heard.push(word);
      waiting
        .filter(({ count }) => heard.length >= count)
        .forEach(({ resolve }) => {
          resolve();
        });
    },
  });
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      if (heard.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { job, heard, until };
};

const running = async <T>(jobs: readonly JobDefinition[], work: (worker: RunningJobs) => Promise<T>): Promise<T> => {
  const worker = await startJobs(jobs, tools, server.appUrl);
  try {
    return await work(worker);
  } finally {
    await worker.stop();
  }
};

test('a job is done that was there before the worker, and one that comes while it runs', async () => {
  const { job, heard, until } = listener('hear');
  await addJob(sql, { name: 'hear', payload: { word: 'before' } });
  await running([job], async () => {
    await until(1);
    await addJob(sql, { name: 'hear', payload: { word: 'meanwhile' } });
    await until(2);
  });
  expect(heard).toEqual(['before', 'meanwhile']);
});

test('a job of a transaction that is rolled back is never done', async () => {
  const { job, heard, until } = listener('hear');
  const failing = orm.em.fork().transactional(async (em) => {
    await addJob(sqlOf(em), { name: 'hear', payload: { word: 'undone' } });
    throw new RangeError('not this time');
  });
  await expect(failing).rejects.toThrow(RangeError);
  await addJob(sql, { name: 'hear', payload: { word: 'done' } });
  await running([job], () => until(1));
  expect(heard).toEqual(['done']);
});

test('a job that fails is tried again and its effect comes once', async () => {
  let failures = 0;
  const { job, heard, until } = listener('hear', () => {
    failures += 1;
    if (failures === 1) throw new RangeError('the first time fails');
  });
  await addJob(sql, { name: 'hear', payload: { word: 'at last' } });
  await running([job], () => until(1));
  expect(heard).toEqual(['at last']);
  expect(failures).toBe(2);
});

test('a job that a dead process had in hand is freed at the next start', async () => {
  await addJob(sql, { name: 'hear', payload: { word: 'left behind' } });
  await sql(
    `update graphile_worker._private_jobs set locked_by = 'worker-dead', locked_at = now() - interval '1 minute', attempts = 1`,
  );
  const { job, heard, until } = listener('hear');
  await running([job], () => until(1));
  expect(heard).toEqual(['left behind']);
});

test('a job that another worker has in hand stays with it, however long it takes', async () => {
  const started = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  const slow = listener('slow', async () => {
    started.resolve(undefined);
    await gate.promise;
  });
  const quick = listener('quick');
  await addJob(sql, { name: 'slow', payload: { word: 'slow' } });
  await running([slow.job], async () => {
    await started.promise;
    await sql(`update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'`);
    await running([quick.job, slow.job], async () => {
      await addJob(sql, { name: 'quick', payload: { word: 'quick' } });
      await quick.until(1);
    });
    gate.resolve(undefined);
    await slow.until(1);
  });
  expect(slow.heard).toEqual(['slow']);
});

test('the same key replaces the job that waits, the last one of several at once, and takes it away', async () => {
  const { job, heard } = listener('hear');
  const later = new Date('2026-03-03T00:00:00Z');
  await addJob(sql, { name: 'hear', payload: { word: 'old' }, runAt: later, key: 'k' });
  await addJobs(sql, [
    { name: 'hear', payload: { word: 'newer' }, runAt: later, key: 'k' },
    { name: 'hear', payload: { word: 'newest' }, runAt: later, key: 'k' },
    { name: 'hear', payload: { word: 'gone' }, runAt: later, key: 'g' },
  ]);
  await removeJob(sql, 'g');
  expect(await runDueJobs([job], tools, sql)).toEqual([]);
  now = new Date('2026-03-03T00:00:01Z');
  expect(await runDueJobs([job], tools, sql)).toEqual(['hear']);
  expect(heard).toEqual(['newest']);
});

test('due jobs run by their time, those due at once first', async () => {
  const { job, heard } = listener('hear');
  now = new Date('2026-03-05T00:00:00Z');
  await addJobs(sql, [
    { name: 'hear', payload: { word: 'second' }, runAt: new Date('2026-03-04T12:00:00Z') },
    { name: 'hear', payload: { word: 'first' }, runAt: new Date('2026-03-04T08:00:00Z') },
    { name: 'hear', payload: { word: 'at once' } },
    { name: 'hear', payload: { word: 'not yet' }, runAt: new Date('2026-03-06T08:00:00Z'), key: 'not yet' },
  ]);
  await runDueJobs([job], tools, sql);
  expect(heard).toEqual(['at once', 'first', 'second']);
  await removeJob(sql, 'not yet');
});

test('two jobs of one name are refused', async () => {
  const { job } = listener('hear');
  await expect(startJobs([job, job], tools, server.appUrl)).rejects.toThrow('same name');
});

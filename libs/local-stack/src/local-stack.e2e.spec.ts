import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { eraseLocalStack, startLocalStack, type StartOptions } from './local-stack.ts';
import { findFreePort } from './ports.ts';
import { describeProcess, isGone } from './processes.ts';
import { brokerAnswers } from './wait-for-kafka.ts';

const cacheDir = path.resolve(import.meta.dirname, '../../../.gridloom/cache');

describe('the embedded servers', () => {
  let dataDir: string;
  let options: StartOptions & { ports: { postgres: number; kafka: number } };
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'gridloom-stack-'));
    await chmod(dataDir, 0o755);
    options = {
      dataDir,
      cacheDir,
      infra: 'embedded',
      ports: { postgres: await findFreePort(), kafka: await findFreePort() },
      isDurable: false,
    };
  });
  afterAll(async () => {
    await eraseLocalStack(dataDir);
    await rm(dataDir, { recursive: true });
  });

  test('start from nothing, answer, keep their data over a stop, and leave nothing running', async () => {
    const first = await startLocalStack(options);
    const processes = await describeAll(first.pids);
    expect(processes).toHaveLength(3);
    await run(first.postgres.url, `create table note (words text); insert into note values ('kept')`);
    expect(await run(first.postgres.url, 'show server_version')).toEqual([
      { server_version: expect.stringMatching(/^18\.4/) },
    ]);
    expect(await brokerAnswers(first.kafka.brokers.join())).toBe(true);
    await first.stop();
    for (const each of processes) expect(await isGone(each, 5000)).toBe(true);

    const second = await startLocalStack(options);
    expect(await run(second.postgres.url, 'select words from note')).toEqual([{ words: 'kept' }]);
    await second.stop();
  });

  test('refuse a port that is taken, by its number, and leave nothing running', async () => {
    const blocker = createServer().listen(options.ports.kafka, '127.0.0.1');
    await once(blocker, 'listening');
    await expect(startLocalStack(options)).rejects.toThrow(
      new RegExp(`Kafka cannot start: port ${String(options.ports.kafka)} on 127.0.0.1 is taken by process`),
    );
    blocker.close();
    await once(blocker, 'close');
    const stack = await startLocalStack(options);
    await stack.stop();
  });

  test('are not started twice over the same data', async () => {
    const holder = await holdStack(options);
    await expect(startLocalStack(options)).rejects.toThrow(
      new RegExp(`they run already for process ${String(holder.child.pid)} with the data in`),
    );
    holder.child.kill('SIGKILL');
    for (const each of holder.processes) await isGone(each, 20_000);
  });

  test('end with the process that started them, even when it is killed', async () => {
    const { child, processes } = await holdStack(options);
    child.kill('SIGKILL');
    for (const each of processes) expect(await isGone(each, 20_000)).toBe(true);
  });

  test('are healed by the next start when they and a stale lock were left behind', async () => {
    const { child, pids } = await holdStack(options);
    const left = await describeAll({ postgres: pids.postgres, kafka: pids.kafka });
    process.kill(pids.guard, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const each of left) expect(await isGone(each, 0)).toBe(false);

    const stack = await startLocalStack(options);
    for (const each of left) expect(await isGone(each, 0)).toBe(true);
    expect(await run(stack.postgres.url, 'select words from note')).toEqual([{ words: 'kept' }]);
    await stack.stop();
  });

  test('start below a folder that no other user may enter, and are erased with their data', async () => {
    const closed = await mkdtemp(path.join(tmpdir(), 'gridloom-closed-'));
    await chmod(closed, 0o700);
    const inside = { ...options, dataDir: path.join(closed, 'county', '.gridloom') };
    const stack = await startLocalStack(inside);
    await run(stack.postgres.url, 'create table note (words text)');
    await stack.stop();
    await eraseLocalStack(inside.dataDir);
    const afresh = await startLocalStack(inside);
    expect(await run(afresh.postgres.url, `select to_regclass('note') as note`)).toEqual([{ note: null }]);
    await afresh.stop();
    await eraseLocalStack(inside.dataDir);
    await rm(closed, { recursive: true });
  });

  test('are healed when the lock names a number that another program has by now', async () => {
    const stack = await startLocalStack(options);
    const record = await readFile(path.join(dataDir, 'stack.json'), 'utf8');
    await stack.stop();
    const another = `"pid":${String(process.ppid)}`;
    const stale = record.replaceAll(/"pid":\d+/g, another).replace(/"startedAt":"[^"]*"/, '"startedAt":"earlier"');
    await writeFile(path.join(dataDir, 'stack.json'), stale);
    const parent = await describeProcess(process.ppid);

    const again = await startLocalStack(options);
    expect(await describeProcess(process.ppid)).toEqual(parent);
    await again.stop();
  });
});

interface Pids {
  postgres: number;
  kafka: number;
  guard: number;
}

/** A process of its own that starts the stack and holds it. */
async function holdStack(options: StartOptions) {
  const script = `
    import { startLocalStack } from ${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))};
    const stack = await startLocalStack(${JSON.stringify(options)});
    console.log(JSON.stringify(stack.pids));
    setInterval(() => {}, 60_000);`;
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as Pids;
  return { child, pids, processes: await describeAll({ ...pids }) };
}

async function describeAll(pids: Record<string, number | undefined>) {
  const processes = await Promise.all(Object.values(pids).map((pid) => describeProcess(pid ?? 0)));
  return processes.filter((each) => each !== undefined);
}

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(statement);
    return result.rows;
  } finally {
    await client.end();
  }
}

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toolEnvironment } from '../config.ts';
import { describeProcess, endProcess } from '../processes.ts';
import { StackProblem } from '../stack-problem.ts';
import { stopSignals, type ProcessRecord } from '../stack-record.ts';
import { waitForPostgres } from '../wait-for-postgres.ts';
import { runTool, tail } from '../run-tool.ts';
import { findPostgresPlace, giveTo, type PostgresPlace } from './postgres-place.ts';

export interface EmbeddedServer {
  record: ProcessRecord;
  /** Waits until the server takes requests. */
  waitUntilReady(): Promise<void>;
}

/**
 * Starts the PostgreSQL that came with npm, making its cluster first if there is none. A cluster that an earlier, killed
 * process left behind is taken over.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  port: number;
  password: string;
  /** false: for tests, which need no row after a power cut. */
  isDurable: boolean;
}): Promise<EmbeddedServer & { url: string }> {
  const place = await findPostgresPlace(options.dataDir);
  await releaseCluster(place.data);
  if (!existsSync(path.join(place.data, 'PG_VERSION'))) await initialize(place, options);

  const log = path.join(options.dataDir, 'postgres.log');
  const output = await open(log, 'w');
  const settings = [...laptopSettings, ...(options.isDurable ? durableSettings : testSettings)];
  const server = spawn(
    path.join(place.binDir, 'postgres'),
    ['-D', place.data, '-p', String(options.port), ...settings.flatMap((setting) => ['-c', setting])],
    // Detached: Ctrl-C in the terminal must not stop the database before the services have let go of it.
    { ...place.user, cwd: '/', detached: true, stdio: ['ignore', output.fd, output.fd], env: serverEnvironment() },
  );
  const exit: { problem?: Error } = {};
  server.once('error', (error) => {
    exit.problem = cannotStart(error.message, log);
  });
  server.once('exit', () => {
    exit.problem = cannotStart(tail(log), log);
  });
  server.unref();
  await output.close();
  if (server.pid === undefined) throw exit.problem ?? cannotStart('the program did not start', log);

  const url = `postgres://gridloom:${encodeURIComponent(options.password)}@127.0.0.1:${String(options.port)}/postgres`;
  return {
    url,
    record: { role: 'postgres', pid: server.pid, marker: markerOf(place.data) },
    waitUntilReady: () => waitForPostgres(url, { patience: 120_000, failedEarly: () => exit.problem }),
  };
}

const laptopSettings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=256MB',
  'max_wal_size=4GB',
  'wal_compression=on',
  'checkpoint_timeout=15min',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'lc_messages=C',
];
const durableSettings = ['fsync=on'];
const testSettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

function markerOf(data: string): string {
  return `-D ${data} -p`;
}

/** A server of ours that outlived its starter is stopped; a lock file whose number another program has by now is removed. */
async function releaseCluster(data: string): Promise<void> {
  const lock = path.join(data, 'postmaster.pid');
  const text = await readFile(lock, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number(text.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return rm(lock, { force: true });
  const marker = markerOf(data);
  const isOurs = await endProcess(pid, { marker, signal: stopSignals.postgres, patience: 60_000 });
  if (!isOurs && (await describeProcess(pid)) !== undefined) await rm(lock, { force: true });
}

/** Made beside and renamed, so that one broken off is never taken for a cluster. */
async function initialize(
  place: PostgresPlace,
  options: { dataDir: string; password: string; isDurable: boolean },
): Promise<void> {
  const draft = `${place.data}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await giveTo(place.user, draft);
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
  await giveTo(place.user, passwordFile);
  try {
    const result = await runTool(
      path.join(place.binDir, 'initdb'),
      [
        `--pgdata=${draft}`,
        '--username=gridloom',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
        ...(options.isDurable ? [] : ['--no-sync']),
      ],
      { ...place.user, cwd: '/', env: serverEnvironment() },
    );
    if (result.status !== 0)
      throw cannotStart(`initdb failed: ${result.lastLine}`, path.join(options.dataDir, 'postgres.log'));
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, place.data);
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...toolEnvironment(), LC_ALL: 'C', TZ: 'UTC' };
}

function cannotStart(cause: string, log: string): StackProblem {
  return new StackProblem({
    what: 'The embedded PostgreSQL did not start',
    cause: cause === '' ? 'it ended without a word' : cause,
    remedy: `Its log is ${log}; if the data are damaged, start afresh (npm start -- --fresh) or restore a backup`,
  });
}

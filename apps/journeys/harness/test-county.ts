import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { dropInstallation, startTestServers, stopTestServers, testTopicPrefix } from '@gridloom/testkit';

import { announceCounty, programEnvironment } from './config.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const PORT_OFFSET = 20_000;
const LONGEST_START_MS = 400_000;

let county: { child: ChildProcess; home: string; installation: string } | undefined;

/** Resolves when the county says that it is ready. */
const untilReady = (child: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      reject(new Error(`The county was not ready in time:\n${said}`));
    }, LONGEST_START_MS);
    const listen = (data: Buffer) => {
      said += data.toString();
      if (!said.includes('就绪 ready')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The county did not start (exit ${String(code)}):\n${said}`));
    });
  });

/** Jest's global set-up: starts the whole county of Ruyang as `npm start` does, on the servers of the test run. */
export const startTestCounty = async (): Promise<void> => {
  await startTestServers();
  const home = mkdtempSync(path.join(tmpdir(), 'gridloom-journeys-'));
  const topicPrefix = testTopicPrefix();
  const installation = `journeys_${String(process.pid)}`;
  const main = path.join(root, 'apps/cli/src/main.ts');
  const child = spawn(process.execPath, ['--no-warnings', main, 'start', '--port-offset', String(PORT_OFFSET)], {
    cwd: root,
    env: programEnvironment({
      GRIDLOOM_HOME: home,
      GRIDLOOM_TOPIC_PREFIX: topicPrefix,
      GRIDLOOM_INSTALLATION: installation,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  county = { child, home, installation };
  announceCounty({
    GRIDLOOM_JOURNEY_GATEWAY: `http://127.0.0.1:${String(4000 + PORT_OFFSET)}`,
    GRIDLOOM_JOURNEY_ISSUER: `http://127.0.0.1:${String(4010 + PORT_OFFSET)}`,
    GRIDLOOM_JOURNEY_HOME: home,
    GRIDLOOM_JOURNEY_TOPIC_PREFIX: topicPrefix,
  });
  try {
    await untilReady(child);
  } catch (error) {
    await stopTestCounty();
    throw error;
  }
};

/** Jest's global tear-down. */
export const stopTestCounty = async (): Promise<void> => {
  if (county) {
    const { child, home, installation } = county;
    county = undefined;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    await dropInstallation(installation);
    rmSync(home, { recursive: true, force: true });
  }
  await stopTestServers();
};

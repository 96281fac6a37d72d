import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { StackProblem } from '@gridloom/local-stack';
import { InvalidArgumentError, Option, type Command } from 'commander';

import { withCountyOptions } from './county-options.ts';
import { dataDirectory, isDetached, programEnvironment, projectRoot } from '../config.ts';
import { livingOwner, readRunRecord } from './run-record.ts';
import { startCounty, type StartOptions } from './start-county.ts';

type Options = Omit<StartOptions, 'detached' | 'signal'> & { readonly detach: boolean };

const offset = (value: string) => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 50_000)
    throw new InvalidArgumentError('A whole number from 0 to 50000.');
  return Number(value);
};

const write = (line: string) => process.stdout.write(`${line}\n`);

const stopSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });

const runHere = async (options: Options) => {
  const breakOff = new AbortController();
  const stopped = stopSignal().then(() => {
    breakOff.abort();
  });
  const detached = isDetached();
  const starting = startCounty({ ...options, detached, signal: breakOff.signal }, write);
  const first = await Promise.race([starting, stopped]);
  if (first) {
    write(first.screen);
    await stopped;
  }
  write('\n正在停止 Stopping…');
  // A start that was broken off ends by itself at its next step; a finished one is stopped here.
  const county = await starting.catch((error: unknown) => {
    if (first) throw error;
    return undefined;
  });
  await county?.stop();
  write('已停止 Stopped.');
};

const runDetached = async () => {
  const dataDir = dataDirectory();
  mkdirSync(path.join(dataDir, 'logs'), { recursive: true });
  const logFile = path.join(dataDir, 'logs', 'start.log');
  const log = openSync(logFile, 'w');
  const args = process.argv.slice(2).filter((argument) => argument !== '--detach');
  const child = spawn(process.execPath, ['--no-warnings', path.join(projectRoot, 'apps/cli/src/main.ts'), ...args], {
    cwd: projectRoot,
    detached: true,
    stdio: ['ignore', log, log],
    env: programEnvironment({ GRIDLOOM_DETACHED: '1' }),
  });
  const exit = { seen: false };
  child.once('exit', () => {
    exit.seen = true;
  });
  let shown = 0;
  const show = () => {
    const text = readFileSync(logFile, 'utf8');
    process.stdout.write(text.slice(shown));
    shown = text.length;
  };
  for (;;) {
    show();
    if (readRunRecord(dataDir)?.screen !== undefined && (await livingOwner(dataDir)) === child.pid) break;
    if (exit.seen) {
      show();
      throw new StackProblem({
        what: 'The county did not start',
        cause: 'the reason stands above',
        remedy: `The whole output is in ${logFile}`,
      });
    }
    await pause(300);
  }
  show();
  child.unref();
};

export const register = (program: Command): void => {
  withCountyOptions(program.command('start').description('start the county: infrastructure, services, gateway (启动)'))
    .option('--fresh', 'remove the earlier county first', false)
    .option('--detach', 'go on in the background; `npm run stop` ends it', false)
    .addOption(new Option('--port-offset <number>', 'added to the ports of the services').default(0).argParser(offset))
    .addOption(
      new Option('--log-level <level>', 'of the services').choices(['debug', 'info', 'warn', 'error']).default('info'),
    )
    .action(async (options: Options) => {
      await (options.detach ? runDetached() : runHere(options));
    });
};

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { programEnvironment, projectRoot } from '../config.ts';
import { readRunRecord } from '../start/run-record.ts';
import type { Figure } from './figure.ts';

export interface BenchCounty {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly portOffset: number;
  readonly county: string;
  readonly scale: number;
}

export interface StartedCounty {
  readonly seconds: number;
  stop(): Promise<void>;
}

/** Starts a county as `npm start` does and measures until its screen says ready. */
export const startForBench = async ({ env, portOffset, county, scale }: BenchCounty): Promise<StartedCounty> => {
  const begun = performance.now();
  const main = path.join(projectRoot, 'apps/cli/src/main.ts');
  const args = ['start', '--county', county, '--scale', String(scale), '--port-offset', String(portOffset)];
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', main, ...args], {
    cwd: projectRoot,
    env: programEnvironment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.includes('就绪 ready')) resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`The county did not start (exit ${String(code)}):\n${said}`));
    });
  });
  return {
    seconds: (performance.now() - begun) / 1_000,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** Resident bytes of a process; pages that it shares with others count in parts. */
const residentBytes = (pid: number): number => {
  const rollup = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1_024;
};

/** All processes below one, itself included. */
const family = (pid: number): number[] => {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
    .split(' ')
    .filter(Boolean);
  return [pid, ...children.flatMap((child) => family(Number(child)))];
};

/** Resident memory of every process of a running county (Linux alone). */
export const memoryFigures = (home: string): Figure[] => {
  const record = readRunRecord(home);
  if (!record) throw new TypeError('No county runs');
  const megabytes = (pid: number) => residentBytes(pid) / 1_048_576;
  const services = record.services.map(({ name, pid }) => ({ name, megabytes: megabytes(pid) }));
  const known = new Set(record.services.map(({ pid }) => pid));
  const rest = family(record.owner.pid).filter((pid) => !known.has(pid));
  const infrastructure = rest
    .filter((pid) => pid !== record.owner.pid)
    .map(megabytes)
    .reduce((sum, part) => sum + part, 0);
  const all = [
    ...services,
    { name: 'start, with the sign-in', megabytes: megabytes(record.owner.pid) },
    { name: 'PostgreSQL and Kafka, where they are embedded', megabytes: infrastructure },
  ];
  const total = all.reduce((sum, part) => sum + part.megabytes, 0);
  return [...all, { name: 'all', megabytes: total }].map((part) => ({
    what: `memory of ${part.name}`,
    value: part.megabytes,
    unit: 'MB',
  }));
};

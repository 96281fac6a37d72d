import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { StackProblem } from '@gridloom/local-stack';

import { programEnvironment, projectRoot } from '../config.ts';

export interface ServiceSpec {
  readonly name: string;
  /** File to run, relative to the project's folder. */
  readonly main: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly logFile: string;
  /** A part of its command line by which it is told from other programs. */
  readonly marker: string;
  readonly pid: () => number | undefined;
  /** Resolves when /readyz says yes. @throws StackProblem with the end of its log when it ends before, or is too slow */
  ready(patienceMs: number, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

interface SuperviseOptions {
  readonly dataDir: string;
  /** Told whenever the process is another one. */
  readonly onStarted: () => void;
  readonly onLine: (line: string) => void;
}

const STOP_PATIENCE_MS = 20_000;
const LONGEST_PAUSE_MS = 10_000;

const tailOf = (file: string, lines: number) => {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
};

/** Starts a service as a process of its own and starts it again, with growing pauses, should it end by itself. */
export const startService = (spec: ServiceSpec, options: SuperviseOptions): ServiceProcess => {
  const logs = path.join(options.dataDir, 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = path.join(logs, `${spec.name}.log`);
  const marker = path.join(projectRoot, spec.main);
  const url = `http://127.0.0.1:${String(spec.port)}`;
  let child: ChildProcess | undefined;
  let stopping = false;
  let wasReady = false;
  let endedWith: string | undefined;
  let failures = 0;

  const run = () => {
    const log = openSync(logFile, 'a');
    endedWith = undefined;
    child = spawn(process.execPath, ['--no-warnings', '--max-semi-space-size=8', '--max-old-space-size=320', marker], {
      cwd: projectRoot,
      // A group of its own: Ctrl-C is for the start, which ends its services in order.
      detached: true,
      env: programEnvironment(spec.env),
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    options.onStarted();
    child.once('exit', (code, signal) => {
      endedWith = signal ?? `exit ${String(code)}`;
      child = undefined;
      if (stopping || !wasReady) return;
      failures += 1;
      options.onLine(`${spec.name} ended (${endedWith}) and is started again; its log: ${logFile}`);
      void pause(Math.min(500 * 2 ** failures, LONGEST_PAUSE_MS)).then(() => {
        if (!stopping) run();
      });
    });
  };
  run();

  const problem = (cause: string) =>
    new StackProblem({
      what: `The service ${spec.name} did not start`,
      cause,
      remedy: `Its whole log is ${logFile}; the last lines:\n${tailOf(logFile, 12)}`,
    });

  return {
    name: spec.name,
    url,
    logFile,
    marker,
    pid: () => child?.pid,
    ready: async (patienceMs, signal) => {
      const until = Date.now() + patienceMs;
      let waitingFor = 'its port';
      for (;;) {
        if (endedWith !== undefined) throw problem(`it ended with ${endedWith}`);
        try {
          const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
          const body = (await answer.json()) as { ready: boolean; waitingFor?: string[] };
          if (body.ready) break;
          waitingFor = body.waitingFor?.join(', ') ?? 'the subgraphs';
        } catch {
          waitingFor = 'its port';
        }
        if (Date.now() > until)
          throw problem(`it is not ready after ${String(patienceMs / 1000)} s, waiting for ${waitingFor}`);
        await pause(150, undefined, { signal });
      }
      wasReady = true;
    },
    stop: async () => {
      stopping = true;
      const running = child;
      if (!running) return;
      const ended = new Promise<void>((resolve) => {
        running.once('exit', () => {
          resolve();
        });
      });
      running.kill('SIGTERM');
      const timer = setTimeout(() => running.kill('SIGKILL'), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
};

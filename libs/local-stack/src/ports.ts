import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { promisify } from 'node:util';
import { describeProcess } from './processes.ts';
import { StackProblem } from './stack-problem.ts';

const run = promisify(execFile);

/** Thrown when a server's port is held by another program. */
export class PortTaken extends StackProblem {}

/** @throws PortTaken that says which port, taken by what, and how to choose another */
export async function requireFreePort(use: {
  port: number;
  what: string;
  /** The environment variable, or the option with its value, by which another port is chosen. */
  variable?: string;
  option?: string;
}): Promise<void> {
  if (await isFree(use.port)) return;
  const holder = await portHolder(use.port);
  throw new PortTaken({
    what: `${use.what} cannot start`,
    cause: `port ${String(use.port)} on 127.0.0.1 is taken by ${holder ?? 'a process that this user cannot see'}`,
    remedy: `Stop that program, or choose another port: ${use.option ?? `${use.variable ?? ''}=${String(use.port + 1000)}`}`,
  });
}

/** A port that nothing listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('the system gave no port'));
        else resolve(address.port);
      });
    });
  });
}

async function isFree(port: number): Promise<boolean> {
  return (await canListen(port)) && !(await answers(port));
}

function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** Some systems let a second program listen on 127.0.0.1 beside one that listens on all addresses. */
function answers(port: number): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port });
  return new Promise((resolve) => {
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => {
      settle(false);
    });
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}

/** Who listens on the port, as `process 123 (java -cp …)`; undefined when the system does not tell. */
export async function portHolder(port: number): Promise<string | undefined> {
  const pid = (await holderByProc(port)) ?? (await holderByLsof(port));
  if (pid === undefined) return undefined;
  const description = await describeProcess(pid);
  const command = description?.command ?? 'unknown';
  return `process ${String(pid)} (${command.length > 100 ? `${command.slice(0, 100)}…` : command})`;
}

async function holderByProc(port: number): Promise<number | undefined> {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = await readFile(table, 'utf8').catch(() => '');
    for (const line of lines.split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      const isListening = state === '0A';
      if (isListening && inode !== undefined && local?.endsWith(`:${port.toString(16).toUpperCase().padStart(4, '0')}`))
        inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  const pids = (await readdir('/proc').catch(() => [])).filter((entry) => /^\d+$/.test(entry));
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (inodes.has(target)) return Number(pid);
    }
  }
  return undefined;
}

async function holderByLsof(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${String(port)}`, '-sTCP:LISTEN', '-Fp']);
    const pid = /^p(\d+)$/m.exec(stdout)?.[1];
    return pid === undefined ? undefined : Number(pid);
  } catch {
    return undefined;
  }
}

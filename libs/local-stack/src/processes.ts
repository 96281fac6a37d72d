import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode } from './error-facts.ts';

const run = promisify(execFile);

export interface ProcessDescription {
  pid: number;
  /** The whole command line, with spaces between the words. */
  command: string;
  /** When it began, in the words of the operating system: with the pid it names one process for good. */
  startedAt: string;
}

/** What runs under that number; undefined when nothing does (a zombie counts as nothing). */
export async function describeProcess(pid: number): Promise<ProcessDescription | undefined> {
  if (!isThere(pid)) return undefined;
  return process.platform === 'linux' ? describeByProc(pid) : describeByPs(pid);
}

/**
 * Ends the process if it is still the one meant, first by `signal`, after `patience` milliseconds by SIGKILL.
 * A process whose command line does not contain `marker` is left alone.
 * @returns whether there was something to end
 */
export async function endProcess(
  pid: number,
  options: { marker: string; signal: NodeJS.Signals; patience: number },
): Promise<boolean> {
  const description = await describeProcess(pid);
  if (description?.command.includes(options.marker) !== true) return false;
  send(pid, options.signal);
  if (await isGone(description, options.patience)) return true;
  send(pid, 'SIGKILL');
  await isGone(description, 10_000);
  return true;
}

/** Waits until that very process is no more. */
export async function isGone(description: ProcessDescription, patience: number): Promise<boolean> {
  const until = Date.now() + patience;
  for (;;) {
    const now = await describeProcess(description.pid);
    if (now?.startedAt !== description.startedAt) return true;
    if (Date.now() >= until) return false;
    await pause(25);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself between the look and the signal.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

async function describeByProc(pid: number): Promise<ProcessDescription | undefined> {
  try {
    const [stat, commandLine] = await Promise.all([
      readFile(`/proc/${String(pid)}/stat`, 'utf8'),
      readFile(`/proc/${String(pid)}/cmdline`, 'utf8'),
    ]);
    // The second field is the program's name in brackets and may hold spaces; the fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    if (state === 'Z' || startedAt === undefined) return undefined;
    return { pid, command: commandLine.split('\0').join(' ').trim(), startedAt };
  } catch {
    return undefined;
  }
}

async function describeByPs(pid: number): Promise<ProcessDescription | undefined> {
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'lstart=,stat=,command=', '-p', String(pid)]);
    const found = /^(.{24})\s+(\S+)\s+(.*)$/.exec(stdout.trim());
    const [, startedAt, state, command] = found ?? [];
    if (startedAt === undefined || command === undefined || state?.startsWith('Z') === true) return undefined;
    return { pid, command, startedAt };
  } catch {
    return undefined;
  }
}

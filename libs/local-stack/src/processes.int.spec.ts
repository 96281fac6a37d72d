import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { describeProcess, endProcess } from './processes.ts';

describe('ending a process', () => {
  const children: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function start(script: string): Promise<number> {
    const child = spawn(
      process.execPath,
      ['-e', `${script}; console.log('up'); setInterval(() => {}, 1000)`, 'ours-7431'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    children.push(child);
    await once(child.stdout, 'data');
    return child.pid ?? 0;
  }

  test('leaves a process alone that is not the one meant', async () => {
    const pid = await start('');
    expect(await endProcess(pid, { marker: 'another-stack', signal: 'SIGTERM', patience: 100 })).toBe(false);
    expect((await describeProcess(pid))?.command).toContain('ours-7431');
  });

  test('ends the one meant', async () => {
    const pid = await start('');
    expect(await endProcess(pid, { marker: 'ours-7431', signal: 'SIGTERM', patience: 10_000 })).toBe(true);
    expect(await describeProcess(pid)).toBeUndefined();
  });

  test('kills one that does not listen', async () => {
    const pid = await start(`process.on('SIGTERM', () => {})`);
    expect(await endProcess(pid, { marker: 'ours-7431', signal: 'SIGTERM', patience: 50 })).toBe(true);
    expect(await describeProcess(pid)).toBeUndefined();
  });

  test('finds nothing to end under a number that nothing has', async () => {
    expect(await endProcess(2 ** 22 + 1, { marker: 'ours-7431', signal: 'SIGTERM', patience: 50 })).toBe(false);
  });
});

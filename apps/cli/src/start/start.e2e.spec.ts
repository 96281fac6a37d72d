import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { programEnvironment, projectRoot } from '../config.ts';

const OFFSET = 12_345;

describe('a start that cannot succeed', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'gridloom-start-'));
  let holder: Server;

  beforeAll(async () => {
    holder = createServer();
    await new Promise<void>((resolve) => holder.listen(4_000 + OFFSET, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await new Promise((resolve) => holder.close(resolve));
    rmSync(home, { recursive: true, force: true });
  });

  const start = (...args: string[]) =>
    new Promise<{ status: number | null; said: string }>((resolve, reject) => {
      const main = path.join(projectRoot, 'apps/cli/src/main.ts');
      const child = spawn(process.execPath, ['--no-warnings', main, 'start', ...args], {
        cwd: projectRoot,
        env: programEnvironment({ GRIDLOOM_HOME: home, GRIDLOOM_INSTALLATION: `t${String(process.pid)}` }),
      });
      let said = '';
      const listen = (data: Buffer) => {
        said += data.toString();
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('error', reject);
      child.once('close', (status) => {
        resolve({ status, said });
      });
    });

  it.each([
    [['--county', '41032'], 'six digits'],
    [['--scale', '99'], 'between 0.01 and 10'],
    [['--as-of', '2026-02-30'], 'A day that exists'],
    [['--port-offset', 'x'], 'whole number'],
  ])('says of %j what is allowed', async (args, words) => {
    const { status, said } = await start(...args);
    expect(status).not.toBe(0);
    expect(said).toContain(words);
  });

  it('names the port that is taken, by what, and how to choose others, as the last thing on the screen', async () => {
    const { status, said } = await start('--port-offset', String(OFFSET));
    expect(status).toBe(69);
    const last = said.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toContain(String(4_000 + OFFSET));
    expect(last).toContain(String(process.pid));
    expect(last).toContain('--port-offset');
    expect(existsSync(path.join(home, 'run.json'))).toBe(false);
  });

  it('tells an unknown county at once and founds nothing', async () => {
    const { status, said } = await start('--county', '999999', '--port-offset', String(OFFSET + 500));
    expect(status).not.toBe(0);
    expect(said).toContain('999999');
    expect(said).not.toContain('就绪 ready');
    expect(existsSync(path.join(home, 'run.json'))).toBe(false);
  });
});

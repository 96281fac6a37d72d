import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

// Stands in for npm: notes that it ran and leaves behind what npm ci leaves behind.
const npm = `
const fs = require('node:fs');
fs.appendFileSync('installs', process.argv.slice(2).join(' ') + '\\n');
console.log('npm talks');
if (fs.existsSync('registry-is-down')) process.exit(1);
fs.mkdirSync('node_modules/.bin', { recursive: true });
fs.rmSync('node_modules/.bin/node', { force: true });
fs.symlinkSync(process.execPath, 'node_modules/.bin/node');
fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

describe('infra/run.mjs', () => {
  let clone: string;
  beforeEach(async () => {
    clone = await mkdtemp(path.join(tmpdir(), 'gridloom-clone-'));
    await mkdir(path.join(clone, 'infra'));
    await cp(path.join(import.meta.dirname, 'run.mjs'), path.join(clone, 'infra/run.mjs'));
    await writeFile(path.join(clone, 'npm-cli.js'), npm);
    await writeFile(path.join(clone, 'program.mjs'), `console.log('ran', ...process.argv.slice(2)); process.exit(7);`);
    await lockPackage('1.0.0');
  });
  afterEach(() => rm(clone, { recursive: true }));

  async function lockPackage(version: string): Promise<void> {
    const packages = { '': {}, 'node_modules/one': { version, integrity: `sha512-${version}` } };
    await writeFile(path.join(clone, 'package-lock.json'), JSON.stringify({ packages }));
  }

  function start(words: string[], env: NodeJS.ProcessEnv = { npm_execpath: path.join(clone, 'npm-cli.js') }) {
    return spawn(process.execPath, [path.join(clone, 'infra/run.mjs'), ...words], { env, stdio: 'pipe' });
  }

  async function run(words: string[], env?: NodeJS.ProcessEnv) {
    const child = start(words, env);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number];
    return { status, stdout, stderr };
  }

  const installs = (): Promise<string> => readFile(path.join(clone, 'installs'), 'utf8');

  test('installs on a fresh clone, then runs the program with nothing but its own output on standard output', async () => {
    const first = await run(['program.mjs', 'a', '--b']);
    expect(first).toMatchObject({ status: 7, stdout: 'ran a --b\n' });
    expect(first.stderr).toMatch(/^Installing the packages \(npm ci\)/);
    expect(await run(['program.mjs'])).toEqual({ status: 7, stdout: 'ran\n', stderr: '' });
    expect(await installs()).toBe('ci --no-fund --no-audit --loglevel=error\n');
  });

  test('installs again when the lock file names another version, not when only its time is new', async () => {
    await run(['program.mjs']);
    const future = new Date(Date.now() + 60_000);
    await utimes(path.join(clone, 'package-lock.json'), future, future);
    await run(['program.mjs']);
    expect((await installs()).split('\n')).toHaveLength(2);

    await lockPackage('2.0.0');
    await utimes(path.join(clone, 'package-lock.json'), future, future);
    await run(['program.mjs']);
    expect((await installs()).split('\n')).toHaveLength(3);
  });

  test('says what, why and what to do when the install fails, as the last line', async () => {
    await writeFile(path.join(clone, 'registry-is-down'), '');
    const { status, stdout, stderr } = await run(['program.mjs']);
    expect({ status, stdout }).toEqual({ status: 69, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^The packages were not installed: npm ci ended with status 1, .*\. See that the registry can be reached/,
    );
  });

  test('says so when there is no npm', async () => {
    const { status, stderr } = await run(['program.mjs'], { PATH: clone });
    expect(status).toBe(69);
    expect(stderr).toMatch(/npm did not start \(.*ENOENT\)\. Install Node 18 or newer with npm/);
  });

  test('ends the program when the npm above it is killed', async () => {
    await writeFile(
      path.join(clone, 'server.mjs'),
      `process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });
       console.log('up'); setInterval(() => {}, 1000);`,
    );
    const above = `
      const { spawn } = require('node:child_process');
      spawn(process.execPath, ['infra/run.mjs', 'server.mjs'], { stdio: 'inherit' });`;
    const env = { npm_execpath: path.join(clone, 'npm-cli.js'), npm_lifecycle_event: 'start' };
    const child = spawn(process.execPath, ['-e', above], { cwd: clone, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output === 'up\n') child.kill('SIGKILL');
    });
    await once(child.stdout, 'end');
    expect(output).toBe('up\nstopping\n');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('passes %s on and ends as the program ends', async (signal) => {
    await writeFile(
      path.join(clone, 'server.mjs'),
      `process.on('${signal}', () => { console.log('stopping'); setTimeout(() => process.exit(0), 50); });
       console.log('up'); setInterval(() => {}, 1000);`,
    );
    const child = start(['server.mjs']);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output === 'up\n') child.kill(signal);
    });
    const [status] = (await once(child, 'close')) as [number];
    expect({ status, output }).toEqual({ status: 0, output: 'up\nstopping\n' });
  });
});

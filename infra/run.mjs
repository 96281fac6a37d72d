// Runs FILE on the project's own Node, installing the packages first when they are missing or out of date.
// Plain JavaScript for Node 18 and newer, built-in modules alone: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const node = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const parent = process.ppid;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

await main(process.argv.slice(2));

async function main([file, ...args]) {
  if (file === undefined) fail('Nothing was run', 'no file was named', 'use: node infra/run.mjs FILE ARGUMENTS…', 64);
  if (mustInstall()) await install();
  const status = await run(node, ['--no-warnings', path.resolve(root, file), ...args], {
    stdio: 'inherit',
    env: environment(),
  }).catch((error) =>
    fail('The project’s Node did not start', error.message, 'Remove node_modules and run the command again', 69),
  );
  process.exit(status);
}

/** The tools of the project come first on the path, so that what is started from here is on the same Node. */
function environment() {
  const [name, value] = Object.entries(process.env).find(([each]) => each.toUpperCase() === 'PATH') ?? ['PATH', ''];
  return { ...process.env, [name]: [path.dirname(node), value].join(path.delimiter) };
}

/** npm writes node_modules/.package-lock.json last, so that an install that was broken off counts as none. */
function mustInstall() {
  const lock = path.join(root, 'package-lock.json');
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(node) || !existsSync(installed)) return true;
  if (statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return false;
  // A fresh checkout gives the lock file a new time without a new content.
  return !samePackages(JSON.parse(readFileSync(lock, 'utf8')), JSON.parse(readFileSync(installed, 'utf8')));
}

/** Whether every package the lock names is installed in that version, those for other systems aside. */
function samePackages(lock, installed) {
  return Object.entries(lock.packages ?? {}).every(([place, wanted]) => {
    if (!place.startsWith('node_modules/') && !place.includes('/node_modules/')) return true;
    const found = installed.packages?.[place];
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

async function install() {
  process.stderr.write('Installing the packages (npm ci), a minute or two the first time…\n');
  const npm = npmCommand();
  const status = await run(npm.command, [...npm.before, 'ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    // Standard output belongs to the program that runs afterwards.
    stdio: ['ignore', process.stderr, 'inherit'],
  }).catch((error) =>
    fail(
      'The packages were not installed',
      `npm did not start (${error.message})`,
      'Install Node 18 or newer with npm',
      69,
    ),
  );
  if (status !== 0)
    fail(
      'The packages were not installed',
      `npm ci ended with status ${status}, its own message stands above`,
      'See that the registry can be reached (npm ping) and the disk is not full, then run the command again',
      status > 128 ? status : 69,
    );
  if (!existsSync(node))
    fail(
      'The packages were not installed',
      `npm ci succeeded without ${path.relative(root, node)}`,
      'Allow install scripts (npm config get ignore-scripts must say false), then run the command again',
      69,
    );
}

/** The npm that runs us when there is one: it is there even where no npm is on the path. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script) && existsSync(script))
    return { command: process.execPath, before: [script] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', before: [] };
}

/** Whether the npm that runs us was killed: then nobody would ever stop the program. */
function isOrphan() {
  return process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
}

/** Starts a program, passes signals on to it, and gives its exit status (128 + number for a signal). */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...options });
    const passOn = signals.map((signal) => {
      const handler = () => {
        // Ctrl-C in a terminal has reached the child already: the terminal sends it to the whole group.
        if (signal === 'SIGINT' && process.stdin.isTTY) return;
        child.kill(signal);
      };
      process.on(signal, handler);
      return () => process.off(signal, handler);
    });
    const watch = setInterval(() => {
      if (isOrphan()) child.kill('SIGTERM');
    }, 1000);
    const settle = () => {
      clearInterval(watch);
      passOn.forEach((undo) => undo());
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

function fail(what, cause, remedy, status) {
  process.stderr.write(`${what}: ${cause}. ${remedy}.\n`);
  process.exit(status);
}

import { spawn, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';

// What `npm test` runs: the generated resolver types, then every test. Words after `npm test --` go to Jest.
const root = path.resolve(import.meta.dirname, '..');
const bin = path.join(root, 'node_modules', '.bin');

const codegen = spawnSync(
  process.execPath,
  [realpathSync(path.join(bin, 'graphql-codegen')), '--config', 'codegen.ts'],
  {
    cwd: root,
    encoding: 'utf8',
  },
);
if (codegen.status !== 0) {
  process.stderr.write(`${codegen.stdout}${codegen.stderr}
The tests were not run: the resolver types could not be generated. Correct the schema that is named above.\n`);
  process.exit(codegen.status ?? 70);
}
// Jest loads ES modules through vm, behind this flag; the warnings are about that flag and about kafkajs on this Node.
const jest = ['--experimental-vm-modules', '--no-warnings', realpathSync(path.join(bin, 'jest'))];
process.exit(await runNode([...jest, ...process.argv.slice(2)]));

/** Runs a program on this very Node and gives its exit status (128 + number for a signal). */
function runNode(words: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        // Ctrl-C in a terminal has reached the child already.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

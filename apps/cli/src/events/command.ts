import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { checkEvents } from './check-events.ts';
import { EventsProblem } from './events-problem.ts';
import { generateFiles } from './generate-files.ts';
import { writeFiles } from './repository-files.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** `gridloom events generate` and `gridloom events check`. */
export function register(program: Command): void {
  const events = program
    .command('events')
    .description('The event contract (事件契约): write what is made from it, check it');
  events
    .command('generate')
    .description('write the JSON Schemas, docs/asyncapi.yaml, docs/events.md and docs/case-flow.md')
    .action(() => {
      const files = generateFiles(versionOf(root));
      writeFiles(root, files);
      process.stdout.write(`${files.size} files written.\n`);
    });
  events
    .command('check')
    .description('refuse stale files, and changes that readers of a published version would not survive')
    .option('--base <revision>', 'compare with the schemas at this revision instead of the last ones that landed')
    .action(({ base }: { base?: string }) => {
      try {
        for (const line of checkEvents(root, versionOf(root), base)) process.stdout.write(`${line}\n`);
      } catch (error) {
        if (!(error instanceof EventsProblem)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

function versionOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { version: string };
  return manifest.version;
}

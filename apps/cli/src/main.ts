import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { isCommandModule } from './command-module.ts';
import { reportFailure } from './report-failure.ts';

try {
  const program = new Command('gridloom')
    .description('Gridloom (织网): found a county, run it, look after it')
    .helpCommand(true)
    .showHelpAfterError()
    .showSuggestionAfterError();
  for (const topic of topicsToLoad(process.argv[2])) await registerTopic(program, topic);
  await program.parseAsync();
} catch (error) {
  reportFailure(error);
}

/** A topic is a folder with a command.ts, named like its command: only the one asked for is loaded, all of them for help. */
function topicsToLoad(asked: string | undefined): string[] {
  const topics = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(commandFile(entry.name)))
    .map((entry) => entry.name)
    .sort();
  return asked !== undefined && topics.includes(asked) ? [asked] : topics;
}

async function registerTopic(program: Command, topic: string): Promise<void> {
  const module: unknown = await import(pathToFileURL(commandFile(topic)).href);
  if (!isCommandModule(module)) throw new Error(`${commandFile(topic)} does not export register(program)`);
  module.register(program);
}

function commandFile(topic: string): string {
  return path.join(import.meta.dirname, topic, 'command.ts');
}

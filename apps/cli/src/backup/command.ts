import path from 'node:path';

import { readManifest } from '@gridloom/service-kit';
import type { Command } from 'commander';

import { databaseUrl } from '../start/installation.ts';
import { withStack } from '../start/with-stack.ts';
import { backUp } from './back-up.ts';

export const register = (program: Command): void => {
  program
    .command('backup')
    .description('write all databases into one file; the county may run meanwhile (备份)')
    .argument('<file>', 'the file to write')
    .action(async (file: string) => {
      await withStack(async ({ postgresUrl }) => {
        const databases = Object.fromEntries(
          readManifest().subgraphs.map(({ name }) => [name, databaseUrl(postgresUrl, name)]),
        );
        const target = path.resolve(file);
        await backUp({ databases, file: target });
        process.stdout.write(`已备份 Backed up: ${target}\n`);
      });
    });
};

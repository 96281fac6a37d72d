import path from 'node:path';

import { openSecretStore } from '@gridloom/local-stack';
import { readManifest } from '@gridloom/service-kit';
import type { Command } from 'commander';

import { CommandProblem } from '../command-problem.ts';
import { dataDirectory } from '../config.ts';
import { databasePlan } from '../start/installation.ts';
import { requireStopped, withStack } from '../start/with-stack.ts';
import { restore, type RestoreTarget } from './restore.ts';
import { targetOf } from './target-of.ts';

export const register = (program: Command): void => {
  program
    .command('restore')
    .description('put all databases back as a backup has them; the county is stopped (恢复)')
    .argument('<file>', 'a file that "gridloom backup" wrote')
    .option('--yes', 'what is stored now may go', false)
    .action(async (file: string, options: { yes: boolean }) => {
      if (!options.yes) {
        throw new CommandProblem(
          'What is stored now would be replaced. Back it up first, then say so: gridloom restore FILE --yes',
        );
      }
      await requireStopped('Nothing is restored');
      await withStack(async ({ postgresUrl }) => {
        const secrets = openSecretStore(dataDirectory());
        const targets: Record<string, RestoreTarget> = {};
        for (const { name } of readManifest().subgraphs) {
          targets[name] = await targetOf(name, postgresUrl, databasePlan(name, secrets));
        }
        await restore({ file: path.resolve(file), targets });
      });
      process.stdout.write('已恢复 Restored. Start the county: npm start\n');
    });
};

import { writeSync } from 'node:fs';
import path from 'node:path';

import { createSealingProvider, parseHashKey, parseSealingKeys } from '@gridloom/access';
import { createLog } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import type { Command } from 'commander';

import { dataDirectory, foundingOutcomeDescriptor, topicPrefix } from '../config.ts';
import { readDivisions } from '../founding/divisions.ts';
import { foundCounty, type FoundedCounty } from '../founding/found-county.ts';
import { showFoundingProgress } from '../founding/founding-progress.ts';
import { foundedServices } from '../founding/founding-steps.ts';
import { keysEnvironment, loadOrMakeKeys } from '../keys/development-keys.ts';
import { withCountyOptions, type CountyOptions } from '../start/county-options.ts';
import { provision } from '../start/installation.ts';
import { withStack, type StackAddresses } from '../start/with-stack.ts';
import { writeFoundingSeconds } from './founding-seconds.ts';
import { migrateOthers } from './migrate-others.ts';

const databasesOf = async ({ postgresUrl }: StackAddresses, dataDir: string) => {
  const all = await provision(postgresUrl, dataDir);
  const { organization, grids, cases, societies, volunteers } = all;
  if (!organization || !grids || !cases || !societies || !volunteers)
    throw new TypeError('The manifest lacks a subgraph that a county is founded in');
  await migrateOthers(foundedServices, all);
  return { organization, grids, cases, societies, volunteers };
};

const found = async (options: CountyOptions, stack: StackAddresses): Promise<FoundedCounty> => {
  const dataDir = dataDirectory();
  const keys = keysEnvironment(await loadOrMakeKeys(dataDir));
  const progress = showFoundingProgress(process.stdout);
  try {
    const county = await foundCounty({
      databases: await databasesOf(stack, dataDir),
      broker: { brokers: stack.brokers, topicPrefix: topicPrefix() },
      sealing: createSealingProvider({
        keys: parseSealingKeys(keys.GRIDLOOM_SEALING_KEYS),
        hashKey: parseHashKey(keys.GRIDLOOM_HASH_KEY),
      }),
      wish: options,
      today: shanghaiDay(new Date()),
      backupFolder: path.join(dataDir, 'backups'),
      progress,
      log: createLog({ service: 'init', level: 'error', destination: process.stderr }),
      now: () => new Date(),
    });
    if (!county.wasThere) {
      const { seconds, rows, choice } = county;
      await writeFoundingSeconds(dataDir, { county: choice.county, seconds, rows });
    }
    return county;
  } finally {
    progress.close();
  }
};

export const register = (program: Command): void => {
  withCountyOptions(
    program
      .command('init')
      .description(
        'found a county from the national division codes; goes on where an earlier run was broken off (建县)',
      ),
  ).action(async (options: CountyOptions) => {
    // An unknown county is told before anything is started or made.
    if (options.county !== undefined) await readDivisions(options.county);
    const county = await withStack((stack) => found(options, stack));
    const { choice, countyName, village, wasThere } = county;
    if (wasThere) process.stdout.write(`${countyName} (${choice.county}) is founded already, as of ${choice.asOf}\n`);
    const listener = foundingOutcomeDescriptor();
    if (listener !== undefined) writeSync(listener, `${JSON.stringify({ countyName, village })}\n`);
  });
};

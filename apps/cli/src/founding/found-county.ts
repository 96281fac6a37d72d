import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { SealingProvider } from '@gridloom/access';
import { migrateDatabase, openImport, type Logger } from '@gridloom/service-kit';
import { Client } from 'pg';

import { backUp } from '../backup/back-up.ts';
import { BAISHU } from './county-figures.ts';
import { nameOfFounding, planCounty, type CountyPlan, type FoundingChoice } from './county-plan.ts';
import { readDivisions } from './divisions.ts';
import { fillStateTopics, type FoundingBroker } from './fill-state-topics.ts';
import type { FoundingProgress } from './founding-progress.ts';
import {
  chooseFounding,
  databaseDefinitions,
  FOUNDED,
  readFoundingState,
  type FoundingDatabases,
  type FoundingState,
  type FoundingWish,
} from './founding-state.ts';
import {
  expectedRows,
  foundedServices,
  foundingSteps,
  type FoundedService,
  type FoundingStep,
} from './founding-steps.ts';

export interface FoundCountyOptions {
  readonly databases: FoundingDatabases;
  readonly broker: FoundingBroker;
  readonly sealing: SealingProvider;
  readonly wish: FoundingWish;
  /** The day in Asia/Shanghai. */
  readonly today: string;
  /** Where a backup goes before databases of an older version are migrated. */
  readonly backupFolder: string;
  readonly progress: FoundingProgress;
  readonly log: Logger;
  readonly now: () => Date;
  /** Folder of the divisions; the installed ones when left out. */
  readonly divisionsFolder?: string;
}

export interface FoundedCounty {
  readonly choice: FoundingChoice;
  readonly countyName: string;
  /** Code of the village that examples speak of. */
  readonly village: string;
  /** It had been founded before; nothing was done. */
  readonly wasThere: boolean;
  /** Seconds that writing the rows took, and how many rows there are. */
  readonly seconds: number;
  readonly rows: number;
}

const bringUpToDate = async (state: FoundingState, options: FoundCountyOptions): Promise<void> => {
  const { databases, backupFolder, progress, now } = options;
  if (state.older.length > 0) {
    const file = path.join(backupFolder, `before-migration-${now().toISOString().replaceAll(/[:.]/g, '-')}.backup`);
    await mkdir(backupFolder, { recursive: true });
    progress.say(`Databases of an older version (${state.older.join(', ')}): backing up to ${file} first`);
    await backUp({
      databases: Object.fromEntries(foundedServices.map((service) => [service, databases[service].migratorUrl])),
      file,
    });
  }
  await Promise.all(
    state.behind.map((service) => migrateDatabase(databaseDefinitions[service], databases[service].migratorUrl)),
  );
};

/** Statistics for the planner, and pages marked as all visible: queries are at full speed from the first one on. */
const tidyUp = async (migratorUrl: string): Promise<void> => {
  const client = new Client({ connectionString: migratorUrl, application_name: 'gridloom-init' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    );
    await client.query(`vacuum (analyze) ${rows.map(({ name }) => name).join(', ')}`);
  } finally {
    await client.end();
  }
};

interface Founding {
  readonly plan: CountyPlan;
  readonly importId: string;
  readonly steps: readonly FoundingStep[];
  readonly options: FoundCountyOptions;
  /** Set once anything has failed: no further step is begun. */
  readonly broken: AbortController;
}

/** One service after the other: its steps, then what the others wait for. Gives the number of rows. */
const runLane = async (services: readonly FoundedService[], founding: Founding): Promise<number> => {
  const { plan, importId, options, broken } = founding;
  const { databases, progress, broker, log, now } = options;
  let rows = 0;
  for (const service of services) {
    const { appUrl, migratorUrl } = databases[service];
    const session = await openImport(migratorUrl, importId);
    try {
      for (const step of founding.steps) {
        if (step.service !== service) continue;
        broken.signal.throwIfAborted();
        const begun = now().getTime();
        progress.begin(step.label, expectedRows(plan, step.label));
        const outcome = await step.run(session, (written) => {
          progress.advance(step.label, written);
        });
        progress.end(step.label, { ...outcome, seconds: (now().getTime() - begun) / 1_000 });
        rows += outcome.rows;
      }
    } finally {
      await session.close();
    }
    broken.signal.throwIfAborted();
    await Promise.all([tidyUp(migratorUrl), fillStateTopics(service, appUrl, broker, log)]);
  }
  return rows;
};

/** Two cores: the people of the grids take as long as everything else together. */
const lanes: readonly (readonly FoundedService[])[] = [['grids'], ['organization', 'cases', 'societies', 'volunteers']];

const noteFounded = async (databases: FoundingDatabases, importId: string, rows: number): Promise<void> => {
  const session = await openImport(databases.organization.migratorUrl, importId);
  try {
    await session.sql('insert into import_step (import_id, step, rows) values ($1, $2, $3)', [importId, FOUNDED, rows]);
  } finally {
    await session.close();
  }
};

const exampleVillage = ({ villages }: CountyPlan['divisions']): string =>
  (villages.find(({ code }) => code === BAISHU) ?? villages.find(({ isCommunity }) => !isCommunity) ?? villages[0])
    ?.code ?? '';

/**
 * Founds a county: migrates the databases, brings its rows in through the import of each subgraph, and fills the state topics that
 * every service waits for. Goes on where an earlier run was broken off, with that run's day; what is founded is left alone.
 * Throws CommandProblem where the county or the divisions are none, or another county is there.
 */
export const foundCounty = async (options: FoundCountyOptions): Promise<FoundedCounty> => {
  const { databases, progress, now } = options;
  const state = await readFoundingState(databases);
  const choice = chooseFounding(state, options.wish, options.today);
  const divisions = await readDivisions(choice.county, options.divisionsFolder);
  const county = { choice, countyName: divisions.name, village: exampleVillage(divisions) };
  if (state.behind.length > 0) await bringUpToDate(state, options);
  if (state.isFounded) return { ...county, wasThere: true, seconds: 0, rows: 0 };

  const begun = now().getTime();
  progress.say(
    `${state.begun ? 'Going on founding' : 'Founding'} ${divisions.name} (${choice.county}) at scale ${String(choice.scale)} as of ${choice.asOf}`,
  );
  const plan = planCounty(divisions, choice);
  const importId = nameOfFounding(choice);
  const broken = new AbortController();
  const founding = { plan, importId, steps: foundingSteps(plan, options.sealing), options, broken };
  const running = lanes.map((services) =>
    runLane(services, founding).catch((error: unknown) => {
      broken.abort(error);
      throw error;
    }),
  );
  // Wait for both, so that no transaction is left open behind an error.
  await Promise.allSettled(running);
  const rows = (await Promise.all(running)).reduce((sum, each) => sum + each, 0);
  await noteFounded(databases, importId, rows);
  const seconds = (now().getTime() - begun) / 1_000;
  progress.say(`${divisions.name} is founded: ${rows.toLocaleString('en')} rows in ${seconds.toFixed(1)} s`);
  return { ...county, wasThere: false, seconds, rows };
};

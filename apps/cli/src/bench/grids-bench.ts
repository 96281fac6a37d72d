import { randomBytes } from 'node:crypto';

import { createSealingProvider, parseHashKey, parseSealingKeys } from '@gridloom/access';
import { database } from '@gridloom/grids/import';
import { migrateDatabase, openImport } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { planCounty, type CountyPlan } from '../founding/county-plan.ts';
import { readDivisions } from '../founding/divisions.ts';
import { foundingSteps } from '../founding/founding-steps.ts';
import { deskFigures, fillProjections, withBenchDatabases } from './bench-databases.ts';
import type { Figure } from './figure.ts';

interface GridsBenchOptions {
  readonly county: string;
  /** Two sizes of the county, the small one first: 1 has 420,000 residents. */
  readonly scales: readonly [number, number];
  readonly runs: number;
  readonly postgresUrl: string;
  readonly say: (line: string) => void;
}

const newKeys = () => ({
  sealing: `bench:aes-256-gcm:${randomBytes(32).toString('base64url')}`,
  hash: randomBytes(32).toString('base64url'),
});

/** The grids of a county of some size in a database of their own. Gives the rows and seconds of the residents' step. */
const foundGrids = async (
  plan: CountyPlan,
  migratorUrl: string,
  keys: ReturnType<typeof newKeys>,
  say: GridsBenchOptions['say'],
): Promise<{ residents: number; seconds: number }> => {
  const sealing = createSealingProvider({ keys: parseSealingKeys(keys.sealing), hashKey: parseHashKey(keys.hash) });
  await migrateDatabase(database, migratorUrl);
  const session = await openImport(migratorUrl, 'bench');
  let founded = { residents: 0, seconds: 0 };
  try {
    for (const step of foundingSteps(plan, sealing)) {
      if (step.service !== 'grids') continue;
      const begun = performance.now();
      const { rows } = await step.run(session, () => undefined);
      const seconds = (performance.now() - begun) / 1_000;
      say(`${step.label}: ${rows.toLocaleString('en')} rows in ${seconds.toFixed(1)} s`);
      if (step.label === 'residents') founded = { residents: rows, seconds };
    }
  } finally {
    await session.close();
  }
  await fillProjections(migratorUrl, plan, [
    `insert into grid_view (id, version, name, kind, level, area_code, parent_grid_id, valid_from)
     select id, 1, name, kind, level, area_code, parent_grid_id, valid_from from grid`,
  ]);
  return founded;
};

/**
 * What desks ask of the grids subgraph at two sizes of a county: each beside the bare SQL that it needs, and the large county beside the
 * small one; and how fast residents come in.
 */
export const gridsBench = async ({ county, scales, runs, postgresUrl, say }: GridsBenchOptions): Promise<Figure[]> => {
  const keys = newKeys();
  const divisions = await readDivisions(county);
  const asOf = shanghaiDay(new Date());
  return withBenchDatabases(postgresUrl, ['grids_small', 'grids_large'], async (databases) => {
    const figures: Figure[] = [];
    for (const [place, { migratorUrl }] of databases.entries()) {
      const scale = scales[place] ?? 1;
      say(`Founding the grids of ${divisions.name} at scale ${String(scale)}`);
      const plan = planCounty(divisions, { county, scale, seed: 1, asOf });
      const { residents, seconds } = await foundGrids(plan, migratorUrl, keys, say);
      figures.push({
        what: `founding ${residents.toLocaleString('en')} residents, sealed and counted`,
        value: residents / seconds,
        unit: 'rows/s',
      });
    }
    const args = [String(runs), keys.sealing, keys.hash, ...databases.map(({ appUrl }) => appUrl)];
    const names = scales.map((scale) => `county × ${String(scale)}`) as [string, string];
    return [...figures, ...(await deskFigures('grids', args, names))];
  });
};

import { database as casesDatabase } from '@gridloom/cases/import';
import { database as gridsDatabase } from '@gridloom/grids/import';
import { database as organizationDatabase } from '@gridloom/organization/import';
import type { DatabaseDefinition } from '@gridloom/service-kit';
import { database as societiesDatabase } from '@gridloom/societies/import';
import { database as volunteersDatabase } from '@gridloom/volunteers/import';
import { Client } from 'pg';

import { CommandProblem } from '../command-problem.ts';
import { nameOfFounding, type FoundingChoice } from './county-plan.ts';
import { foundedServices, type FoundedService } from './founding-steps.ts';

export const databaseDefinitions: Readonly<Record<FoundedService, DatabaseDefinition>> = {
  organization: organizationDatabase,
  grids: gridsDatabase,
  cases: casesDatabase,
  societies: societiesDatabase,
  volunteers: volunteersDatabase,
};

/** The databases of an installation, by service. */
export type FoundingDatabases = Readonly<
  Record<FoundedService, { readonly migratorUrl: string; readonly appUrl: string }>
>;

/** Noted in organization's database once everything is done. */
export const FOUNDED = 'founded';

export interface FoundingState {
  /** The founding that has begun here, if one has. */
  readonly begun?: FoundingChoice;
  readonly isFounded: boolean;
  /** Services whose database is empty or lacks migrations. */
  readonly behind: readonly FoundedService[];
  /** Services whose database is of an older version and may hold rows. */
  readonly older: readonly FoundedService[];
}

/** What is asked for; what is left out is as it was begun, else the default. */
export interface FoundingWish {
  readonly county?: string | undefined;
  readonly scale?: number | undefined;
  readonly seed?: number | undefined;
  readonly asOf?: string | undefined;
}

/** Thrown where an installation holds another county than the one asked for. */
export class FoundedOtherwise extends CommandProblem {
  override readonly name = 'FoundedOtherwise';

  constructor(begun: FoundingChoice, wish: FoundingWish) {
    const asked = [
      wish.county !== undefined && wish.county !== begun.county ? `--county ${wish.county}` : '',
      wish.scale !== undefined && wish.scale !== begun.scale ? `--scale ${String(wish.scale)}` : '',
      wish.seed !== undefined && wish.seed !== begun.seed ? `--seed ${String(wish.seed)}` : '',
      wish.asOf !== undefined && wish.asOf !== begun.asOf ? `--as-of ${wish.asOf}` : '',
    ];
    super(
      `已有县域数据 This installation holds county ${begun.county} at scale ${String(begun.scale)}, seed ${String(begun.seed)}, as of ${begun.asOf}, and ${asked.filter(Boolean).join(' ')} was asked for. Leave the option out to go on with it; take it away and found the other one with npm start -- --fresh; or keep both with another GRIDLOOM_HOME and GRIDLOOM_INSTALLATION.`,
    );
  }
}

const nameParts = /^founding\/(\d{6})\/([\d.e-]+)\/(\d+)\/(\d{4}-\d{2}-\d{2})$/;

const choiceOf = (name: string): FoundingChoice | undefined => {
  const [, county, scale, seed, asOf] = nameParts.exec(name) ?? [];
  if (county === undefined || scale === undefined || seed === undefined || asOf === undefined) return undefined;
  return { county, scale: Number(scale), seed: Number(seed), asOf };
};

interface DatabaseState {
  readonly migrations: readonly string[];
  readonly foundings: readonly string[];
  readonly isFounded: boolean;
}

const readDatabase = async (url: string): Promise<DatabaseState> => {
  const client = new Client({ connectionString: url, application_name: 'gridloom-init' });
  await client.connect();
  try {
    const there = await client.query<{ migration: boolean; step: boolean }>(
      `select to_regclass('public.migration') is not null as migration, to_regclass('public.import_step') is not null as step`,
    );
    const [tables] = there.rows;
    const migrations = tables?.migration
      ? await client.query<{ name: string }>('select name from migration')
      : undefined;
    const steps = tables?.step
      ? await client.query<{ id: string; founded: boolean }>(
          `select import_id as id, bool_or(step = $1) as founded from import_step where import_id like 'founding/%' group by import_id`,
          [FOUNDED],
        )
      : undefined;
    return {
      migrations: migrations?.rows.map(({ name }) => name) ?? [],
      foundings: steps?.rows.map(({ id }) => id) ?? [],
      isFounded: steps?.rows.some(({ founded }) => founded) ?? false,
    };
  } finally {
    await client.end();
  }
};

/** Looks what there is. Throws CommandProblem where two foundings have been begun in the same databases. */
export const readFoundingState = async (databases: FoundingDatabases): Promise<FoundingState> => {
  const states = await Promise.all(
    foundedServices.map(async (service) => ({ service, ...(await readDatabase(databases[service].migratorUrl)) })),
  );
  const names = [...new Set(states.flatMap(({ foundings }) => foundings))];
  if (names.length > 1)
    throw new CommandProblem(
      `数据不一致 Two foundings have been begun in these databases: ${names.join(', ')}. Start again with npm start -- --fresh.`,
    );
  const begun = names[0] === undefined ? undefined : choiceOf(names[0]);
  const lacks = ({ service, migrations }: (typeof states)[number]) =>
    databaseDefinitions[service].migrations.some(({ name }) => !migrations.includes(name));
  return {
    ...(begun ? { begun } : {}),
    isFounded: states.some(({ isFounded }) => isFounded),
    behind: states.filter(lacks).map(({ service }) => service),
    older: states.filter((state) => state.migrations.length > 0 && lacks(state)).map(({ service }) => service),
  };
};

const DEFAULT_COUNTY = '410326';

/** The founding to make or to go on with. Throws {@link FoundedOtherwise}. */
export const chooseFounding = ({ begun }: FoundingState, wish: FoundingWish, today: string): FoundingChoice => {
  const wished: FoundingChoice = {
    county: wish.county ?? begun?.county ?? DEFAULT_COUNTY,
    scale: wish.scale ?? begun?.scale ?? 1,
    seed: wish.seed ?? begun?.seed ?? 1,
    asOf: wish.asOf ?? begun?.asOf ?? today,
  };
  if (begun && nameOfFounding(begun) !== nameOfFounding(wished)) throw new FoundedOtherwise(begun, wish);
  return wished;
};

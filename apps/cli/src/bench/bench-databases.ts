import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { dropDatabase, provisionDatabase, type DatabaseAddresses, type DatabasePlan } from '@gridloom/local-stack';
import { applyAreas } from '@gridloom/service-kit';
import { Client } from 'pg';

import { projectRoot } from '../config.ts';
import type { CountyPlan } from '../founding/county-plan.ts';
import { areasOf } from '../founding/founding-steps.ts';
import type { Figure } from './figure.ts';

const run = promisify(execFile);
const LONGEST_ANSWER = 16 * 1024 * 1024;

/** Databases of the measurement alone, made anew and removed in the end. */
export const withBenchDatabases = async <T>(
  postgresUrl: string,
  names: readonly string[],
  work: (databases: readonly DatabaseAddresses[]) => Promise<T>,
): Promise<T> => {
  const plans = names.map((name): DatabasePlan => {
    const database = `gridloom_bench_${name}`;
    const role = (of: string) => ({ name: `${database}_${of}`, password: 'bench' });
    return { database, migrator: role('migrator'), app: role('app') };
  });
  try {
    const databases: DatabaseAddresses[] = [];
    for (const plan of plans) {
      await dropDatabase(postgresUrl, plan);
      databases.push(await provisionDatabase(postgresUrl, plan));
    }
    return await work(databases);
  } finally {
    for (const plan of plans) await dropDatabase(postgresUrl, plan);
  }
};

/** What the projections would hold once the state topics are read, and statistics for the planner. */
export const fillProjections = async (
  migratorUrl: string,
  plan: CountyPlan,
  more: readonly string[] = [],
): Promise<void> => {
  const client = new Client({ connectionString: migratorUrl });
  await client.connect();
  try {
    await applyAreas(
      areasOf(plan)
        .all()
        .map((area) => ({
          key: area.code,
          sequence: 1,
          data: { ...area, parentCode: area.parentCode ?? undefined, validFrom: '2020-01-01' },
        })),
      async (text, values) => (await client.query<Record<string, unknown>>(text, [...(values ?? [])])).rows,
    );
    for (const statement of more) await client.query(statement);
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
};

/** What the bench of a subgraph prints for one query: medians in ms, one of each county. */
interface DeskTimes {
  readonly what: string;
  readonly counties: readonly { readonly answered: number; readonly bare: number }[];
}

/** Runs a bench of a subgraph in a process of its own; gives what it prints. */
export const runBench = async <T>(subgraph: string, file: string, args: readonly string[]): Promise<T> => {
  const script = path.join(projectRoot, 'apps', subgraph, 'bench', file);
  const { stdout } = await run(process.execPath, ['--no-warnings', script, ...args], { maxBuffer: LONGEST_ANSWER });
  return JSON.parse(stdout) as T;
};

/** Runs the desk bench of a subgraph in a process of its own; the counties are named small one first. */
export const deskFigures = async (
  subgraph: string,
  args: readonly string[],
  names: readonly [string, string],
): Promise<Figure[]> => {
  const times = await runBench<DeskTimes[]>(subgraph, 'desk-bench.ts', args);
  return times.flatMap(({ what, counties }) => [
    ...counties.map(({ answered, bare }, place): Figure => ({
      what: `${what}, ${names[place] ?? ''}`,
      value: answered,
      unit: 'ms',
      beside: { what: 'the bare SQL that it needs', value: bare },
    })),
    {
      what: `${what}, ${names[1]}`,
      value: counties[1]?.answered ?? 0,
      unit: 'ms',
      beside: { what: names[0], value: counties[0]?.answered ?? 0 },
    },
  ]);
};

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { dropDatabase, openSecretStore, provisionDatabase } from '@gridloom/local-stack';
import { readManifest } from '@gridloom/service-kit';
import type { Command } from 'commander';

import { CommandProblem } from '../command-problem.ts';
import { readFoundingSeconds } from '../init/founding-seconds.ts';
import { targetOf } from '../restore/target-of.ts';
import type { RestoreTarget } from '../restore/restore.ts';
import { adoptEnvironment, projectRoot } from '../config.ts';
import { databaseUrl, databasePlan } from '../start/installation.ts';
import { readRunRecord } from '../start/run-record.ts';
import { withStack, type StackAddresses } from '../start/with-stack.ts';
import { requestToken } from '../token/request-token.ts';
import { casesBench, dayBench, triageBench } from './cases-bench.ts';
import { figureTable, type Figure } from './figure.ts';
import { graphBench } from './graph-bench.ts';
import { gridsBench } from './grids-bench.ts';
import { importBench } from './import-bench.ts';
import { memoryFigures, startForBench, type BenchCounty } from './start-bench.ts';

const run = promisify(execFile);
const PORT_OFFSET = 30_000;
const EVENTS = 20_000;
const LONGEST_TELLING_S = 240;

interface Options {
  readonly county: string;
  readonly scale: number;
  readonly runs: number;
  readonly out?: string;
}

const infrastructureOf = (home: string) => {
  const found = readRunRecord(home)?.infrastructure;
  if (!found) throw new CommandProblem('The county of the measurement did not run; look at its output above.');
  return found;
};

const outboxFigures = async (postgresUrl: string, brokers: readonly string[]): Promise<Figure[]> => {
  const role = (name: string) => ({ name, password: 'bench' });
  const plan = {
    database: 'gridloom_bench',
    migrator: role('gridloom_bench_migrator'),
    app: role('gridloom_bench_app'),
  };
  const { migratorUrl } = await provisionDatabase(postgresUrl, plan);
  try {
    const script = path.join(projectRoot, 'libs/messaging/bench/outbox-bench.ts');
    const { stdout } = await run(process.execPath, [
      '--no-warnings',
      script,
      migratorUrl,
      brokers.join(','),
      String(EVENTS),
    ]);
    const told = JSON.parse(stdout) as { outboxPerSecond: number; barePerSecond: number };
    return [
      {
        what: `${EVENTS.toLocaleString('en')} events through the outbox, committed, relayed, acknowledged`,
        value: told.outboxPerSecond,
        unit: 'events/s',
        beside: { what: 'a bare kafkajs producer', value: told.barePerSecond },
      },
    ];
  } finally {
    await dropDatabase(postgresUrl, plan);
  }
};

const importFigures = async (home: string, postgresUrl: string): Promise<Figure[]> => {
  const secrets = openSecretStore(home);
  const services = readManifest().subgraphs.map(({ name }) => name);
  const targets: Record<string, RestoreTarget> = {};
  const plans = services.map((name) => {
    const plan = databasePlan(name, secrets);
    const renamed = (word: string) => word.replace(plan.database, `${plan.database}_bare`);
    return {
      name,
      plan: {
        database: `${plan.database}_bare`,
        migrator: { ...plan.migrator, name: renamed(plan.migrator.name) },
        app: { ...plan.app, name: renamed(plan.app.name) },
      },
    };
  });
  try {
    for (const { name, plan } of plans) targets[name] = await targetOf(name, postgresUrl, plan);
    return await importBench({
      home,
      foundingSeconds: readFoundingSeconds(home),
      databases: Object.fromEntries(services.map((name) => [name, databaseUrl(postgresUrl, name)])),
      targets,
    });
  } finally {
    for (const { plan } of plans) await dropDatabase(postgresUrl, plan);
  }
};

/** Waits until the state topics are filled: a founded county tells all of itself once. */
const untilTold = async (gateway: string): Promise<void> => {
  for (let tries = 0; tries < LONGEST_TELLING_S; tries += 1) {
    const answer = await fetch(`${gateway}/status.json`);
    const { subgraphs } = (await answer.json()) as { subgraphs: { status: { snapshots: { finished: boolean }[] } }[] };
    if (subgraphs.every(({ status }) => status.snapshots.every(({ finished }) => finished))) return;
    await pause(1_000);
  }
  throw new CommandProblem(
    'The state topics were not filled in time; look at the logs of the county of the measurement.',
  );
};

const measure = async (county: BenchCounty, runs: number): Promise<Figure[]> => {
  const first = await startForBench(county);
  let figures: Figure[] = [{ what: 'first start to ready, founding included', value: first.seconds, unit: 's' }];
  try {
    const { postgresUrl, brokers } = infrastructureOf(county.home);
    figures = [
      ...figures,
      ...(await importFigures(county.home, postgresUrl)),
      ...(await outboxFigures(postgresUrl, brokers)),
    ];
  } finally {
    await first.stop();
  }
  const second = await startForBench(county);
  try {
    figures.push({ what: 'next start to ready', value: second.seconds, unit: 's' });
    await untilTold(`http://127.0.0.1:${String(4000 + county.portOffset)}`);
    const issuer = `http://127.0.0.1:${String(4010 + county.portOffset)}`;
    const token = await requestToken(issuer, { role: 'GRID_OFFICE', jurisdiction: county.county });
    const ports = new Map(readManifest().subgraphs.map(({ name, port }) => [name, port + county.portOffset]));
    const graph = await graphBench({
      gateway: `http://127.0.0.1:${String(4000 + county.portOffset)}/graphql`,
      subgraph: (name) => `http://127.0.0.1:${String(ports.get(name))}/graphql`,
      county: county.county,
      token,
      runs,
    });
    return [...figures, ...graph, ...(process.platform === 'linux' ? memoryFigures(county.home) : [])];
  } finally {
    await second.stop();
  }
};

const benchEnvironment = (home: string) => ({
  GRIDLOOM_HOME: home,
  GRIDLOOM_POSTGRES_PORT: '35439',
  GRIDLOOM_KAFKA_PORT: '39092',
  GRIDLOOM_INFRA: 'embedded',
});

/** Measures with an installation of its own, which is removed in the end, and prints a table and JSON. */
const inOwnHome = async (
  { out, ...about }: { readonly out: string | undefined; readonly county: string; readonly scale?: number },
  work: (home: string, env: Readonly<Record<string, string>>) => Promise<Figure[]>,
): Promise<void> => {
  const home = mkdtempSync(path.join(tmpdir(), 'gridloom-bench-'));
  const env = benchEnvironment(home);
  // This process looks into the same installation as the county that it starts.
  adoptEnvironment(env);
  try {
    const figures = await work(home, env);
    const machine = `${String(cpus().length)} × ${cpus()[0]?.model ?? 'CPU'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`;
    const at = new Date().toISOString();
    process.stdout.write(`\n${machine}, ${at.slice(0, 10)}\n\n${figureTable(figures)}\n\n`);
    const json = JSON.stringify({ at, machine, ...about, figures });
    process.stdout.write(`${json}\n`);
    if (out !== undefined) writeFileSync(out, `${json}\n`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const sayAside = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const twoScales = (text: string): [number, number] => {
  const [small, large, ...more] = text.split(',').map(Number);
  if (small === undefined || large === undefined || more.length > 0 || !(small > 0 && large > small))
    throw new CommandProblem(`--scales takes two numbers, the small one first, e.g. 1,10; it was ${text}`);
  return [small, large];
};

export const register = (program: Command): void => {
  const bench = program
    .command('bench')
    .description('measure a county of its own on this machine, prints a table and JSON (测量)')
    .option('--county <code>', 'county to found', '410326')
    .option('--scale <number>', 'share of its people', Number, 1)
    .option('--runs <number>', 'runs of each document', Number, 40)
    .option('--out <file>', 'also write the JSON there')
    .action((options: Options) =>
      inOwnHome({ out: options.out, county: options.county, scale: options.scale }, (home, env) =>
        measure({ home, env, portOffset: PORT_OFFSET, county: options.county, scale: options.scale }, options.runs),
      ),
    );
  const onStack =
    (work: (stack: StackAddresses, options: Options) => Promise<Figure[]>) =>
    (command: Command): Promise<void> => {
      const options = command.optsWithGlobals<Options>();
      return inOwnHome({ out: options.out, county: options.county }, () => withStack((stack) => work(stack, options)));
    };
  bench
    .command('grids')
    .description('the desks of the grids subgraph in a county of two sizes (网格子图)')
    .option('--scales <numbers>', 'two sizes, 1 has all its people', twoScales, [1, 10] as const)
    .action(({ scales }: { scales: readonly [number, number] }, command: Command) =>
      onStack(({ postgresUrl }, { county, runs }) => gridsBench({ county, scales, runs, postgresUrl, say: sayAside }))(
        command,
      ),
    );
  bench
    .command('cases')
    .description('the desks of the cases subgraph with few and with many cases (事件子图)')
    .option('--cases <number>', 'how many the large county has', Number, 1_000_000)
    .option('--day', 'a province’s day instead: cases reported and moved, 100,000 open, deadlines after an outage')
    .option('--moved <number>', 'how many cases of the day are moved through the mutations', Number, 2_000)
    .option('--desks <number>', 'how many desks work at once', Number, 16)
    .action((asked: { cases: number; day?: boolean; moved: number; desks: number }, command: Command) =>
      onStack(({ postgresUrl, brokers }, { county, runs }) => {
        const common = { county, runs, postgresUrl, say: sayAside };
        return asked.day ? dayBench({ ...common, ...asked, brokers }) : casesBench({ ...common, cases: asked.cases });
      })(command),
    );
  bench
    .command('triage')
    .description('how good suggestions for new cases are, on cases held out (分流建议)')
    .action((_: object, command: Command) =>
      onStack(({ postgresUrl }, { county }) => triageBench({ county, postgresUrl }))(command),
    );
};

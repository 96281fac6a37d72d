import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readStackEnvironment, type InfraKind, type StackEnvironment } from './config.ts';
import { composeProgram, eraseDocker, startDocker } from './docker/start-docker.ts';
import { eraseEmbedded, startEmbedded } from './embedded/start-embedded.ts';
import { PortTaken } from './ports.ts';
import { StackProblem } from './stack-problem.ts';
import { clearChosenInfra, readChosenInfra, writeChosenInfra } from './stack-record.ts';
import { useExternal } from './use-external.ts';

/** A PostgreSQL and a Kafka that answer. */
export interface LocalStack {
  kind: InfraKind;
  /** The URL of a user who may make databases and roles. */
  postgres: { url: string };
  /** Brokers as host:port. */
  kafka: { brokers: string[] };
  /** The servers that run as processes of ours, and the guard that ends them should this process be killed. */
  pids: { postgres?: number; kafka?: number; guard?: number };
  /** Stops what this start has started; external servers are left alone. */
  stop(): Promise<void>;
}

/** What each way of starting needs to know. */
export interface StackOptions {
  dataDir: string;
  cacheDir: string;
  ports: { postgres: number; kafka: number };
  /** false: no row has to outlive a power cut. */
  isDurable: boolean;
  onProgress: (line: string) => void;
}

export interface StartOptions {
  /** Where the data, the secrets and the logs lie: the project's `.gridloom`. */
  dataDir: string;
  /** What may be made again from the network: `<dataDir>/cache` unless several stacks share one. */
  cacheDir?: string;
  /** Forces one way, as GRIDLOOM_INFRA does. */
  infra?: InfraKind;
  ports?: Partial<StackOptions['ports']>;
  isDurable?: boolean;
  onProgress?: (line: string) => void;
}

/**
 * Finds or starts PostgreSQL and Kafka: the addresses in the environment, else Docker, else the embedded servers. An
 * installation keeps the way it was founded with, because its data lie there.
 * @throws StackProblem when neither can be had, with what to install
 */
export async function startLocalStack(options: StartOptions): Promise<LocalStack> {
  const environment = readStackEnvironment();
  const dataDir = path.resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const stackOptions: StackOptions = {
    dataDir,
    cacheDir: options.cacheDir ?? path.join(dataDir, 'cache'),
    ports: { ...environment.ports, ...options.ports },
    isDurable: options.isDurable ?? true,
    onProgress: options.onProgress ?? (() => undefined),
  };
  const stack = await start(stackOptions, environment, options.infra ?? environment.infra);
  writeChosenInfra(dataDir, stack.kind);
  return stack;
}

async function start(
  options: StackOptions,
  environment: StackEnvironment,
  forced: InfraKind | undefined,
): Promise<LocalStack> {
  if (forced === 'embedded') return startEmbedded(options);
  if (forced === 'docker') return startDocker(options, await composeProgram());
  if (environment.external !== undefined) return useExternal(environment.external);
  if (forced === 'external')
    throw new StackProblem({
      what: 'PostgreSQL and Kafka are not known',
      cause: 'GRIDLOOM_POSTGRES_URL and GRIDLOOM_KAFKA_BROKERS are not set',
      remedy: 'Give both addresses, or choose another way with GRIDLOOM_INFRA=docker or GRIDLOOM_INFRA=embedded',
    });
  const chosen = await readChosenInfra(options.dataDir);
  if (chosen === 'embedded') return startEmbedded(options);
  if (chosen === 'docker') return startDocker(options, await composeProgram());
  return startFirstThatWorks(options);
}

async function startFirstThatWorks(options: StackOptions): Promise<LocalStack> {
  let whyNotDocker: StackProblem;
  try {
    const compose = await composeProgram();
    return await startDocker(options, compose);
  } catch (error) {
    // A port that is taken is taken for the embedded servers too.
    if (!(error instanceof StackProblem) || error instanceof PortTaken) throw error;
    whyNotDocker = error;
  }
  options.onProgress(`Docker is not used (${whyNotDocker.cause}): the embedded servers take its place`);
  return startEmbedded(options);
}

/** Removes the data of an installation whose stack is stopped, whichever way it was made; secrets and cache stay. */
export async function eraseLocalStack(dataDir: string): Promise<void> {
  const folder = path.resolve(dataDir);
  const chosen = await readChosenInfra(folder);
  if (chosen === 'docker') await eraseDocker(folder, await composeProgram());
  await eraseEmbedded(folder);
  // The next start chooses anew.
  await clearChosenInfra(folder);
}

import { rm } from 'node:fs/promises';
import path from 'node:path';

import { eraseLocalStack, requireFreePort, startLocalStack, type LocalStack } from '@gridloom/local-stack';
import { readManifest } from '@gridloom/service-kit';

import { ISSUER_PORT, startIssuer, type Issuer } from '../issuer/start-issuer.ts';
import { keysEnvironment, loadOrMakeKeys } from '../keys/development-keys.ts';
import type { CountyOptions } from './county-options.ts';
import { initInOwnProcess } from './init-in-own-process.ts';
import { dataDirectory } from '../config.ts';
import { provision } from './installation.ts';
import { readyScreen } from './ready-screen.ts';
import { clearRunRecord, takeInstallation, writeRunRecord } from './run-record.ts';
import { startService, type ServiceProcess } from './service-process.ts';
import { serviceSpecs } from './service-specs.ts';

export interface StartOptions extends CountyOptions {
  readonly fresh: boolean;
  /** Added to the ports of gateway, subgraphs and sign-in. */
  readonly portOffset: number;
  readonly logLevel: string;
  /** Started by `--detach`: the screen says how to stop it then. */
  readonly detached: boolean;
  /** Breaks the start off. */
  readonly signal: AbortSignal;
}

export interface RunningCounty {
  readonly screen: string;
  stop(): Promise<void>;
}

const READY_PATIENCE_MS = 120_000;

const requirePorts = async (portOffset: number) => {
  const { subgraphs, gateway } = readManifest();
  for (const { name, port } of [...subgraphs, gateway, { name: 'sign-in', port: ISSUER_PORT }]) {
    await requireFreePort({
      port: port + portOffset,
      what: `The service ${name}`,
      option: `npm start -- --port-offset ${String(portOffset + 1000)}`,
    });
  }
};

/** What has been started so far, ended in the opposite order. */
const createUndo = () => {
  const steps: (() => Promise<void>)[] = [];
  return {
    add: (step: () => Promise<void>) => {
      steps.push(step);
    },
    run: async () => {
      for (const step of steps.splice(0).reverse()) await step();
    },
  };
};

/**
 * Starts the whole county: infrastructure, databases, founding where it is the first time, sign-in, services, gateway.
 * Whatever fails, all that was started is ended before the error goes on.
 */
export const startCounty = async (options: StartOptions, say: (line: string) => void): Promise<RunningCounty> => {
  const begun = Date.now();
  const dataDir = dataDirectory();
  const record = await takeInstallation(dataDir);
  const undo = createUndo();
  undo.add(() => {
    clearRunRecord(dataDir);
    return Promise.resolve();
  });
  try {
    await requirePorts(options.portOffset);
    if (options.fresh) {
      say('Removing the earlier county (--fresh)');
      await eraseLocalStack(dataDir);
      await rm(path.join(dataDir, 'founding.json'), { force: true });
    }
    const stack = await startLocalStack({ dataDir, onProgress: say });
    undo.add(() => stack.stop());
    const services: ServiceProcess[] = [];
    const note = (screen?: string) => {
      writeRunRecord(dataDir, {
        ...record,
        infrastructure: { postgresUrl: stack.postgres.url, brokers: stack.kafka.brokers },
        services: services.flatMap(({ name, marker, pid }) => {
          const running = pid();
          return running === undefined ? [] : [{ name, pid: running, marker }];
        }),
        ...(screen === undefined ? {} : { screen }),
      });
    };
    const facts = await bringUp(options, { stack, dataDir, services, note, undo, say });
    const screen = readyScreen({ ...facts, seconds: (Date.now() - begun) / 1000, detached: options.detached });
    note(screen);
    return { screen, stop: () => undo.run() };
  } catch (error) {
    await undo.run();
    throw error;
  }
};

interface BringUp {
  readonly stack: LocalStack;
  readonly dataDir: string;
  readonly services: ServiceProcess[];
  readonly note: () => void;
  readonly undo: ReturnType<typeof createUndo>;
  readonly say: (line: string) => void;
}

const startSignIn = async (
  options: StartOptions,
  databaseUrl: string,
  keys: Awaited<ReturnType<typeof loadOrMakeKeys>>,
): Promise<Issuer> =>
  startIssuer({ port: ISSUER_PORT + options.portOffset, organizationDatabaseUrl: databaseUrl, keys });

const bringUp = async (options: StartOptions, { stack, dataDir, services, note, undo, say }: BringUp) => {
  const keys = await loadOrMakeKeys(dataDir);
  const databases = await provision(stack.postgres.url, dataDir);
  const { countyName, village } = await initInOwnProcess(options, { stack, dataDir });
  const organization = databases.organization;
  if (!organization) throw new TypeError('The manifest has no organization subgraph');
  const issuer = await startSignIn(options, organization.appUrl, keys);
  undo.add(() => issuer.close());
  const specs = serviceSpecs({
    dataDir,
    databases,
    brokers: stack.kafka.brokers,
    issuer,
    keys: keysEnvironment(keys),
    portOffset: options.portOffset,
    logLevel: options.logLevel,
  });
  const run = (spec: (typeof specs)['gateway']) => {
    const service = startService(spec, { dataDir, onStarted: note, onLine: say });
    services.push(service);
    note();
    undo.add(() => service.stop());
    return service;
  };
  options.signal.throwIfAborted();
  say('Starting the services');
  const subgraphs = specs.subgraphs.map(run);
  const gateway = run(specs.gateway);
  await Promise.all(
    subgraphs.map(async (service) => {
      await service.ready(READY_PATIENCE_MS, options.signal);
      say(`  ${service.name} is ready`);
    }),
  );
  await gateway.ready(READY_PATIENCE_MS, options.signal);
  return {
    county: countyName,
    village,
    gatewayUrl: gateway.url,
    issuerUrl: issuer.url,
    infra: stack.kind,
    brokers: stack.kafka.brokers,
    postgresPort: new URL(stack.postgres.url).host,
    services: subgraphs,
    logs: path.join(dataDir, 'logs'),
  };
};

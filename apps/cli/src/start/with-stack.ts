import { startLocalStack, StackProblem } from '@gridloom/local-stack';

import { dataDirectory } from '../config.ts';
import { livingOwner, readRunRecord } from './run-record.ts';

export interface StackAddresses {
  /** As a user who may make databases and roles. */
  readonly postgresUrl: string;
  readonly brokers: readonly string[];
}

/** Runs work on the infrastructure of the county that runs here, or starts it for as long as the work takes. */
export const withStack = async <T>(work: (stack: StackAddresses) => Promise<T>): Promise<T> => {
  const dataDir = dataDirectory();
  const running = (await livingOwner(dataDir)) === undefined ? undefined : readRunRecord(dataDir)?.infrastructure;
  if (running) return work(running);
  const stack = await startLocalStack({ dataDir });
  try {
    return await work({ postgresUrl: stack.postgres.url, brokers: stack.kafka.brokers });
  } finally {
    await stack.stop();
  }
};

/** @throws StackProblem where the county runs: what would be changed under its feet waits until it is stopped */
export const requireStopped = async (what: string): Promise<void> => {
  const owner = await livingOwner(dataDirectory());
  if (owner === undefined) return;
  throw new StackProblem({
    what,
    cause: `the county runs as process ${String(owner)}`,
    remedy: 'Stop it first: npm run stop',
  });
};

import { errorMessage } from './error-facts.ts';
import type { LocalStack } from './local-stack.ts';
import { StackProblem } from './stack-problem.ts';
import { waitForKafka } from './wait-for-kafka.ts';
import { waitForPostgres } from './wait-for-postgres.ts';

const patience = 15_000;

/** Uses servers that somebody else runs, once they have answered. */
export async function useExternal(
  addresses: { postgresUrl: string; brokers: string[] },
  limits: { patience: number } = { patience },
): Promise<LocalStack> {
  await waitForPostgres(addresses.postgresUrl, limits).catch((error: unknown) => {
    throw unreachable('GRIDLOOM_POSTGRES_URL', error);
  });
  await anyBroker(addresses.brokers, limits).catch((error: unknown) => {
    throw unreachable('GRIDLOOM_KAFKA_BROKERS', error);
  });
  return {
    kind: 'external',
    postgres: { url: addresses.postgresUrl },
    kafka: { brokers: addresses.brokers },
    pids: {},
    stop: () => Promise.resolve(),
  };
}

/** One that answers is enough: clients learn the others from it. */
async function anyBroker(brokers: readonly string[], limits: { patience: number }): Promise<void> {
  const waits = brokers.map((broker) => waitForKafka(broker, limits));
  const settled = Promise.allSettled(waits);
  await Promise.any(waits).catch(async () => {
    const [first] = await settled;
    throw first?.status === 'rejected' ? first.reason : new Error('no broker is given');
  });
}

function unreachable(variable: string, error: unknown): StackProblem {
  if (error instanceof StackProblem) return error;
  return new StackProblem({
    what: `The server of ${variable} cannot be used`,
    cause: errorMessage(error),
    remedy: 'Start it or correct the address; without the variable Docker or the embedded servers are used',
  });
}

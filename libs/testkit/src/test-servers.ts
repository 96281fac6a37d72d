import { readStackEnvironment, useExternal } from '@gridloom/local-stack';
import { announceTestServers } from './config.ts';

/** A PostgreSQL and a Kafka for all tests of a run. */
export interface TestServers {
  postgresUrl: string;
  brokers: string[];
  stop(): Promise<void>;
}

let running: TestServers | undefined;

/**
 * Jest's global set-up: the servers whose addresses are in the environment, else containers where Docker answers, else the
 * embedded ones. The tests get the addresses by the environment and know nothing of the choice.
 */
export async function startTestServers(): Promise<void> {
  running = await findTestServers();
  announceTestServers(running);
}

/** Jest's global tear-down. */
export async function stopTestServers(): Promise<void> {
  await running?.stop();
  running = undefined;
}

async function findTestServers(): Promise<TestServers> {
  const { external, infra } = readStackEnvironment();
  if (external !== undefined) {
    const stack = await useExternal(external);
    return { postgresUrl: stack.postgres.url, brokers: stack.kafka.brokers, stop: () => stack.stop() };
  }
  // Loaded only when needed: both take longer to load than most tests take to run.
  const { startEmbeddedTestServers } = await import('./embedded-test-servers.ts');
  if (infra === 'embedded') return startEmbeddedTestServers();
  const { startContainers } = await import('./test-containers.ts');
  try {
    return await startContainers();
  } catch (error) {
    if (infra === 'docker') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Docker gives no test servers (${reason}): the embedded ones take their place\n`);
    return startEmbeddedTestServers();
  }
}

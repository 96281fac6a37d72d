import { z } from 'zod';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
const brokers = z
  .string()
  .transform((list) => list.split(',').map((broker) => broker.trim()))
  .pipe(z.array(z.string().regex(/^[^:\s]+:\d+$/, 'must be host:port')).min(1));

const notStarted =
  'is not set: run the tests through Jest with the configuration at the root, which starts PostgreSQL and Kafka, or set it yourself';

/** The URL of a PostgreSQL user who may make databases and roles, for the tests of this run. */
export function testPostgres(env: NodeJS.ProcessEnv = process.env): string {
  const value = env.GRIDLOOM_POSTGRES_URL;
  if (value === undefined) throw new Error(`GRIDLOOM_POSTGRES_URL ${notStarted}`);
  return postgresUrl.parse(value);
}

/** The Kafka brokers for the tests of this run, as host:port. */
export function testKafka(env: NodeJS.ProcessEnv = process.env): string[] {
  const value = env.GRIDLOOM_KAFKA_BROKERS;
  if (value === undefined) throw new Error(`GRIDLOOM_KAFKA_BROKERS ${notStarted}`);
  return brokers.parse(value);
}

/** Hands the addresses to Jest's workers, which inherit the environment of the process that starts the servers. */
export function announceTestServers(servers: { postgresUrl: string; brokers: readonly string[] }): void {
  process.env.GRIDLOOM_POSTGRES_URL = servers.postgresUrl;
  process.env.GRIDLOOM_KAFKA_BROKERS = servers.brokers.join(',');
  // A program that a test starts uses these servers too, however this run came by them.
  process.env.GRIDLOOM_INFRA = 'external';
}

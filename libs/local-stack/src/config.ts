import { z } from 'zod';
import { StackProblem } from './stack-problem.ts';

export const infraKinds = ['embedded', 'docker', 'external'] as const;
export type InfraKind = (typeof infraKinds)[number];

export const defaultPorts = { postgres: 5439, kafka: 9092 };

/** What the environment says about where PostgreSQL and Kafka are. */
export interface StackEnvironment {
  /** Forces one way; without it the first one that works is taken. */
  infra?: InfraKind;
  external?: { postgresUrl: string; brokers: string[] };
  ports: { postgres: number; kafka: number };
}

const port = z.coerce.number().int().min(1).max(65_535);
const variables = z.object({
  GRIDLOOM_INFRA: z.enum(infraKinds).optional(),
  GRIDLOOM_POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  GRIDLOOM_KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'must be host:port, or several with commas between them')).min(1))
    .optional(),
  GRIDLOOM_POSTGRES_PORT: port.default(defaultPorts.postgres),
  GRIDLOOM_KAFKA_PORT: port.default(defaultPorts.kafka),
});

/**
 * Reads the GRIDLOOM_… variables; an empty one counts as not set.
 * @throws StackProblem that names every wrong variable
 */
export function readStackEnvironment(env: NodeJS.ProcessEnv = process.env): StackEnvironment {
  const parsed = variables.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw wrongEnvironment(faults.join('; '), 'Correct the variable, or take it away to use the default');
  }
  const { GRIDLOOM_INFRA: infra, GRIDLOOM_POSTGRES_URL: postgresUrl, GRIDLOOM_KAFKA_BROKERS: brokers } = parsed.data;
  const environment: StackEnvironment = {
    ports: { postgres: parsed.data.GRIDLOOM_POSTGRES_PORT, kafka: parsed.data.GRIDLOOM_KAFKA_PORT },
  };
  if (infra !== undefined) environment.infra = infra;
  if (infra !== undefined && infra !== 'external') return environment;
  if (postgresUrl !== undefined && brokers !== undefined) environment.external = { postgresUrl, brokers };
  else if (infra === 'external' || postgresUrl !== undefined || brokers !== undefined) {
    const missing = [
      ...(postgresUrl === undefined ? ['GRIDLOOM_POSTGRES_URL'] : []),
      ...(brokers === undefined ? ['GRIDLOOM_KAFKA_BROKERS'] : []),
    ].join(' and ');
    throw wrongEnvironment(
      `${missing} is not set`,
      'Give both addresses (postgres://user:password@host:port/postgres and host:port), or neither',
    );
  }
  return environment;
}

/** The environment that tools we start (java, mvn, docker) get, and where their programs are looked for. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

function wrongEnvironment(cause: string, remedy: string): StackProblem {
  return new StackProblem({ what: 'The addresses of PostgreSQL and Kafka are not usable', cause, remedy });
}

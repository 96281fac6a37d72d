import { z } from 'zod';

import { fileAddress } from './files/file-address.ts';

/** Exit code of a process whose configuration is wrong (sysexits EX_CONFIG). */
export const EXIT_CONFIG = 78;

/** Thrown by {@link parseConfig} with every problem at once, one a line. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads one object of configuration from environment variables. The schema's keys are the variables' names.
 * @throws ConfigError naming every variable that is missing or wrong, never its value
 */
export const parseConfig = <T extends z.ZodType>(schema: T, env: Env): z.infer<T> => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`));
};

/** {@link parseConfig} for a process: prints all problems and exits with 78. */
export const readConfig = <T extends z.ZodType>(schema: T): z.infer<T> => {
  try {
    return parseConfig(schema, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
};

const port = z.coerce.number().int().min(1).max(65_535);

/** What every HTTP process of the county is told. Secrets have no default. */
export const processConfig = z.object({
  GRIDLOOM_HOST: z.string().default('127.0.0.1'),
  GRIDLOOM_PORT: port,
  GRIDLOOM_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** OTLP over HTTP, e.g. http://127.0.0.1:4318; left out: no traces are exported. */
  GRIDLOOM_OTLP_ENDPOINT: z.url().optional(),
  GRIDLOOM_OIDC_ISSUER: z.url(),
  GRIDLOOM_OIDC_JWKS_URL: z.url(),
  GRIDLOOM_OIDC_AUDIENCE: z.string().default('gridloom'),
});

/** What a subgraph is told. */
export const subgraphConfig = processConfig.extend({
  GRIDLOOM_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  GRIDLOOM_DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(10),
  GRIDLOOM_KAFKA_BROKERS: z.string().transform((value) => value.split(',').map((broker) => broker.trim())),
  GRIDLOOM_TOPIC_PREFIX: z.string().default(''),
  /** Partitions of topics that are made. */
  GRIDLOOM_KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(1_000).default(6),
});

/** Where a subgraph that keeps files keeps them; {@link subgraphConfig} extended by it. */
export const filesConfig = { GRIDLOOM_FILES: fileAddress };

export type ProcessConfig = z.infer<typeof processConfig>;
export type SubgraphConfig = z.infer<typeof subgraphConfig>;

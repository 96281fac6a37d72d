import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { CommandProblem } from './command-problem.ts';

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Where an installation keeps data, secrets, keys, logs and backups: `.gridloom`, or GRIDLOOM_HOME. */
export const dataDirectory = (env: NodeJS.ProcessEnv = process.env): string =>
  path.resolve(projectRoot, env.GRIDLOOM_HOME ?? '.gridloom');

/** First word of the names of databases and roles: `gridloom`, or GRIDLOOM_INSTALLATION where several share a server. */
export const installationName = (env: NodeJS.ProcessEnv = process.env): string => {
  const name = env.GRIDLOOM_INSTALLATION ?? 'gridloom';
  if (/^[a-z][a-z0-9_]{0,30}$/.test(name)) return name;
  throw new CommandProblem(
    'GRIDLOOM_INSTALLATION is a word of lower-case letters, digits and _, 31 at most; correct it or take it away.',
  );
};

/** Goes before every topic and consumer group; nothing, or GRIDLOOM_TOPIC_PREFIX where several share a broker. */
export const topicPrefix = (env: NodeJS.ProcessEnv = process.env): string => env.GRIDLOOM_TOPIC_PREFIX ?? '';

/** Whether this start goes on in the background. */
export const isDetached = (env: NodeJS.ProcessEnv = process.env): boolean => env.GRIDLOOM_DETACHED === '1';

/** Where a founding tells its outcome to the process that started it, if one listens. */
export const foundingOutcomeDescriptor = (env: NodeJS.ProcessEnv = process.env): number | undefined =>
  env.GRIDLOOM_OUTCOME_FD === undefined ? undefined : Number(env.GRIDLOOM_OUTCOME_FD);

/** The environment that programs we start get, with ours added. */
export const programEnvironment = (variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...variables,
});

/** Makes this process look at another installation. */
export const adoptEnvironment = (variables: Readonly<Record<string, string>>): void => {
  Object.assign(process.env, variables);
};

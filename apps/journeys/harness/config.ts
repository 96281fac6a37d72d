import { z } from 'zod';

const addresses = z.object({
  GRIDLOOM_JOURNEY_GATEWAY: z.url(),
  GRIDLOOM_JOURNEY_ISSUER: z.url(),
  GRIDLOOM_JOURNEY_HOME: z.string(),
  GRIDLOOM_JOURNEY_TOPIC_PREFIX: z.string(),
  GRIDLOOM_KAFKA_BROKERS: z.string().transform((list) => list.split(',')),
});

/** Where the county of the journeys runs; set by Jest's global set-up, or by hand to look at one that runs already. */
export const journeyAddresses = (env: NodeJS.ProcessEnv = process.env) => {
  const parsed = addresses.parse(env);
  return {
    gateway: parsed.GRIDLOOM_JOURNEY_GATEWAY,
    issuer: parsed.GRIDLOOM_JOURNEY_ISSUER,
    home: parsed.GRIDLOOM_JOURNEY_HOME,
    topicPrefix: parsed.GRIDLOOM_JOURNEY_TOPIC_PREFIX,
    brokers: parsed.GRIDLOOM_KAFKA_BROKERS,
  };
};

/** Hands the addresses to Jest's workers, and to a program's environment. */
export const announceCounty = (variables: Readonly<Record<string, string>>): void => {
  Object.assign(process.env, variables);
};

/** The environment that programs we start get, with ours added. */
export const programEnvironment = (variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...variables,
});

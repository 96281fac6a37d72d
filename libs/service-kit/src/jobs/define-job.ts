import type { EntityManager } from '@mikro-orm/postgresql';
import type { SqlExecutor } from '@gridloom/messaging';

import type { BackgroundTools } from '../subgraph.ts';

/** What a job is given besides its payload. */
export interface JobTools extends BackgroundTools {
  /** Runs work in one transaction of its own. A job may make several. */
  readonly transact: <T>(work: (em: EntityManager, sql: SqlExecutor) => Promise<T>) => Promise<T>;
  /** Aborted when the service is told to stop: a long job ends at its next safe point and is taken up again. */
  readonly signal: AbortSignal;
}

/** Work that is remembered in the database until it is done. */
export interface JobDefinition {
  /** Unique within the service, kebab-case. */
  readonly name: string;
  /** Crontab pattern in UTC, e.g. `* * * * *`: also runs by itself then, with the payload `{}`. */
  readonly schedule?: string;
  readonly run: (payload: unknown, tools: JobTools) => Promise<void>;
}

/**
 * A job. It runs at least once: a process that dies half-way leaves it to the next, so that its effect has to bear repetition.
 * What it throws is logged and tried again with growing pauses.
 * @param parse checks the stored payload, e.g. a zod schema's `parse`
 */
export const defineJob = <P>(job: {
  readonly name: string;
  readonly schedule?: string;
  readonly parse: (payload: unknown) => P;
  readonly handle: (payload: P, tools: JobTools) => Promise<void>;
}): JobDefinition => ({
  name: job.name,
  ...(job.schedule === undefined ? {} : { schedule: job.schedule }),
  run: (payload, tools) => job.handle(job.parse(payload), tools),
});

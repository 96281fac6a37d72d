import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger as WorkerLogger, parseCronItems, run, type TaskList } from 'graphile-worker';
import { Pool } from 'pg';

import { sqlOf } from '../database.ts';
import type { Logger } from '../log.ts';
import type { BackgroundTools } from '../subgraph.ts';
import type { JobDefinition, JobTools } from './define-job.ts';
import { freeAbandonedJobs, whileHoldingJob } from './hold-job.ts';

/** How often jobs for a later time are looked for; new ones that are due are told at once. */
const POLL_MS = 2_000;
/** How long a job may go on after the service was told to stop. */
const STOP_MS = 10_000;
const CONCURRENT_JOBS = 2;
/** How often jobs of processes that died are looked for. */
const FREE_EVERY_MS = 15_000;

const workerLog = (log: Logger) =>
  new WorkerLogger(() => (level, message, meta) => {
    if (level === 'error') log.error({ message, err: meta.error }, 'A job failed');
    else if (level === 'warning') log.warn({ message }, 'The job worker warned');
    else log.debug({ message }, 'The job worker said something');
  });

/** What a job gets. */
export const jobTools = (tools: BackgroundTools, signal: AbortSignal): JobTools => ({
  ...tools,
  signal,
  transact: (work) => tools.orm.em.fork().transactional((em) => work(em as EntityManager, sqlOf(em as EntityManager))),
});

export interface RunningJobs {
  stop(): Promise<void>;
}

/** Works off the jobs of a service. Several processes share them. */
export const startJobs = async (
  jobs: readonly JobDefinition[],
  tools: BackgroundTools,
  databaseUrl: string,
): Promise<RunningJobs> => {
  const names = new Set(jobs.map(({ name }) => name));
  if (names.size !== jobs.length) throw new TypeError('Two jobs have the same name');
  const pgPool = new Pool({
    connectionString: databaseUrl,
    max: 2 * CONCURRENT_JOBS + 3,
    application_name: 'gridloom-jobs',
  });
  const lost = (error: Error) => {
    tools.log.warn({ err: error }, 'A connection of the job worker was lost');
  };
  pgPool.on('error', lost);
  pgPool.on('connect', (client) => client.on('error', lost));
  const stopping = new AbortController();
  const taskList: TaskList = Object.fromEntries(
    jobs.map(({ name, run: work }) => [
      name,
      (payload, { job }) => whileHoldingJob(pgPool, job.id, () => work(payload, jobTools(tools, stopping.signal))),
    ]),
  );
  const runner = await run({
    pgPool,
    logger: workerLog(tools.log),
    concurrency: CONCURRENT_JOBS,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: STOP_MS,
    taskList,
    parsedCronItems: parseCronItems(
      jobs.flatMap(({ name, schedule }) =>
        schedule === undefined ? [] : [{ task: name, match: schedule, identifier: name, options: { jobKey: name } }],
      ),
    ),
  });
  let freeing = Promise.resolve();
  const free = () => {
    freeing = freeing.then(async () => {
      try {
        const freed = await freeAbandonedJobs(pgPool);
        if (freed > 0) tools.log.warn({ freed }, 'Jobs that a dead process had in hand are taken up again');
      } catch (error) {
        tools.log.warn({ err: error }, 'Abandoned jobs could not be looked for');
      }
    });
  };
  free();
  const freeTimer = setInterval(free, FREE_EVERY_MS);
  return {
    stop: async () => {
      stopping.abort();
      clearInterval(freeTimer);
      await freeing;
      await runner.stop();
      await pgPool.end();
    },
  };
};

import { jobTools, type BackgroundTools, type JobDefinition, type SqlExecutor } from '@gridloom/service-kit';

interface DueJob {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

const nextDue = async (sql: SqlExecutor, now: Date): Promise<DueJob | undefined> => {
  // A job that was to run at once bears the time of the database, which the test's clock knows nothing of.
  const [row] = await sql(
    `select j.id::text as id, t.identifier as name, j.payload
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.is_available and (j.run_at <= $1 or j.run_at = j.updated_at)
     order by (case when j.run_at = j.updated_at then '-infinity' else j.run_at end), j.id limit 1`,
    [now.toISOString()],
  );
  return row && { id: row.id as string, name: row.name as string, payload: row.payload };
};

/**
 * Works off what is due by the test's clock, those due at once first, then by their time, and what comes to be due by it.
 * @returns the names of the jobs in the order in which they ran
 * @throws what a job throws; it stays where it was
 */
export const runDueJobs = async (
  jobs: readonly JobDefinition[],
  tools: BackgroundTools,
  sql: SqlExecutor,
): Promise<string[]> => {
  const done: string[] = [];
  for (;;) {
    const due = await nextDue(sql, tools.now());
    if (!due) return done;
    const job = jobs.find(({ name }) => name === due.name);
    if (!job) throw new TypeError(`No job is called ${due.name}`);
    await job.run(due.payload, jobTools(tools, new AbortController().signal));
    await sql('select 1 from graphile_worker.complete_jobs(array[$1::bigint])', [due.id]);
    done.push(due.name);
  }
};

/** Runs a job as its schedule would. */
export const runScheduledJob = async (
  jobs: readonly JobDefinition[],
  tools: BackgroundTools,
  name: string,
): Promise<void> => {
  const job = jobs.find((candidate) => candidate.name === name && candidate.schedule !== undefined);
  if (!job) throw new TypeError(`No scheduled job is called ${name}`);
  await job.run({}, jobTools(tools, new AbortController().signal));
};

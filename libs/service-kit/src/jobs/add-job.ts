import type { SqlExecutor } from '@gridloom/messaging';

/** A job to be done. */
export interface JobOrder {
  /** Name of the {@link JobDefinition} that does it. */
  readonly name: string;
  /** Plain JSON; ids rather than rows, which may have changed by then. */
  readonly payload: object;
  /** Not before; left out: at once. */
  readonly runAt?: Date;
  /** A job that waits under the same key is replaced by this one. */
  readonly key?: string;
  /** Jobs of one queue run one after another. */
  readonly queue?: string;
}

/** Remembers jobs as part of the caller's transaction: they are there once it commits, and never otherwise. */
export const addJobs = async (sql: SqlExecutor, orders: readonly JobOrder[]): Promise<void> => {
  if (orders.length === 0) return;
  // Of several orders under one key only the last one counts; the function below takes each key once.
  const keyed = new Map(orders.map((order, index) => [order.key ?? index, order]));
  await sql(
    `select 1 from graphile_worker.add_jobs(array(
       select (o->>'name', o->'payload', o->>'queue', (o->>'runAt')::timestamptz, null, o->>'key', null, null)::graphile_worker.job_spec
       from json_array_elements($1::json) with ordinality as x (o, at) order by at))`,
    [JSON.stringify([...keyed.values()])],
  );
};

/** {@link addJobs} for one. */
export const addJob = (sql: SqlExecutor, order: JobOrder): Promise<void> => addJobs(sql, [order]);

/** Forgets a job that waits under a key; one that runs already goes on. */
export const removeJob = async (sql: SqlExecutor, key: string): Promise<void> => {
  await sql('select 1 from graphile_worker.remove_job($1)', [key]);
};

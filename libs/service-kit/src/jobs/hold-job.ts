import type { Pool } from 'pg';

/** First key of the advisory locks, so that they meet no others. */
const LOCK_CLASS = 4_103;

/** Between the mark of the library on a job and our lock there is a moment; younger marks are left alone. */
const GRACE = '10 seconds';

/** Job ids are counted by the database; their lower half is enough to tell apart those in hand. */
const lockKey = `(j.id % 2147483647)::int`;

/**
 * Runs a job under an advisory lock that ends with the process, however it dies. The library itself gives a job
 * of a dead process to another one only after four hours.
 */
export const whileHoldingJob = async <T>(pool: Pool, jobId: string, work: () => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  try {
    await client.query(`select pg_advisory_lock($1, ($2::bigint % 2147483647)::int)`, [LOCK_CLASS, jobId]);
    return await work();
  } finally {
    // Ending the session gives the lock up even where a statement failed.
    client.release(true);
  }
};

/** Unlocks the jobs that are marked as in hand and that nobody holds. @returns how many */
export const freeAbandonedJobs = async (pool: Pool): Promise<number> => {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ worker: string }>(
      `select j.locked_by as worker from graphile_worker._private_jobs j
       where j.locked_at < now() - interval '${GRACE}' and pg_try_advisory_lock(${String(LOCK_CLASS)}, ${lockKey})`,
    );
    if (rows.length > 0) {
      await client.query('select 1 from graphile_worker.force_unlock_workers($1::text[])', [
        [...new Set(rows.map(({ worker }) => worker))],
      ]);
    }
    return rows.length;
  } finally {
    client.release(true);
  }
};

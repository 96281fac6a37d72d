import type { Permission } from '@gridloom/access';
import { reachSql, type Reach, type SqlExecutor } from '@gridloom/service-kit';

import type { Context } from '../context.ts';

/**
 * The workers of a territory: whoever belongs to it or holds a role of the own there on the day. Appends to `params`.
 * @param worker the alias of `grid_worker`; @param today the number of the parameter that holds the day
 */
export const workersWithinSql = (reach: Reach, params: unknown[], worker: string, today: number): string => {
  if (reach.all) return `$${today}::date is not null`;
  const home = reachSql(reach, { area: `${worker}.area_code` }, params);
  const post = reachSql(reach, { area: 'held.area_code', grid: 'held.grid_id' }, params);
  return `(${home} or exists (
    select 1 from grid_assignment held
    where held.grid_worker_id = ${worker}.id and held.absence_id is null and held.since <= $${today}::date
      and (held.until is null or held.until > $${today}::date) and ${post}))`;
};

/** Those of the workers that are of the caller's territory. */
export const findWorkersWithin = async (
  context: Context,
  sql: SqlExecutor,
  permission: Permission,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  const params: unknown[] = [ids, context.today];
  const within = workersWithinSql(context.reach(permission), params, 'w', 2);
  const rows = await sql(`select w.id from grid_worker w where w.id = any($1::uuid[]) and ${within}`, params);
  return new Set(rows.map((row) => row.id as string));
};

/** Whether a worker is of the caller's territory; asked together for all workers of a request. */
export const isWorkerWithin = (context: Context, permission: Permission, id: string): Promise<boolean> =>
  context.batches.load('GridWorker within', permission, id, async (ids) => {
    const within = await findWorkersWithin(context, context.sql, permission, ids);
    return ids.map((key) => within.has(key));
  });

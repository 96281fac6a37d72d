import type { AreaTree, SqlExecutor } from '@gridloom/service-kit';

import { changePresence, type PresenceChange } from '../figures/worker-presence.ts';
import type { GridRole } from './grid-assignment.ts';

/**
 * Brings the figures up to a day: assignments that begin by it are counted, those that ended by it no more. Runs in a
 * transaction of its own; several at once wait for each other's rows and change nothing twice.
 * @returns how many assignments were settled
 */
export const settleAssignments = async (sql: SqlExecutor, areas: AreaTree, today: string): Promise<number> => {
  const rows = await sql(
    `update grid_assignment set counted = not counted
     where id in (
       select id from grid_assignment
       where absence_id is null and counted <> (since <= $1::date and (until is null or until > $1::date)) order by id for update
     ) and counted <> (since <= $1::date and (until is null or until > $1::date))
     returning area_code, grid_worker_id, role, counted`,
    [today],
  );
  await changePresence(
    sql,
    areas,
    rows.map((row): PresenceChange => ({
      areaCode: row.area_code as string,
      gridWorkerId: row.grid_worker_id as string,
      role: row.role as GridRole,
      delta: row.counted === true ? 1 : -1,
    })),
  );
  return rows.length;
};

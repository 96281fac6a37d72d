import { applyIncrements, type AreaTree, type SqlExecutor } from '@gridloom/service-kit';

import type { GridRole } from '../worker/grid-assignment.ts';
import { metrics, type Metric } from './metrics.ts';

/** The figures in which an assignment of a role counts its worker. Secretaries stand in none. */
const figuresOf: Readonly<Record<GridRole, readonly Metric[]>> = {
  GRID_HEAD: [metrics.gridHeads],
  FULL_TIME: [metrics.workers, metrics.workersFullTime],
  PART_TIME: [metrics.workers, metrics.workersPartTime],
  LEVEL_3: [metrics.workers],
  LEVEL_4: [metrics.workers],
  SECRETARY: [],
};

export interface PresenceChange {
  readonly areaCode: string;
  readonly gridWorkerId: string;
  readonly role: GridRole;
  /** 1 when an assignment becomes current, -1 when it ceases to be. */
  readonly delta: number;
}

const summed = (areas: AreaTree, changes: Iterable<PresenceChange>) => {
  const sums = new Map<string, { area: string; category: string; worker: string; delta: number }>();
  for (const { areaCode, gridWorkerId, role, delta } of changes) {
    for (const category of figuresOf[role]) {
      for (const area of areas.withAncestors(areaCode)) {
        const key = `${area} ${category} ${gridWorkerId}`;
        const known = sums.get(key);
        if (known) known.delta += delta;
        else sums.set(key, { area, category, worker: gridWorkerId, delta });
      }
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
};

/**
 * Keeps the numbers of distinct workers of each area: how many current assignments a worker has there is written down, and the
 * figure moves when that begins or ceases to be more than none.
 */
export const changePresence = async (
  sql: SqlExecutor,
  areas: AreaTree,
  changes: Iterable<PresenceChange>,
): Promise<void> => {
  const given = summed(areas, changes);
  if (given.length === 0) return;
  const columns = [
    given.map(({ area }) => area),
    given.map(({ category }) => category),
    given.map(({ worker }) => worker),
    given.map(({ delta }) => delta),
  ];
  const moved = await sql(
    `with given as (
       select * from unnest($1::text[], $2::text[], $3::uuid[], $4::int[]) as g (area_code, category, grid_worker_id, delta)
     ), written as (
       insert into grid_worker_presence as p (area_code, category, grid_worker_id, assignments)
       select area_code, category, grid_worker_id, delta from given order by area_code, category, grid_worker_id
       on conflict (area_code, category, grid_worker_id) do update set assignments = p.assignments + excluded.assignments
       returning area_code, category, grid_worker_id, assignments
     )
     select area_code, category,
       sum((w.assignments > 0)::int - (w.assignments - g.delta > 0)::int)::int as delta
     from written w join given g using (area_code, category, grid_worker_id) group by area_code, category`,
    columns,
  );
  await sql(
    `delete from grid_worker_presence p using unnest($1::text[], $2::text[], $3::uuid[]) as g (area_code, category, grid_worker_id)
     where p.area_code = g.area_code and p.category = g.category and p.grid_worker_id = g.grid_worker_id and p.assignments = 0`,
    columns.slice(0, 3),
  );
  await applyIncrements(
    sql,
    moved.map((row) => ({
      subject: row.area_code as string,
      metric: row.category as string,
      delta: row.delta as number,
    })),
  );
};

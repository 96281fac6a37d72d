import { manyByKey, oneByKey, readByIds, readRows } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { GridAssignment, gridRoles } from './grid-assignment.ts';
import { Corps, GridWorker } from './grid-worker.ts';

const byRole = (a: GridAssignment, b: GridAssignment) =>
  gridRoles.indexOf(a.role) - gridRoles.indexOf(b.role) ||
  (a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1);

export const loadGridWorker = (context: Context, id: string): Promise<GridWorker | null> =>
  isUuid(id)
    ? context.batches.load('GridWorker', null, id.toLowerCase(), async (ids) =>
        oneByKey(ids, await readByIds(context.em, GridWorker, ids), (row) => row.id),
      )
    : Promise.resolve(null);

export const loadCorps = (context: Context, id: string): Promise<Corps | null> =>
  context.batches.load('Corps', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, Corps, ids), (row) => row.id),
  );

export const loadGridAssignment = (context: Context, id: string): Promise<GridAssignment | null> =>
  context.batches.load('GridAssignment', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, GridAssignment, ids), (row) => row.id),
  );

/** Who works in a grid today, heads first. */
export const loadWorkersOfGrid = (context: Context, gridId: string): Promise<GridAssignment[]> =>
  context.batches.load('Grid.workers', null, gridId, async (ids) => {
    const rows = await readRows(
      context.em,
      GridAssignment,
      'where t.grid_id = any($1::uuid[]) and t.since <= $2::date and (t.until is null or t.until > $2::date)',
      [ids, context.today],
    );
    return manyByKey(ids, rows.sort(byRole), (row) => row.gridId);
  });

export const loadAssignmentsOfWorker = (context: Context, workerId: string): Promise<GridAssignment[]> =>
  context.batches.load('GridWorker.assignments', null, workerId, async (ids) => {
    const rows = await readRows(
      context.em,
      GridAssignment,
      'where t.grid_worker_id = any($1::uuid[]) and t.since <= $2::date and (t.until is null or t.until > $2::date)',
      [ids, context.today],
    );
    return manyByKey(ids, rows.sort(byRole), (row) => row.gridWorkerId);
  });

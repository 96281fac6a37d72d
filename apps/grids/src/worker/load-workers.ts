import { manyByKey, oneByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { GridAssignment, gridRoles } from './grid-assignment.ts';
import { Corps, GridWorker } from './grid-worker.ts';

const byRole = (a: GridAssignment, b: GridAssignment) =>
  gridRoles.indexOf(a.role) - gridRoles.indexOf(b.role) ||
  (a.since < b.since ? -1 : a.since > b.since ? 1 : a.id < b.id ? -1 : 1);

const currentOn = (day: string) => ({ since: { $lte: day }, $or: [{ until: null }, { until: { $gt: day } }] });

export const loadGridWorker = (context: Context, id: string): Promise<GridWorker | null> =>
  isUuid(id)
    ? context.batches.load('GridWorker', null, id.toLowerCase(), async (ids) =>
        oneByKey(
          ids,
          await context.em.find(GridWorker, { id: { $in: [...ids] } }, { disableIdentityMap: true }),
          (row) => row.id,
        ),
      )
    : Promise.resolve(null);

export const loadCorps = (context: Context, id: string): Promise<Corps | null> =>
  context.batches.load('Corps', null, id, async (ids) =>
    oneByKey(
      ids,
      await context.em.find(Corps, { id: { $in: [...ids] } }, { disableIdentityMap: true }),
      (row) => row.id,
    ),
  );

export const loadGridAssignment = (context: Context, id: string): Promise<GridAssignment | null> =>
  context.batches.load('GridAssignment', null, id, async (ids) =>
    oneByKey(
      ids,
      await context.em.find(GridAssignment, { id: { $in: [...ids] } }, { disableIdentityMap: true }),
      (row) => row.id,
    ),
  );

/** Who works in a grid today, heads first. */
export const loadWorkersOfGrid = (context: Context, gridId: string): Promise<GridAssignment[]> =>
  context.batches.load('Grid.workers', null, gridId, async (ids) => {
    const rows = await context.em.find(
      GridAssignment,
      { gridId: { $in: [...ids] }, ...currentOn(context.today) },
      { disableIdentityMap: true },
    );
    return manyByKey(ids, rows.sort(byRole), (row) => row.gridId);
  });

export const loadAssignmentsOfWorker = (context: Context, workerId: string): Promise<GridAssignment[]> =>
  context.batches.load('GridWorker.assignments', null, workerId, async (ids) => {
    const rows = await context.em.find(
      GridAssignment,
      { gridWorkerId: { $in: [...ids] }, ...currentOn(context.today) },
      { disableIdentityMap: true },
    );
    return manyByKey(ids, rows.sort(byRole), (row) => row.gridWorkerId);
  });

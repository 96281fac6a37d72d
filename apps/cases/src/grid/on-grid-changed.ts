import { caseState } from '@gridloom/contracts';
import { eventDraft, type Subscription } from '@gridloom/messaging';
import {
  applyIncrements,
  followGrids,
  type EntityManager,
  type GridHolder,
  type RowInGrid,
  type SqlExecutor,
} from '@gridloom/service-kit';

import { stateOf } from '../case/case-events.ts';
import { Case } from '../case/case.ts';
import { followGridCounts } from '../deadline/follow-grid.ts';
import { statusMetric } from '../statistics/case-figures.ts';
import { countByGridsOfNow } from './count-by-grids-of-now.ts';

const isOpen = `status not in ('REFUSED', 'CLOSED', 'VOID', 'MERGED')`;

const select = async (sql: SqlExecutor, where: string, value: unknown): Promise<RowInGrid[]> => {
  const rows = await sql(
    `select id, grid_id, complainant_resident_ids::text[] as complainants from case_file
     where ${where} and ${isOpen} order by id for update`,
    [value],
  );
  return rows.map((row) => ({
    id: row.id as string,
    gridId: row.grid_id as string | null,
    residentIds: row.complainants as string[],
  }));
};

/**
 * An open case goes where its complainants went, else to the first part; a case that has ended stays with the grid in which it was
 * handled. Where the grid was retired it is the village's.
 */
const cases: GridHolder = {
  kind: 'CASE',
  rowsIn: (sql, gridId) => select(sql, 'grid_id = $1', gridId),
  rowsOf: (sql, ids) => select(sql, 'id = any($1::uuid[])', ids),
  move: async (moves, { time }, em, sql) => {
    const moved = await sql(
      `update case_file c set grid_id = m.dest, version = c.version + 1
       from unnest($1::uuid[], $2::uuid[]) as m (id, dest) where c.id = m.id returning c.id, c.status`,
      [moves.map(({ id }) => id), moves.map(({ to }) => to)],
    );
    const statuses = new Map(moved.map((row) => [row.id as string, row.status as Case['status']]));
    await applyIncrements(
      sql,
      moves.flatMap(({ id, from, to }) => {
        const status = statuses.get(id);
        if (status === undefined) return [];
        const metric = statusMetric(status);
        return [
          ...(from === null ? [] : [{ subject: from, metric, delta: -1 }]),
          ...(to === null ? [] : [{ subject: to, metric, delta: 1 }]),
        ];
      }),
    );
    await followGridCounts(sql, moves);
    const files = await em.find(
      Case,
      { id: { $in: [...statuses.keys()] } },
      { disableIdentityMap: true, orderBy: { id: 'asc' } },
    );
    return files.map((file) =>
      eventDraft({
        event: caseState,
        aggregateId: file.id,
        aggregateVersion: file.version,
        areaCode: file.areaCode,
        occurredAt: time,
        data: stateOf(file),
      }),
    );
  },
};

/** Open cases of a grid follow it through splits, mergers and ends; figures by the grids of now follow for all. */
export const onGridChanged = (): Subscription<EntityManager>[] => followGrids([cases], countByGridsOfNow);

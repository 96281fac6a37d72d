import type { Subscription } from '@gridloom/messaging';
import {
  followGrids,
  type EntityManager,
  type GridHolder,
  type GridMove,
  type RowInGrid,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { societyStateDraft } from '../society/society-events.ts';
import { Society } from '../society/society.ts';

const rowsBy = (table: string, open: string) => {
  const select = async (sql: SqlExecutor, where: string, value: unknown): Promise<RowInGrid[]> => {
    const rows = await sql(`select id, grid_id from ${table} where ${where} and ${open} order by id for update`, [
      value,
    ]);
    return rows.map((row) => ({ id: row.id as string, gridId: row.grid_id as string | null }));
  };
  return {
    rowsIn: (sql: SqlExecutor, gridId: string) => select(sql, 'grid_id = $1', gridId),
    rowsOf: (sql: SqlExecutor, ids: readonly string[]) => select(sql, 'id = any($1::uuid[])', ids),
  };
};

/** A society goes to the first part of a split, and to whatever its grid is merged into; without a grid it is the village's. */
const societies: GridHolder = {
  kind: 'SOCIETY',
  ...rowsBy('society', `status <> 'DISSOLVED'`),
  move: async (moves, { time }, em) => {
    const grids = new Map(moves.map(({ id, to }) => [id, to]));
    const rows = await em.find(
      Society,
      { id: { $in: [...grids.keys()] } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    for (const society of rows) society.gridId = grids.get(society.id) ?? null;
    await em.flush();
    return rows.map((society) => societyStateDraft(society, time));
  },
};

const centres: GridHolder = {
  kind: 'CENTRE',
  ...rowsBy('centre', 'true'),
  move: async (moves: readonly GridMove[], _fact: unknown, _em: EntityManager, sql: SqlExecutor) => {
    await sql(
      `update centre c set grid_id = m.dest, version = c.version + 1
       from unnest($1::uuid[], $2::uuid[]) as m (id, dest) where c.id = m.id`,
      [moves.map(({ id }) => id), moves.map(({ to }) => to)],
    );
    return [];
  },
};

/** Societies and centres of a grid follow it through splits, mergers and ends. Demands that were heard stay where they were heard. */
export const onGridChanged = (): Subscription<EntityManager>[] => followGrids([societies, centres]);

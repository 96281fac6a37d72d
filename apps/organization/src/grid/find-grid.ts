import { oneByKey, type SqlExecutor } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';

/** A grid by its id, null where the projection has none; one statement for all that are asked for at once. */
export const findGrid = async (context: Context, id: string): Promise<{ id: string } | null> => {
  if (!isUuid(id)) return null;
  return context.batches.load('Grid', null, id, async (ids) => {
    const rows = await context.sql('select id from grid_view where id = any($1::uuid[])', [ids]);
    const grids = rows.map((row) => ({ id: row.id as string }));
    return oneByKey(ids, grids, (grid) => grid.id);
  });
};

interface LockedGrid {
  readonly id: string;
  readonly areaCode: string;
  readonly level: string;
}

/** A grid that is one on that day; its row is held, so that nothing else is attached to it meanwhile. */
export const lockGrid = async (sql: SqlExecutor, id: string, day: string): Promise<LockedGrid | undefined> => {
  if (!isUuid(id)) return undefined;
  const [row] = await sql(
    `select id, area_code, level from grid_view
     where id = $1::uuid and valid_from <= $2::date and (valid_until is null or valid_until > $2::date) for update`,
    [id, day],
  );
  return row && { id: row.id as string, areaCode: row.area_code as string, level: row.level as string };
};

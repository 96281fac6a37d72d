import type { StageWork } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { activityAt, addActivity, type Activity } from '../figures/activity.ts';

/** A moment as events tell it, in SQL. */
export const isoSql = (moment: string): string =>
  `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Figures by day of rows that came or, with an undo, went.
 * @param select gives `area_code, grid_id, day, activity, n`, grouped, of the rows in `import_touched` that were inserted
 */
export const countActivity = async (
  { sql, context }: Pick<StageWork<Context>, 'sql' | 'context'>,
  doing: 'IMPORT' | 'UNDO',
  select: string,
): Promise<void> => {
  const sign = doing === 'IMPORT' ? 1 : -1;
  const rows = await sql(select);
  await addActivity(
    sql,
    rows.flatMap((row) =>
      activityAt(
        context.areas,
        { areaCode: row.area_code as string, gridId: row.grid_id as string },
        row.day as string,
        {
          [row.activity as Activity]: sign * (row.n as number),
        },
      ),
    ),
  );
};

import { applyIncrements, createTally, type ImportFigures } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { incrementsAt, metrics, type Metric } from '../figures/metrics.ts';

type Counts = readonly {
  readonly areaCode: string;
  readonly gridId: string | null;
  readonly metric: Metric;
  readonly n: number;
}[];

/**
 * Figures that count rows: what the touched rows count for is read before and after, and the difference is added.
 * @param select gives `area_code, grid_id, metric, n`, grouped; grid_id is null where only areas are counted; `$1` is today if it is used
 */
export const countedRows = (select: string): ImportFigures<Context, unknown> => ({
  read: async ({ sql, context }): Promise<Counts> => {
    const rows = await sql(select, select.includes('$1') ? [context.today] : []);
    return rows.map((row) => ({
      areaCode: row.area_code as string,
      gridId: row.grid_id as string | null,
      metric: row.metric as Metric,
      n: row.n as number,
    }));
  },
  apply: async ({ sql, context }, before, after) => {
    const tally = createTally();
    const add = (counts: Counts, sign: number) => {
      for (const { areaCode, gridId, metric, n } of counts) {
        if (gridId === null)
          for (const area of context.areas.withAncestors(areaCode)) tally.add(area, metric, sign * n);
        else
          for (const { subject, metric: name, delta } of incrementsAt(
            context.areas,
            { areaCode, gridId },
            { [metric]: sign * n },
          ))
            tally.add(subject, name, delta);
      }
    };
    add(before as Counts, -1);
    add(after as Counts, 1);
    await applyIncrements(sql, tally.increments());
  },
});

/** Names of metrics, checked by the compiler, for use in SQL. */
export const metricSql = (metric: keyof typeof metrics): string => `'${metrics[metric]}'`;

import { applyIncrements, type SqlExecutor } from '@gridloom/service-kit';

import { clockIncrements, supervisionMetric } from './deadline-counters.ts';

interface GridMove {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Where cases go to another grid, their running clocks and supervisions count there from now on. The cases are locked. */
export const followGridCounts = async (sql: SqlExecutor, moves: readonly GridMove[]): Promise<void> => {
  const params = [moves.map(({ id }) => id), moves.map(({ from }) => from), moves.map(({ to }) => to)];
  const moved = `from unnest($1::uuid[], $2::text[], $3::text[]) as m (case_id, "from", "to")`;
  const subjects = (table: string) => `array_remove(array_remove(${table}.counted_for, m."from") || m."to", null)`;
  const clocks = await sql(
    `update case_deadline d set counted_for = ${subjects('d')} ${moved}
     where d.case_id = m.case_id and d.ended_at is null and cardinality(d.counted_for) > 0
     returning m."from", m."to", d.paused_at, d.overdue_at, d.due_soon_at, d.urged_at`,
    params,
  );
  const supervisions = await sql(
    `update case_supervision s set counted_for = ${subjects('s')} ${moved}
     where s.case_id = m.case_id and s.lifted_at is null returning m."from", m."to", s.level`,
    params,
  );
  const places = (row: Record<string, unknown>) =>
    [
      [row.from as string | null, -1],
      [row.to as string | null, 1],
    ] as const;
  await applyIncrements(sql, [
    ...clocks
      .filter((row) => row.paused_at === null)
      .flatMap((row) => {
        const flags = {
          overdueAt: row.overdue_at as Date | null,
          dueSoonAt: row.due_soon_at as Date | null,
          urgedAt: row.urged_at as Date | null,
        };
        return places(row).flatMap(([subject, delta]) =>
          subject === null ? [] : clockIncrements([subject], flags, delta),
        );
      }),
    ...supervisions.flatMap((row) =>
      places(row).flatMap(([subject, delta]) =>
        subject === null ? [] : [{ subject, metric: supervisionMetric(row.level as string), delta }],
      ),
    ),
  ]);
};

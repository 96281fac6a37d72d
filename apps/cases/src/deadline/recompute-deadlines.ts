import {
  applyIncrements,
  defineJob,
  type EntityManager,
  type JobDefinition,
  type JobTools,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { YearNotLoaded } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import { Case } from '../case/case.ts';
import { CaseDeadline } from './case-deadline.ts';
import { readMove } from './clock-moves.ts';
import { clockIncrements } from './deadline-counters.ts';
import { addDeadlineEntry } from './deadline-entry.ts';
import { loadStageClock } from './load-stage-clock.ts';
import { RECOMPUTE_JOB } from './recompute-job-name.ts';
import type { StageClock } from './stage-clock.ts';
import { alarmColumns, watchedUntil } from './write-clock.ts';

const AT_ONCE = 500;

/** What the calendar says of a clock now; null where a year that it needs is not there (any more). */
const computeAnew = (clock: StageClock, row: CaseDeadline) => {
  try {
    const due = clock.dueOf(row, row.moves.map(readMove));
    const isRunning = !row.pausedAt && !row.endedAt;
    return { due, alarm: isRunning ? clock.planAlarm(watchedUntil(row, due.dueAt), row.alarmsFired) : null };
  } catch (error) {
    if (error instanceof YearNotLoaded) return null;
    throw error;
  }
};

const isSame = (row: CaseDeadline, anew: NonNullable<ReturnType<typeof computeAnew>>): boolean => {
  const planned = alarmColumns(anew.alarm);
  return (
    row.dueAt.getTime() === anew.due.dueAt.getTime() &&
    row.provisionalYears.join() === anew.due.provisionalYears.join() &&
    (row.nextAlarm ?? null) === planned.nextAlarm &&
    (row.nextAlarmAt?.getTime() ?? null) === (planned.nextAlarmAt?.getTime() ?? null) &&
    (row.waitsForYear ?? null) === planned.waitsForYear
  );
};

const moveDeadline = async (
  tools: JobTools,
  ids: { readonly id: string; readonly caseId: string },
  year: number,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<void> => {
  const file = await em.findOneOrFail(Case, { id: ids.caseId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const row = await em.findOneOrFail(CaseDeadline, { id: ids.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const clock = await loadStageClock(sql);
  const anew = row.endedAt ? null : computeAnew(clock, row);
  if (!anew || isSame(row, anew)) return;
  const now = tools.now();
  const { dueAt: dueBefore, overdueAt, dueSoonAt, urgedAt } = row;
  const { dueAt, provisionalYears } = anew.due;
  const moved = dueAt.getTime() !== dueBefore.getTime();
  // what was overdue and is so no longer may come to be so again
  const isInTime = moved && dueAt > now;
  const alarmsFired = isInTime ? [] : row.alarmsFired;
  Object.assign(row, {
    dueAt,
    provisionalYears: [...provisionalYears],
    alarmsFired,
    ...(isInTime ? { overdueAt: null, dueSoonAt: null, urgedAt: null } : {}),
    ...(row.pausedAt ? {} : alarmColumns(clock.planAlarm(watchedUntil(row, dueAt), alarmsFired))),
  });
  if (!row.pausedAt) file.dueAt = dueAt;
  await em.flush();
  if (!row.pausedAt) {
    await applyIncrements(sql, [
      ...clockIncrements(row.countedFor, { overdueAt, dueSoonAt, urgedAt }, -1),
      ...clockIncrements(row.countedFor, row, 1),
    ]);
  }
  if (moved) {
    const entry = { at: now, kind: 'RECOMPUTED', dueBefore, dueAfter: dueAt, year } as const;
    await addDeadlineEntry({ em, newId: tools.newId }, row.id, entry);
  }
};

const parsePayload = (payload: unknown): number => {
  if (typeof payload === 'object' && payload && 'year' in payload && typeof payload.year === 'number')
    return payload.year;
  throw new TypeError('The year of the calendar that changed is missing');
};

/**
 * Computes every open deadline anew that a year of the calendar touches, and plans what it does by itself; what stays as it was is not
 * written. Each case is a transaction of its own, so that a run that is broken off goes on where it was.
 */
export const recomputeDeadlines: JobDefinition = defineJob({
  name: RECOMPUTE_JOB,
  parse: parsePayload,
  handle: async (year, tools) => {
    let after: string | null = null;
    do {
      const found: { rows: CaseDeadline[]; clock: StageClock } = await tools.transact(async (em, sql) => {
        const ids: Record<string, unknown>[] = await sql(
          `select id::text from case_deadline where ended_at is null and ($2::uuid is null or id > $2)
             and extract(year from started_at at time zone 'Asia/Shanghai') <= $1
             and extract(year from due_at at time zone 'Asia/Shanghai') >= $1::int - 1
           order by id limit ${String(AT_ONCE)}`,
          [year, after],
        );
        const rows = await em.find(
          CaseDeadline,
          { id: { $in: ids.map((row) => row.id as string) } },
          { orderBy: { id: 'asc' } },
        );
        return { rows, clock: await loadStageClock(sql) };
      });
      for (const row of found.rows) {
        if (tools.signal.aborted) throw new Error('Broken off: the service is told to stop');
        const anew = computeAnew(found.clock, row);
        if (!anew || isSame(row, anew)) continue;
        const ids = { id: row.id, caseId: row.caseId };
        await tools.transact((em, sql) => moveDeadline(tools, ids, year, em, sql));
      }
      after = found.rows.length < AT_ONCE ? null : (found.rows.at(-1)?.id ?? null);
    } while (after !== null);
  },
});

import { appendEvents } from '@gridloom/messaging';
import {
  defineJob,
  type BackgroundTools,
  type EntityManager,
  type JobDefinition,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { Case, type CaseChange } from '../case/case.ts';
import { recordChange, type RecordTools } from '../case/record-change.ts';
import { recordToolsOf } from '../case/record-tools.ts';
import { sendNotice } from '../notice/send-notices.ts';
import type { AlarmKind } from './alarm.ts';
import { CaseDeadline } from './case-deadline.ts';
import { dueSoonEvent } from './deadline-events.ts';
import { loadStageClock } from './load-stage-clock.ts';
import { markClock } from './mark-clock.ts';
import { responsibleParty } from './responsible-party.ts';
import type { StageClock } from './stage-clock.ts';

import { beginSupervision, findSupervision, isStricter, type SupervisionLevel } from './supervision.ts';
import { alarmColumns } from './write-clock.ts';

const levels: Partial<Record<AlarmKind, SupervisionLevel>> = {
  SUPERVISE_NORMAL: 'NORMAL',
  SUPERVISE_YELLOW: 'YELLOW',
  SUPERVISE_RED: 'RED',
};

const happen = async (
  tools: RecordTools,
  file: Case,
  row: CaseDeadline,
  alarm: { readonly kind: AlarmKind; readonly at: Date },
): Promise<CaseChange | null> => {
  const { kind, at } = alarm;
  const by = { at, actorAccountId: null };
  const party = responsibleParty(row);
  const whose = { organizationId: row.handlerId ?? null };
  switch (kind) {
    case 'DUE_SOON':
      await markClock(tools, file, row, { dueSoonAt: at });
      await appendEvents(tools.sql, [
        dueSoonEvent(file, row, at),
        ...(await sendNotice(tools, file, { kind: 'DUE_SOON', at, dueAt: row.dueAt }, [party])),
      ]);
      return null;
    case 'OVERDUE':
      await markClock(tools, file, row, { overdueAt: at });
      return file.note('OVERDUE', by, [party, 'OFFICE'], { ...whose, reason: row.stage });
    case 'URGE':
      await markClock(tools, file, row, { urgedAt: at });
      return file.note('URGED', by, [party], { ...whose, reason: 'BY_RULE' });
    default: {
      const level = levels[kind] ?? 'NORMAL';
      const before = await findSupervision(tools, file.id);
      if (before && !isStricter(level, before.level)) return null;
      const since = { at, deadlineId: row.id, actorAccountId: null, note: null };
      await beginSupervision(tools, file, { level, ...since });
      return file.note('SUPERVISED', by, [party, 'OFFICE'], { ...whose, reason: level });
    }
  }
};

interface DueAlarm {
  readonly id: string;
  readonly caseId: string;
}

/** Lets one alarm of a case go off, if it still has to, and plans the next one. */
const fireAlarm = async (
  job: Pick<BackgroundTools, 'newId' | 'now'>,
  clock: StageClock,
  ids: DueAlarm,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<void> => {
  const file = await em.findOneOrFail(Case, { id: ids.caseId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const row = await em.findOneOrFail(CaseDeadline, { id: ids.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const { nextAlarm: kind, nextAlarmAt: at } = row;
  if (!kind || !at || at > job.now()) return;
  const tools = await recordToolsOf(job, em, sql, file.areaCode);
  const change = await happen(tools, file, row, { kind, at });
  const alarmsFired = [...row.alarmsFired, kind];
  const goesOn = !row.endedAt && !row.pausedAt;
  const next = goesOn ? clock.planAlarm(row, alarmsFired) : null;
  Object.assign(row, { alarmsFired, ...alarmColumns(next) });
  await em.flush();
  if (change) await appendEvents(sql, await recordChange(tools, file, change));
};

/** After an outage very many are due: so many are read at once, with the rules they are planned by. */
const AT_ONCE = 200;

const readDue = async (sql: SqlExecutor, now: Date, except: readonly string[]): Promise<readonly DueAlarm[]> => {
  const rows = await sql(
    `select id::text, case_id::text as case_id from case_deadline
     where next_alarm_at <= $1 and not id = any($2::uuid[]) order by next_alarm_at, id limit ${String(AT_ONCE)}`,
    [now.toISOString(), except],
  );
  return rows.map((row) => ({ id: row.id as string, caseId: row.case_id as string }));
};

/**
 * What deadlines do by themselves (到期提醒、超期、催办、督办): all that is due, in the order in which it came to be due, each once,
 * also after an outage. Each is a transaction of its own, so that no case is held while others are told. A case that cannot be told is
 * passed over and tried again with the next run.
 */
export const fireAlarms = ({ log }: Pick<BackgroundTools, 'log'>): JobDefinition =>
  defineJob({
    name: 'fire-deadline-alarms',
    schedule: '* * * * *',
    parse: () => undefined,
    handle: async (_, tools) => {
      const failed: string[] = [];
      for (;;) {
        const { due, clock } = await tools.transact(async (_em, sql) => ({
          due: await readDue(sql, tools.now(), failed),
          clock: await loadStageClock(sql),
        }));
        for (const ids of due) {
          if (tools.signal.aborted) break;
          try {
            await tools.transact((em, sql) => fireAlarm(tools, clock, ids, em, sql));
          } catch (error) {
            log.error({ err: error, caseId: ids.caseId }, 'An alarm of a deadline could not go off');
            failed.push(ids.id);
          }
        }
        if (due.length === 0 || tools.signal.aborted) break;
      }
      if (failed.length > 0) throw new Error(`${String(failed.length)} deadline alarms could not go off`);
    },
  });

import type { EventDraft } from '@gridloom/messaging';
import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';

import { CaseDeadline } from '../deadline/case-deadline.ts';
import { createCaseTally, writeTally } from '../statistics/case-figures.ts';
import { caseEventsOf } from './case-events.ts';
import type { Case, CaseChange } from './case.ts';
import { TimelineEntry } from './timeline-entry.ts';

export interface RecordTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly newId: () => string;
  /** The area itself and all above it. */
  readonly withAncestors: (areaCode: string) => readonly string[];
}

/**
 * Writes what a step did: the case and its complainants, the timeline, the clocks, the kept figures. The case's row is locked or
 * new. Gives the events for the outbox of the same transaction.
 */
export const recordChange = async (tools: RecordTools, file: Case, change: CaseChange): Promise<EventDraft[]> => {
  const { em, sql, newId } = tools;
  await em.flush();
  await em.insertMany(
    TimelineEntry,
    change.entries.map((entry) => ({ id: newId(), caseId: file.id, ...entry })),
  );
  if (change.clock !== undefined) {
    const at = change.entries[0]?.at ?? file.reportedAt;
    await sql('update case_deadline set ended_at = $2 where case_id = $1 and ended_at is null', [file.id, at]);
    if (change.clock) {
      const clock = { ...change.clock, provisionalYears: [...change.clock.provisionalYears] };
      await em.insert(CaseDeadline, {
        id: newId(),
        caseId: file.id,
        position: file.deadlineCount,
        endedAt: null,
        ...clock,
      });
    }
  }
  const tally = createCaseTally(tools.withAncestors);
  tally.add(file, change);
  await writeTally(sql, tally);
  return caseEventsOf(file, change);
};

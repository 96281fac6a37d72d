import type { EventDraft } from '@gridloom/messaging';
import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';

import { settleClock, writeClock } from '../deadline/write-clock.ts';
import { createCaseTally, writeTally } from '../statistics/case-figures.ts';
import { afterChange } from './after-change.ts';
import { caseEventsOf } from './case-events.ts';
import { writeRequest } from './case-request.ts';
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
 * Writes what a step did: the case and its complainants, the timeline, the clocks, whatever follows, then the kept figures. The
 * case's row is locked or new. Gives the events for the outbox of the same transaction.
 */
export const recordChange = async (tools: RecordTools, file: Case, change: CaseChange): Promise<EventDraft[]> => {
  const { em, sql, newId } = tools;
  const continued = await settleClock(tools, file, change);
  await em.flush();
  await em.insertMany(
    TimelineEntry,
    change.entries.map((entry) => ({ id: newId(), caseId: file.id, ...entry })),
  );
  await writeClock(tools, file, change, continued);
  if (change.request) await writeRequest(sql, file.id, change.request, change.entries[0]);
  const events = caseEventsOf(file, change);
  for (const follow of afterChange) events.push(...(await follow(tools, file, change)));
  // last: every step in the county adds to the same rows, and waits for whoever holds them
  const tally = createCaseTally(tools.withAncestors);
  tally.add(file, change);
  await writeTally(sql, tally);
  return events;
};

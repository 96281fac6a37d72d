import { manyByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { TimelineEntry } from './timeline-entry.ts';

/** The timeline of a case, oldest first. */
export const loadTimeline = (context: Context, caseId: string): Promise<TimelineEntry[]> =>
  context.batches.load('Case.timeline', null, caseId, async (ids) => {
    const entries = await context.em.find(
      TimelineEntry,
      { caseId: { $in: [...ids] } },
      { orderBy: { caseId: 'asc', position: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, entries, (entry) => entry.caseId);
  });

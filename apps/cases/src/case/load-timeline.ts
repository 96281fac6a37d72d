import { manyByKey, readRows } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { TimelineEntry } from './timeline-entry.ts';

/** The timeline of a case, oldest first. */
export const loadTimeline = (context: Context, caseId: string): Promise<TimelineEntry[]> =>
  context.batches.load('Case.timeline', null, caseId, async (ids) => {
    const entries = await readRows(
      context.em,
      TimelineEntry,
      'where t.case_id = any($1::uuid[]) order by t.case_id, t.position',
      [ids],
    );
    return manyByKey(ids, entries, (entry) => entry.caseId);
  });

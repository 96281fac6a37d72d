import { readCounters } from '@gridloom/service-kit';

import type { Context } from './context.ts';

/** The kept figures of a subject (an area, a society, a programme); one statement for all subjects of a request. */
export const readFigures = (context: Context, subject: string): Promise<(metric: string) => number> =>
  context.batches.load('figures', null, subject, async (subjects) => {
    const counters = await readCounters(context.sql, subjects);
    return subjects.map((each) => counters.get(each) ?? (() => 0));
  });

import { readCounters } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { clockMetrics, supervisionMetric } from './deadline-counters.ts';

export interface DeadlineFigures {
  readonly dueSoon: number;
  readonly overdue: number;
  readonly urged: number;
  readonly supervised: number;
  readonly supervisedNormal: number;
  readonly supervisedYellow: number;
  readonly supervisedRed: number;
}

/** How deadlines of an area, a grid, a service item or a body stand now, from kept figures; one statement for all at once. */
export const loadDeadlineFigures = (context: Context, subject: string): Promise<DeadlineFigures> =>
  context.batches.load('DeadlineFigures', null, subject, async (subjects) => {
    const counters = await readCounters(context.sql, subjects);
    return subjects.map((each) => {
      const figure = counters.get(each) ?? (() => 0);
      const supervisedNormal = figure(supervisionMetric('NORMAL'));
      const supervisedYellow = figure(supervisionMetric('YELLOW'));
      const supervisedRed = figure(supervisionMetric('RED'));
      return {
        dueSoon: figure(clockMetrics.DUE_SOON),
        overdue: figure(clockMetrics.OVERDUE),
        urged: figure(clockMetrics.URGED),
        supervised: supervisedNormal + supervisedYellow + supervisedRed,
        supervisedNormal,
        supervisedYellow,
        supervisedRed,
      };
    });
  });

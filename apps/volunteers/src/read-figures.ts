import { readCounters } from '@gridloom/service-kit';

import type { Context } from './context.ts';
import { figures } from './figures.ts';

/** The kept figures of a subject (an area, a volunteer); one statement for all subjects of a request. */
export const readFigures = (context: Context, subject: string): Promise<(metric: string) => number> =>
  context.batches.load('figures', null, subject, async (subjects) => {
    const counters = await readCounters(context.sql, subjects);
    return subjects.map((each) => counters.get(each) ?? (() => 0));
  });

/** How many hours an area's or a volunteer's ledger comes to. */
export const readHours = async (context: Context, subject: string): Promise<number> => {
  const figure = await readFigures(context, subject);
  return figure(figures.halfHours) / 2;
};

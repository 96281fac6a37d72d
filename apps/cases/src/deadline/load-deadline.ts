import { oneByKey } from '@gridloom/service-kit';
import { WorkingCalendar, YearNotLoaded } from '@gridloom/standards';

import { loadYears } from '../calendar/load-calendar-year.ts';
import type { Context } from '../context.ts';
import { CaseDeadline } from './case-deadline.ts';

/** The clock of a case that is running. */
export const loadDeadline = (context: Context, caseId: string): Promise<CaseDeadline | null> =>
  context.batches.load('Case.deadline', null, caseId, async (ids) => {
    const running = await context.em.find(
      CaseDeadline,
      { caseId: { $in: [...ids] }, endedAt: null },
      { disableIdentityMap: true },
    );
    return oneByKey(ids, running, (deadline) => deadline.caseId);
  });

const calendarOf = (context: Context): Promise<WorkingCalendar> =>
  context.batches.load('Calendar', null, 'county', async (keys) => {
    const calendar = new WorkingCalendar(await loadYears(context));
    return keys.map(() => calendar);
  });

/** Working minutes left, below zero once overdue; null where a year between is not loaded. */
export const workingTimeLeft = async (context: Context, deadline: CaseDeadline): Promise<number | null> => {
  const calendar = await calendarOf(context);
  try {
    return Math.floor(calendar.workingTimeBetween(context.now(), deadline.dueAt).minutes);
  } catch (error) {
    if (error instanceof YearNotLoaded) return null;
    throw error;
  }
};

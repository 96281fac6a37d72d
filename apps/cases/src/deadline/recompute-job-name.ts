/** The job that computes open deadlines anew after a change of the calendar. */
export const RECOMPUTE_JOB = 'recompute-deadlines';
export const recomputeKey = (year: number): string => `${RECOMPUTE_JOB} ${String(year)}`;

import type { SqlExecutor } from '@gridloom/service-kit';

import { settleDueDaysOf } from '../rules/settle-due-days.ts';

/**
 * Works out again how often households have to be seen: as the strictest rule says among the reasons for which their members are
 * looked after, else as the county's general one. The due day counts from the last visit, or from the registration.
 */
export const settleVisitIntervals = async (
  sql: SqlExecutor,
  householdIds: readonly string[],
  today: string,
): Promise<void> => {
  await settleDueDaysOf(sql, householdIds, today);
};

import type { SqlExecutor } from '@gridloom/service-kit';

/** What the county has laid down for work in the grids. */
export interface CountyRules {
  /** No work recorded by a worker lies before this day. */
  readonly foundedOn: string;
  /** So many days after it was done, work may still come in from a device. */
  readonly offlineWithinDays: number;
  /** So many hours after it was received, a visit may be declared void by its worker. */
  readonly voidWithinHours: number;
}

export const loadCountyRules = async (sql: SqlExecutor): Promise<CountyRules> => {
  const [rule] = await sql(
    'select founded_on::text as founded_on, offline_within_days, void_within_hours from county_rule',
  );
  if (!rule) throw new Error('The county has no rules: import them before work in the grids is recorded');
  return {
    foundedOn: rule.founded_on as string,
    offlineWithinDays: rule.offline_within_days as number,
    voidWithinHours: rule.void_within_hours as number,
  };
};

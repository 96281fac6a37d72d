import type { ExportFilter, StageWork } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { workersWithinSql } from '../worker/worker-reach.ts';
import { periodConditions, type PeriodColumn } from './export-rows.ts';
import { importReach } from './stage-checks.ts';

/** Fills the id of a worker from the account: workers of the caller's territory, as the live commands find them. */
export const resolveWorkers = async (
  { sql, fault, context }: StageWork<Context>,
  { column, account, worker }: { readonly column: string; readonly account: string; readonly worker: string },
): Promise<void> => {
  const params: unknown[] = [context.today];
  const within = workersWithinSql(importReach(context), params, 'w', 1);
  await sql(
    `update import_stage s set ${worker} = w.id from grid_worker w where w.account_id = s.${account} and ${within}`,
    params,
  );
  await fault(
    column,
    {
      zh: '没有这个账号的网格员，或不在您的管辖范围',
      en: 'there is no worker of this account, or outside your territory',
    },
    `select n from import_stage where ${account} is not null and ${worker} is null`,
  );
};

/** Holds workers until the end of the transaction, in the order in which the live commands hold them, before what is known of them is judged. */
export const holdWorkers = async ({ sql }: StageWork<Context>, ...workers: readonly string[]): Promise<void> => {
  await sql(
    `select 1 from grid_worker w where w.id in (${workers.map((worker) => `select ${worker} from import_stage`).join(' union ')})
     order by w.id for update`,
  );
};

/** The condition that a worker `w` is of the territory of an export, of its area or grid, and the row of its period. */
export const exportedWorkers = (
  context: Context,
  filter: ExportFilter,
  params: unknown[],
  period?: PeriodColumn,
): string => {
  const today = params.push(context.today);
  const conditions = [workersWithinSql(context.reach('EXPORT_DATA'), params, 'w', today)];
  const day = `$${String(today)}::date`;
  const post = (
    condition: string,
  ) => `exists (select 1 from grid_assignment p where p.grid_worker_id = w.id and p.absence_id is null
      and p.since <= ${day} and (p.until is null or p.until > ${day}) and ${condition})`;
  if (typeof filter.areaCode === 'string') {
    const at = `$${String(params.push(context.areas.withDescendants(filter.areaCode)))}::text[]`;
    conditions.push(`(w.area_code = any(${at}) or ${post(`p.area_code = any(${at})`)})`);
  }
  if (typeof filter.gridId === 'string')
    conditions.push(post(`p.grid_id = $${String(params.push(filter.gridId))}::uuid`));
  if (period) conditions.push(...periodConditions(filter, period, params));
  return conditions.join(' and ');
};

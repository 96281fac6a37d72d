import { reachSql, type ExportFilter } from '@gridloom/service-kit';

import type { Context } from '../context.ts';

/** The condition of an export: the caller's rows, of an area with all that lies in it, of a grid. */
export const exportScope = (
  context: Context,
  { areaCode, gridId }: ExportFilter,
  columns: { readonly area: string; readonly grid: string },
  params: unknown[],
): string => {
  const conditions = [reachSql(context.reach('EXPORT_DATA'), columns, params)];
  if (typeof areaCode === 'string') {
    params.push(context.areas.withDescendants(areaCode));
    conditions.push(`${columns.area} = any($${String(params.length)}::text[])`);
  }
  if (typeof gridId === 'string') {
    params.push(gridId);
    conditions.push(`${columns.grid} = $${String(params.length)}::uuid`);
  }
  return conditions.join(' and ');
};

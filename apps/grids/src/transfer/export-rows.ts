import { reachSql, type ExportFilter, type ExportFilters } from '@gridloom/service-kit';
import { addDays, instantOn } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { ChangeSubject } from '../people/people-change.ts';

/** What the period of an export is about: a column of moments or of days, or the history of records of people and housing. */
export type PeriodColumn =
  { readonly moment: string } | { readonly day: string } | { readonly changed: ChangeSubject; readonly id: string };

/** The filters of an export whose period is about a day of its rows. */
export const filtersOf = (zh: string, en: string): ExportFilters => ({ area: true, grid: true, period: { zh, en } });

/** What was registered or changed in the period. */
export const changedInPeriod = filtersOf('登记或变更之日', 'when it was registered or changed');

/** A list of the county is taken out whole. */
export const wholeList: ExportFilters = { area: false, grid: false };

/** The conditions that a period puts on rows. */
export const periodConditions = ({ from, to }: ExportFilter, column: PeriodColumn, params: unknown[]): string[] => {
  const ends = [
    { sign: '>=', day: from ?? null },
    { sign: '<', day: typeof to === 'string' ? addDays(to, 1) : null },
  ].flatMap(({ sign, day }) => (day === null ? [] : [{ sign, day }]));
  const bind = (value: unknown, type: string) => `$${String(params.push(value))}::${type}`;
  const momentOf = (day: string) => bind(instantOn(day).toISOString(), 'timestamptz');
  if ('day' in column) return ends.map(({ sign, day }) => `${column.day} ${sign} ${bind(day, 'date')}`);
  if ('moment' in column) return ends.map(({ sign, day }) => `${column.moment} ${sign} ${momentOf(day)}`);
  if (ends.length === 0) return [];
  return [
    `exists (select 1 from people_change pc where pc.subject_kind = '${column.changed}' and pc.subject_id = ${column.id}
       and ${ends.map(({ sign, day }) => `pc.at ${sign} ${momentOf(day)}`).join(' and ')})`,
  ];
};

/** The condition of an export: the caller's rows, of an area with all that lies in it, of a grid, of a period. */
export const exportScope = (
  context: Context,
  filter: ExportFilter,
  columns: { readonly area: string; readonly grid: string; readonly period?: PeriodColumn },
  params: unknown[],
): string => {
  const { areaCode, gridId } = filter;
  const conditions = [reachSql(context.reach('EXPORT_DATA'), columns, params)];
  if (typeof areaCode === 'string') {
    params.push(context.areas.withDescendants(areaCode));
    conditions.push(`${columns.area} = any($${String(params.length)}::text[])`);
  }
  if (typeof gridId === 'string') {
    params.push(gridId);
    conditions.push(`${columns.grid} = $${String(params.length)}::uuid`);
  }
  if (columns.period) conditions.push(...periodConditions(filter, columns.period, params));
  return conditions.join(' and ');
};

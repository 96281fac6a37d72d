import type { Reach } from './context.ts';

/** Names of the properties (or columns) that say where a row lies. */
export interface ReachColumns {
  readonly area?: string;
  readonly grid?: string;
  /** Organizations that may see the row, e.g. the handler of a case. */
  readonly organization?: string | readonly string[];
  /** Account that the row belongs to. */
  readonly account?: string;
  /** Resident that the row belongs to. */
  readonly resident?: string;
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const alternatives = (reach: Reach, columns: ReachColumns): (readonly [string, readonly string[]])[] =>
  [
    ...list(columns.area).map((column) => [column, reach.areaCodes] as const),
    ...list(columns.grid).map((column) => [column, reach.gridIds] as const),
    ...list(columns.organization).map((column) => [column, reach.organizationIds] as const),
    ...list(columns.account).map((column) => [column, reach.accountId === undefined ? [] : [reach.accountId]] as const),
    ...list(columns.resident).map(
      (column) => [column, reach.residentId === undefined ? [] : [reach.residentId]] as const,
    ),
  ].filter(([, values]) => values.length > 0);

/**
 * The rows that a reach covers, as a MikroORM condition: `em.find(Household, { $and: [where, reachFilter(…)] })`.
 * An empty reach covers none.
 */
export const reachFilter = (reach: Reach, columns: ReachColumns): Record<string, unknown> => {
  if (reach.all) return {};
  const parts = alternatives(reach, columns).map(([column, values]) => ({ [column]: { $in: [...values] } }));
  return parts.length === 1 && parts[0]
    ? parts[0]
    : { $or: parts.length > 0 ? parts : [{ $and: [{ id: null }, { id: { $ne: null } }] }] };
};

/**
 * The same as SQL: appends its values to `params` and returns a condition with their `$n`, e.g.
 * `(h.area_code = any($3::text[]) or h.grid_id = any($4::uuid[]))`.
 */
export const reachSql = (reach: Reach, columns: ReachColumns, params: unknown[]): string => {
  if (reach.all) return 'true';
  const parts = alternatives(reach, columns).map(([column, values]) => {
    params.push(values);
    const type = list(columns.area).includes(column) ? 'text' : 'uuid';
    return `${column} = any($${String(params.length)}::${type}[])`;
  });
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
};

import {
  countUpTo,
  keysetSql,
  oneByKey,
  orderBySql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { placeSql, type PlaceFilter } from '../people/place-filter.ts';
import type { ContradictionKind } from './find-contradictions.ts';

export interface DataContradiction {
  readonly id: string;
  readonly kind: ContradictionKind;
  readonly householdId: string | null;
  readonly residentId: string | null;
  readonly gridId: string;
  readonly areaCode: string;
  readonly foundAt: Date;
  readonly note: string | null;
}

export interface ContradictionFilter extends PlaceFilter {
  readonly kinds?: readonly ContradictionKind[] | null | undefined;
  /** Those that were found to be right instead. */
  readonly dismissed?: boolean | null | undefined;
}

const columns = `c.id, c.kind, c.household_id, c.resident_id, c.grid_id, c.area_code, c.found_at, c.dismissed_note`;

const contradictionOf = (row: Readonly<Record<string, unknown>>): DataContradiction => ({
  id: row.id as string,
  kind: row.kind as ContradictionKind,
  householdId: row.household_id as string | null,
  residentId: row.resident_id as string | null,
  gridId: row.grid_id as string,
  areaCode: row.area_code as string,
  foundAt: new Date(row.found_at as string),
  note: row.dismissed_note as string | null,
});

const keys: readonly SortKey[] = [
  { expression: 'c.found_at', direction: 'asc', type: 'timestamptz' },
  { expression: 'c.id', direction: 'asc', type: 'uuid' },
];

/** What contradicts itself among people and housing, the oldest first: a list to be worked off. */
export const listContradictions = async (
  context: Context,
  { kinds, dismissed, ...place }: ContradictionFilter,
  args: PageArgs,
): Promise<Connection<DataContradiction> & { readonly totalCount: number; readonly totalCountIsExact: boolean }> => {
  const { first, after } = readPage(args, context.locale, keys.length);
  const params: unknown[] = [];
  const where = [
    'c.settled_at is null',
    dismissed === true ? 'c.dismissed_at is not null' : 'c.dismissed_at is null',
    await placeSql(context, 'READ_DATA_QUALITY', place, 'c', params),
    ...(isAbsent(kinds) || kinds.length === 0 ? [] : [`c.kind = any($${String(params.push(kinds))}::text[])`]),
  ].join(' and ');
  const counted = [...params];
  const keyset = keysetSql(keys, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `select ${columns} from data_contradiction c where ${where} and ${keyset} order by ${orderBySql(keys)} limit ${String(first + 1)}`,
      params,
    ),
    countUpTo(context.sql, `select 1 from data_contradiction c where ${where}`, counted),
  ]);
  return {
    ...toConnection(rows.map(contradictionOf), first, (row) => [row.foundAt.toISOString(), row.id]),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

export const loadContradiction = (context: Context, id: string): Promise<DataContradiction | null> =>
  context.batches.load('DataContradiction', null, id, async (ids) => {
    const rows = await context.sql(`select ${columns} from data_contradiction c where c.id = any($1::uuid[])`, [ids]);
    return oneByKey(ids, rows.map(contradictionOf), (row) => row.id);
  });

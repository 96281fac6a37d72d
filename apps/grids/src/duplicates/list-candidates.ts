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
import type { DuplicateReason } from './similarity.ts';

export type CandidateState = 'OPEN' | 'MERGED' | 'DISMISSED';

export interface DuplicateCandidate {
  readonly id: string;
  readonly residentIds: readonly [string, string];
  readonly reasons: readonly DuplicateReason[];
  readonly score: number;
  readonly foundAt: Date;
  readonly state: CandidateState;
  readonly decidedAt: Date | null;
  readonly note: string | null;
}

export interface CandidateFilter extends PlaceFilter {
  readonly residentId?: string | null | undefined;
  readonly state?: CandidateState | null | undefined;
}

const columns = `d.id, d.resident_a_id, d.resident_b_id, d.reasons, d.score, d.found_at, d.state, d.decided_at, d.decision_note`;

const candidateOf = (row: Readonly<Record<string, unknown>>): DuplicateCandidate => ({
  id: row.id as string,
  residentIds: [row.resident_a_id as string, row.resident_b_id as string],
  reasons: row.reasons as DuplicateReason[],
  score: row.score as number,
  foundAt: new Date(row.found_at as string),
  state: row.state as CandidateState,
  decidedAt: row.decided_at === null ? null : new Date(row.decided_at as string),
  note: row.decision_note as string | null,
});

const keys: readonly SortKey[] = [
  { expression: 'd.score', direction: 'desc', type: 'int' },
  { expression: 'd.id', direction: 'asc', type: 'uuid' },
];

/** Pairs that may be one person, one of them within reach, the surest first. */
export const listCandidates = async (
  context: Context,
  filter: CandidateFilter,
  args: PageArgs,
): Promise<Connection<DuplicateCandidate> & { readonly totalCount: number; readonly totalCountIsExact: boolean }> => {
  const { first, after } = readPage(args, context.locale, keys.length);
  const params: unknown[] = [filter.state ?? 'OPEN'];
  const place = await placeSql(context, 'READ_DATA_QUALITY', filter, 'r', params);
  const who = isAbsent(filter.residentId)
    ? ''
    : ` and $${params.push(filter.residentId)}::text in (d.resident_a_id::text, d.resident_b_id::text)`;
  const select = `from duplicate_candidate d where d.state = $1${who}
    and exists (select 1 from resident r where r.id in (d.resident_a_id, d.resident_b_id) and ${place})`;
  const counted = [...params];
  const keyset = keysetSql(keys, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `select ${columns} ${select} and ${keyset} order by ${orderBySql(keys)} limit ${String(first + 1)}`,
      params,
    ),
    countUpTo(context.sql, `select 1 ${select}`, counted),
  ]);
  return {
    ...toConnection(rows.map(candidateOf), first, (row) => [row.score, row.id]),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** Pairs by id, for whoever was told of them by a command. */
export const loadCandidate = (context: Context, id: string): Promise<DuplicateCandidate | null> =>
  context.batches.load('DuplicateCandidate', null, id, async (ids) => {
    const rows = await context.sql(`select ${columns} from duplicate_candidate d where d.id = any($1::uuid[])`, [ids]);
    return oneByKey(ids, rows.map(candidateOf), (row) => row.id);
  });

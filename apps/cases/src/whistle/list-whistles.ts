import {
  countUpTo,
  keysetSql,
  orderBySql,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { WhistleFilter } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { readMomentPage } from '../moment-page.ts';
import { findWhistle } from './load-whistle.ts';
import { whistleReachSql } from './whistle-reach.ts';
import type { Whistle } from './whistle.ts';

/** A page of whistles whose total is only counted when it is asked for. */
export interface WhistleConnectionModel extends Pick<Connection<Whistle>, 'edges' | 'pageInfo'> {
  readonly total: () => Promise<{ readonly count: number; readonly exact: boolean }>;
}

const order: readonly SortKey[] = [
  { expression: 'coalesce(w.drafted_at, w.blown_at)', direction: 'desc', type: 'timestamptz' },
  { expression: 'w.id', direction: 'desc', type: 'uuid' },
];

const filterSql = (context: Context, filter: WhistleFilter, params: unknown[]): string => {
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const id = (value: string, where: (bound: string) => string) =>
    isUuid(value) ? where(`${bind(value)}::uuid`) : 'false';
  const late = () => {
    const now = `${bind(context.now().toISOString())}::timestamptz`;
    return `(w.status in ('BLOWN', 'ANSWERED', 'ARRIVED') and exists (select 1 from whistle_answer a where a.whistle_id = w.id
      and ((a.answered_at is null and a.arrived_at is null and a.due_at < ${now})
        or (a.arrived_at is null and a.arrival_due_at < ${now}) or (a.outcome_at is null and a.outcome_due_at < ${now}))))`;
  };
  const waits = `(w.status = 'DRAFTED' or (w.status in ('BLOWN', 'ANSWERED', 'ARRIVED') and w.kind = 'EMERGENCY'
    and w.approval_due_at is not null and w.approved_at is null))`;
  const parts: string[] = [];
  if (filter.statuses) parts.push(`w.status = any(${bind(filter.statuses)}::text[])`);
  if (filter.kinds) parts.push(`w.kind = any(${bind(filter.kinds)}::text[])`);
  if (filter.areaCode) parts.push(`w.area_code = any(${bind(context.areas.withDescendants(filter.areaCode))}::text[])`);
  if (filter.organizationId) {
    parts.push(
      id(
        filter.organizationId,
        (bound) => `exists (select 1 from whistle_answer a where a.whistle_id = w.id and a.organization_id = ${bound})`,
      ),
    );
  }
  if (filter.caseId) parts.push(id(filter.caseId, (bound) => `w.case_id = ${bound}`));
  if (typeof filter.awaitsApproval === 'boolean') parts.push(filter.awaitsApproval ? waits : `not ${waits}`);
  if (typeof filter.late === 'boolean') parts.push(filter.late ? late() : `not ${late()}`);
  return parts.length > 0 ? parts.join(' and ') : 'true';
};

/** Whistles that exist for the caller, the newest first. */
export const listWhistles = async (
  context: Context,
  { filter, ...args }: PageArgs & { readonly filter?: WhistleFilter | null | undefined },
): Promise<WhistleConnectionModel> => {
  const page = readMomentPage(context, args);
  const params: unknown[] = [];
  const where = `${filterSql(context, filter ?? {}, params)} and ${whistleReachSql(context, params)}`;
  const counted = [...params];
  const rows = await context.sql(
    `select w.id::text, coalesce(w.drafted_at, w.blown_at)::text as at from whistle w
     where ${where} and ${keysetSql(order, page.after, params)} order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
    params,
  );
  const loaded = await Promise.all(
    rows.map(async (row) => ({ at: row.at as string, node: await findWhistle(context, row.id as string) })),
  );
  const seen = loaded.flatMap(({ at, node }) => (node ? [{ at, node }] : []));
  const { edges, pageInfo } = toConnection(seen, page.first, ({ at, node }) => [at, node.id]);
  let total: Promise<{ readonly count: number; readonly exact: boolean }> | undefined;
  return {
    edges: edges.map(({ cursor, node }) => ({ cursor, node: node.node })),
    pageInfo,
    total: () => (total ??= countUpTo(context.sql, `select 1 from whistle w where ${where}`, counted)),
  };
};

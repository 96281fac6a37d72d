import {
  keysetSql,
  orderBySql,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ServiceItemProposalFilter } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { readMomentPage } from '../moment-page.ts';
import { loadProposal } from './load-proposal.ts';
import { proposalReachSql, townshipsOf } from './proposal-reach.ts';
import type { ServiceItemProposal } from './service-item-proposal.ts';

const order: readonly SortKey[] = [
  { expression: 'p.proposed_at', direction: 'desc', type: 'timestamptz' },
  { expression: 'p.id', direction: 'desc', type: 'uuid' },
];

const filterSql = (context: Context, filter: ServiceItemProposalFilter, params: unknown[]): string => {
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const parts = [
    filter.statuses ? `p.status = any(${bind(filter.statuses)}::text[])` : null,
    filter.kinds ? `p.kind = any(${bind(filter.kinds)}::text[])` : null,
    filter.sponsorId ? (isUuid(filter.sponsorId) ? `p.sponsor_id = ${bind(filter.sponsorId)}::uuid` : 'false') : null,
    filter.code ? `p.code = ${bind(filter.code)}` : null,
    typeof filter.waitingForMyOpinion === 'boolean'
      ? `${filter.waitingForMyOpinion ? '' : 'not '}(p.status = 'HEARING' and exists (select 1 from service_item_opinion o
           where o.proposal_id = p.id and o.revision = p.revision and o.opinion is null
             and o.area_code = any(${bind(townshipsOf(context.caller))}::text[])))`
      : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' and ') : 'true';
};

/** Proposals that concern the caller, the newest first. */
export const listProposals = async (
  context: Context,
  { filter, ...args }: PageArgs & { readonly filter?: ServiceItemProposalFilter | null | undefined },
): Promise<Connection<ServiceItemProposal>> => {
  const page = readMomentPage(context, args);
  const params: unknown[] = [];
  const where = `${filterSql(context, filter ?? {}, params)} and ${proposalReachSql(context, params)}`;
  const counted = [...params];
  const [rows, [count]] = await Promise.all([
    context.sql(
      `select p.id::text, p.proposed_at::text as at from service_item_proposal p
       where ${where} and ${keysetSql(order, page.after, params)} order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
      params,
    ),
    context.sql(`select count(*)::int as total from service_item_proposal p where ${where}`, counted),
  ]);
  const loaded = await Promise.all(
    rows.map(async (row) => ({ at: row.at as string, node: await loadProposal(context, row.id as string) })),
  );
  const seen = loaded.flatMap(({ at, node }) => (node ? [{ at, node }] : []));
  const total = { count: count?.total as number, exact: true };
  const { edges, ...rest } = toConnection(seen, page.first, ({ at, node }) => [at, node.id], total);
  return { ...rest, edges: edges.map(({ cursor, node }) => ({ cursor, node: node.node })) };
};

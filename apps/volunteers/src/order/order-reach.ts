import { assignmentsFor, holds } from '@gridloom/access';
import type { SubgraphContext } from '@gridloom/service-kit';

/** Which orders and volunteers exist for a caller. */
export interface OrderReach {
  readonly all: boolean;
  readonly areaCodes: readonly string[];
  /** Orders that the caller posted or claimed, wherever they are. */
  readonly accountId: string | null;
  /** Orders that serve a case, which a department may be handling. */
  readonly ofCases: boolean;
}

/**
 * Where a volunteer may claim: a volunteer belongs to a village, and helps in the whole township; besides in what is posted for an
 * area that the village lies in.
 */
export const claimableAreas = (context: SubgraphContext): readonly string[] => {
  const { areas } = context;
  const codes = assignmentsFor(context.caller, 'CLAIM_SERVICE_ORDER').flatMap(({ jurisdiction }) => {
    if (jurisdiction.kind !== 'AREA') return [];
    const above = areas.withAncestors(jurisdiction.code);
    const township = above.find((code) => areas.find(code)?.level === 'TOWNSHIP') ?? jurisdiction.code;
    return [...above, ...areas.withDescendants(township)];
  });
  return [...new Set(codes)];
};

/** The villages (or what else is their area) of grids. */
export const areasOfGrids = async (context: SubgraphContext, gridIds: readonly string[]): Promise<string[]> => {
  if (gridIds.length === 0) return [];
  const rows = await context.sql('select distinct area_code from grid_view where id = any($1::uuid[])', [gridIds]);
  return rows.map((row) => row.area_code as string);
};

const findReach = async (context: SubgraphContext): Promise<OrderReach> => {
  const reach = context.reach('READ_SERVICE_ORDERS');
  const ofGrids = reach.all ? [] : await areasOfGrids(context, reach.gridIds);
  return {
    all: reach.all,
    areaCodes: [...new Set([...reach.areaCodes, ...ofGrids, ...claimableAreas(context)])],
    accountId: holds(context.caller, 'READ_SERVICE_ORDERS') ? (reach.accountId ?? null) : null,
    ofCases: reach.organizationIds.length > 0,
  };
};

export const orderReachOf = (context: SubgraphContext): (() => Promise<OrderReach>) => {
  let found: Promise<OrderReach> | undefined;
  return () => (found ??= findReach(context));
};

/** Whether the account `$n` claimed the order of an alias. */
const claimedSql = (alias: string, account: string): string =>
  `exists (select 1 from claim mine join volunteer me on me.id = mine.volunteer_id
     where mine.service_order_id = ${alias}.id and me.account_id = ${account})`;

/** Posted or claimed by an account; its sensitive fields are whole for that account. */
export const ownOrderSql = (accountId: string | null, alias: string, params: unknown[]): string => {
  if (accountId === null) return 'false';
  const account = `$${String(params.push(accountId))}::uuid`;
  return `(${alias}.poster_account_id = ${account} or ${claimedSql(alias, account)})`;
};

/** The condition "this order exists for the caller". */
export const orderReachSql = (reach: OrderReach, alias: string, params: unknown[]): string => {
  if (reach.all) return 'true';
  const parts = [
    ...(reach.areaCodes.length > 0
      ? [`${alias}.area_code = any($${String(params.push(reach.areaCodes))}::text[])`]
      : []),
    ...(reach.accountId === null ? [] : [ownOrderSql(reach.accountId, alias, params)]),
    ...(reach.ofCases ? [`${alias}.case_id is not null`] : []),
  ];
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
};

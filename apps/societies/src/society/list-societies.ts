import {
  COUNT_LIMIT,
  countUpTo,
  keysetSql,
  orderBySql,
  readPage,
  toConnection,
  type PageArgs,
  type Reach,
  type SortKey,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { childCount, childPage, entitiesOf, type ChildList } from '../rows.ts';
import { societyReachSql } from './find-society.ts';
import { Society, type SocietyKind, type SocietyStatus } from './society.ts';

export interface SocietyFilter {
  readonly kind?: SocietyKind | null | undefined;
  readonly status?: SocietyStatus | null | undefined;
  readonly text?: string | null | undefined;
}

const byName: readonly SortKey[] = [
  { expression: 's.name', direction: 'asc', type: 'text' },
  { expression: 's.id', direction: 'asc', type: 'uuid' },
];

const keyOf = (society: Society) => [society.name, society.id];

/** Dissolved societies are listed only where they are asked for. */
const conditions = ({ kind, status, text }: SocietyFilter, reach: Reach, params: unknown[]): string => {
  const push = (value: unknown) => `$${String(params.push(value))}`;
  return [
    societyReachSql(reach, 's', params),
    status ? `s.status = ${push(status)}` : `s.status <> 'DISSOLVED'`,
    ...(kind ? [`s.kind = ${push(kind)}`] : []),
    ...(text ? [`position(${push(text)}::text in s.name) > 0`] : []),
  ].join(' and ');
};

const ofArea = (filter: SocietyFilter, reach: Reach): ChildList<Society> => ({
  name: 'Area.societies',
  entity: Society,
  parentType: 'text',
  from: (params) =>
    `society s where s.area_code in
       (select a.code from area_view a where a.code = parent.id or parent.id = any(a.ancestors))
     and ${conditions(filter, reach, params)}`,
  alias: 's',
  sort: byName,
  keyOf,
});

const ofGrid = (reach: Reach): ChildList<Society> => ({
  name: 'Grid.societies',
  entity: Society,
  parentType: 'uuid',
  from: (params) => `society s where s.grid_id = parent.id and ${conditions({}, reach, params)}`,
  alias: 's',
  sort: byName,
  keyOf,
});

const counted = (n: number) => ({ totalCount: Math.min(n, COUNT_LIMIT), totalCountIsExact: n <= COUNT_LIMIT });

/** The societies of an area with all below it. */
export const listSocietiesOfArea = async (
  context: Context,
  areaCode: string,
  { first, after, ...filter }: SocietyFilter & PageArgs,
) => {
  const list = ofArea(filter, await context.societyReach());
  const [page, total] = await Promise.all([
    childPage(context, list, areaCode, { first, after }, filter),
    childCount(context, list, areaCode, COUNT_LIMIT, filter),
  ]);
  return { ...page, ...counted(total) };
};

/** The societies of a grid. */
export const listSocietiesOfGrid = async (context: Context, gridId: string, page: PageArgs) => {
  const list = ofGrid(await context.societyReach());
  const [societies, total] = await Promise.all([
    childPage(context, list, gridId, page, {}),
    childCount(context, list, gridId, COUNT_LIMIT, {}),
  ]);
  return { ...societies, ...counted(total) };
};

/** All societies that exist for the caller. */
export const listSocieties = async (context: Context, { first, after, ...filter }: SocietyFilter & PageArgs) => {
  const page = readPage({ first, after }, context.locale, byName.length);
  const params: unknown[] = [];
  const where = conditions(filter, await context.societyReach(), params);
  const countParams = [...params];
  const rows = await context.sql(
    `select s.* from society s where ${where} and ${keysetSql(byName, page.after, params)}
     order by ${orderBySql(byName)} limit ${String(page.first + 1)}`,
    params,
  );
  const total = await countUpTo(context.sql, `select 1 from society s where ${where}`, countParams);
  return {
    ...toConnection(entitiesOf(context, Society, rows), page.first, keyOf),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

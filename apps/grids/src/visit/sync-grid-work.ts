import { badArgument, countUpTo, readPage, toConnection, type PageArgs } from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { listMyGrids } from '../grid/load-grids.ts';
import { loadHousehold } from '../household/load-households.ts';
import type { Household } from '../household/household.ts';
import type { CountedConnection } from '../lists/list-rows.ts';

/** A cursor looks back a little, for changes that were being written when it was given. */
const OVERLAP_SECONDS = 300;
const MOST_DAYS_AHEAD = 31;
const MOST_GONE = 1_000;

export interface GridWorkSyncArgs {
  readonly since?: string | null | undefined;
  readonly daysAhead?: number | null | undefined;
}

/** What a device takes along for a day's work. */
export interface GridWorkSync {
  readonly cursor: string;
  readonly today: string;
  readonly since: string | null;
  readonly dueBy: string;
  readonly gridIds: readonly string[];
}

const decode = (cursor: string): string | undefined => {
  const text = Buffer.from(cursor, 'base64url').toString();
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
};

export const syncGridWork = async (context: Context, args: GridWorkSyncArgs): Promise<GridWorkSync> => {
  const since = isAbsent(args.since) ? null : decode(args.since);
  if (since === undefined) {
    throw badArgument(context.locale, {
      zh: 'since 不是上一次同步返回的 cursor。',
      en: 'since is no cursor of an earlier synchronization.',
    });
  }
  const daysAhead = args.daysAhead ?? 7;
  if (daysAhead < 0 || daysAhead > MOST_DAYS_AHEAD) {
    throw badArgument(context.locale, {
      zh: `daysAhead 应为 0 至 ${MOST_DAYS_AHEAD} 天。`,
      en: `daysAhead is 0 to ${MOST_DAYS_AHEAD} days.`,
    });
  }
  const [row] = await context.sql(
    `select to_char((clock_timestamp() - $1 * interval '1 second') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
    [OVERLAP_SECONDS],
  );
  const grids = await listMyGrids(context);
  return {
    cursor: Buffer.from(row?.at as string).toString('base64url'),
    today: context.today,
    since,
    dueBy: addDays(context.today, daysAhead),
    gridIds: grids.map(({ id }) => id),
  };
};

/** Households of the worker's grids: without a cursor those that are due, with one those that have changed since. */
export const listHouseholdsToSync = async (
  context: Context,
  { since, dueBy, gridIds }: GridWorkSync,
  args: PageArgs,
): Promise<CountedConnection<Household>> => {
  const { first, after } = readPage(args, context.locale, 2);
  const condition =
    since === null
      ? 'h.grid_id = any($1::uuid[]) and h.next_due_on <= $2::date and h.dissolved_on is null'
      : `h.grid_id = any($1::uuid[]) and h.dissolved_on is null and exists (
           select 1 from household_touch t where t.household_id = h.id and t.touched_at >= $2::timestamptz)`;
  const params = [gridIds, since ?? dueBy];
  const [rows, total] = await Promise.all([
    context.sql(
      `select h.id from household h where ${condition}
         ${after ? 'and (h.next_due_on, h.id) > ($3::date, $4::uuid)' : ''} order by h.next_due_on, h.id limit ${first + 1}`,
      [...params, ...(after ?? [])],
    ),
    countUpTo(context.sql, `select 1 from household h where ${condition}`, params),
  ]);
  const households = (await Promise.all(rows.map((row) => loadHousehold(context, row.id as string)))).filter(
    (household) => household !== null,
  );
  return {
    ...toConnection(households, first, ({ nextDueOn, id }) => [nextDueOn, id]),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** Households that a device forgets: they moved out of the worker's grids or are none any more. */
export const listGoneHouseholds = async (context: Context, { since, gridIds }: GridWorkSync): Promise<string[]> => {
  if (since === null) return [];
  const rows = await context.sql(
    `select h.id from household h join household_touch t on t.household_id = h.id
     where t.touched_at >= $2::timestamptz and (
       (h.grid_id = any($1::uuid[]) and h.dissolved_on is not null)
       or (h.grid_id <> all($1::uuid[]) and exists (
         select 1 from household_former_grid f where f.household_id = h.id and f.grid_id = any($1::uuid[]) and f.left_at >= $2::timestamptz)))
     order by h.id limit ${MOST_GONE}`,
    [gridIds, since],
  );
  return rows.map((row) => row.id as string);
};

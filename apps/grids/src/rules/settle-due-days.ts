import { defineJob, type JobDefinition, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { z } from 'zod';

/** So many households are brought up to date in one transaction. */
const HOUSEHOLDS_A_STEP = 5_000;

/**
 * The strictest interval on the day `$1` of the households that `source` gives: of all households, and of the care kinds of those who live
 * there. It starts from the few rules and not from the households, so that its plan is good for a table that was filled just now.
 */
const settle = (source: string, before = '') => `
  with ${before} rule as (
    select care_kind, interval_days from visit_interval_rule
    where valid_from <= $1::date and (valid_until is null or valid_until > $1::date)
  ), looked_after as (
    select p.household_id as id, min(rule.interval_days) as days from rule
    join care_record c on c.kind = rule.care_kind and c.since <= $1::date and (c.until is null or c.until > $1::date)
    join resident p on p.id = c.resident_id and p.departed_on is null
    where p.household_id in (select id from ${source}) group by p.household_id
  ), settled as (
    select t.id, least((select min(interval_days) from rule where care_kind is null), l.days)::int as days
    from ${source} t left join looked_after l on l.id = t.id
  ), moved as (
    update household h set visit_interval_days = s.days,
      next_due_on = coalesce((h.last_visited_at at time zone 'Asia/Shanghai')::date, h.registered_on) + s.days
    from settled s where h.id = s.id and s.days is not null
      and (h.visit_interval_days <> s.days
        or h.next_due_on <> coalesce((h.last_visited_at at time zone 'Asia/Shanghai')::date, h.registered_on) + s.days)
    returning 1
  ) select count(*)::int as n from moved`;

/**
 * Gives households the due day that the rules and their care say on a day. Whoever begins, ends or moves care, or moves people,
 * calls it in the same transaction; other due days follow by the job.
 * @returns how many due days changed
 */
export const settleDueDaysOf = async (
  sql: SqlExecutor,
  householdIds: readonly string[],
  today: string,
): Promise<number> => {
  if (householdIds.length === 0) return 0;
  const [row] = await sql(
    settle('locked', 'locked as (select id from household where id = any($2::uuid[]) order by id for update),'),
    [today, householdIds],
  );
  return row?.n as number;
};

/** The same for the households of a temporary table `id`, however many: for imports, which come alone. */
export const settleDueDaysIn = async (sql: SqlExecutor, table: string, today: string): Promise<void> => {
  await sql(`analyze ${table}`);
  await sql(settle(table), [today]);
};

export const SETTLE_DUE_DAYS = 'settle-due-days';

const payload = z.object({});

/**
 * All households, step by step in the order of their ids: after a rule has changed, and once a day for rules and care that begin or
 * end with it. It may be broken off anywhere and begun again.
 */
export const settleDueDays: JobDefinition = defineJob({
  name: SETTLE_DUE_DAYS,
  schedule: '5 16 * * *',
  parse: (value) => payload.parse(value),
  handle: async (_payload, { transact, now, signal }) => {
    let last = '00000000-0000-0000-0000-000000000000';
    while (!signal.aborted) {
      const step = await transact(async (_, sql) => {
        const rows = await sql('select id from household where id > $1::uuid order by id limit $2', [
          last,
          HOUSEHOLDS_A_STEP,
        ]);
        const ids = rows.map((row) => row.id as string);
        await settleDueDaysOf(sql, ids, shanghaiDay(now()));
        return ids;
      });
      const end = step.at(-1);
      if (end === undefined || step.length < HOUSEHOLDS_A_STEP) return;
      last = end;
    }
    throw new Error('The service stops; due days are settled when it is there again');
  },
});

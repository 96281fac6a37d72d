import { defineJob, type JobDefinition, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { z } from 'zod';

/** So many households are brought up to date in one transaction. */
const HOUSEHOLDS_A_STEP = 5_000;

/** The strictest interval of a household on a day: of all households, and of the care kinds of those who live there. */
const settled = `
  select h.id, rule.days, coalesce((h.last_visited_at at time zone 'Asia/Shanghai')::date, h.registered_on) + rule.days as due
  from household h
  cross join lateral (
    select min(v.interval_days)::int as days from visit_interval_rule v
    where v.valid_from <= $1::date and (v.valid_until is null or v.valid_until > $1::date)
      and (v.care_kind is null or exists (
        select 1 from resident r join care_record c on c.resident_id = r.id
        where r.household_id = h.id and r.departed_on is null and c.kind = v.care_kind
          and c.since <= $1::date and (c.until is null or c.until > $1::date)))
  ) rule`;

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
  const rows = await sql(
    `with locked as (select id from household where id = any($2::uuid[]) order by id for update),
     settled as (${settled} where h.id in (select id from locked) and rule.days is not null)
     update household h set visit_interval_days = s.days, next_due_on = s.due from settled s
     where s.id = h.id and (h.visit_interval_days <> s.days or h.next_due_on <> s.due) returning h.id`,
    [today, householdIds],
  );
  return rows.length;
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

import type { StageWork } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ChangeKind, ChangeSubject } from '../people/people-change.ts';

type Work = Pick<StageWork<Context>, 'context' | 'sql'>;

/**
 * Due days of the households of a temporary table `id`, as rules and care say: as `settleVisitIntervals` does for a few, in one statement for
 * very many, whose plan does not depend on statistics that a table just filled does not have yet.
 */
export const settleDueDaysOf = async ({ sql, context }: Work, table: string): Promise<void> => {
  await sql(`analyze ${table}`);
  await sql(
    `with rule as (
       select care_kind, interval_days from visit_interval_rule
       where valid_from <= $1::date and (valid_until is null or valid_until > $1::date)
     ), looked_after as (
       select p.household_id as id, min(rule.interval_days) as days from rule
       join care_record c on c.kind = rule.care_kind and c.since <= $1::date and (c.until is null or c.until > $1::date)
       join resident p on p.id = c.resident_id and p.departed_on is null
       where p.household_id in (select id from ${table}) group by p.household_id
     ), settled as (
       select t.id, least((select min(interval_days) from rule where care_kind is null), l.days)::int as days
       from ${table} t left join looked_after l on l.id = t.id
     )
     update household h set visit_interval_days = s.days,
       next_due_on = coalesce((h.last_visited_at at time zone 'Asia/Shanghai')::date, h.registered_on) + s.days
     from settled s where h.id = s.id and s.days is not null
       and (h.visit_interval_days <> s.days
         or h.next_due_on <> coalesce((h.last_visited_at at time zone 'Asia/Shanghai')::date, h.registered_on) + s.days)`,
    [context.today],
  );
};

/** Writes an entry of the history for each record touched: registered, changed, or corrected by an undo. */
export const noteHistory = async (
  { sql, context }: Work,
  doing: 'IMPORT' | 'UNDO',
  {
    subject,
    table,
    fields,
  }: { readonly subject: ChangeSubject; readonly table: string; readonly fields: readonly string[] },
): Promise<void> => {
  const changed = fields.map(
    (field) => `case when r.was->>'${field}' is distinct from to_jsonb(t)->>'${field}' then '${field}' end`,
  );
  const accountId = context.caller.kind === 'account' ? context.caller.accountId : null;
  await sql(
    `insert into people_change (id, subject_kind, subject_id, kind, grid_id, area_code, effective_on, at, by_account_id, fields, note)
     select uuidv7(), '${subject}', r.id, case when $1 = 'UNDO' then 'CORRECTED' when r.inserted then 'REGISTERED' else 'CHANGED' end,
       coalesce(t.grid_id, (r.was->>'grid_id')::uuid), coalesce(t.area_code, r.was->>'area_code'), $2::date, $3::timestamptz, $4::uuid,
       case when t.id is null or r.was is null then '{}' else array_remove(array[${changed.join(', ')}], null) end,
       case when $1 = 'UNDO' then '撤销导入' else '批量导入' end
     from import_touched r left join ${table} t on t.id = r.id`,
    [doing, context.today, context.now(), accountId],
  );
};

/** Writes an entry of the history of the resident or household to which each touched row belongs. */
export const noteOfSubject = async (
  { sql, context }: Work,
  doing: 'IMPORT' | 'UNDO',
  {
    subject,
    table,
    key,
    rowId,
    kind,
    field,
  }: {
    readonly subject: 'RESIDENT' | 'HOUSEHOLD';
    readonly table: string;
    readonly key: 'resident_id' | 'household_id';
    /** SQL over the table `t`: the uuid of its row. */
    readonly rowId: string;
    readonly kind: ChangeKind;
    readonly field: string;
  },
): Promise<void> => {
  const accountId = context.caller.kind === 'account' ? context.caller.accountId : null;
  await sql(
    `insert into people_change (id, subject_kind, subject_id, kind, grid_id, area_code, effective_on, at, by_account_id, fields, note)
     select uuidv7(), '${subject}', p.id, case when $1 = 'UNDO' then 'CORRECTED' when r.inserted then '${kind}' else 'CHANGED' end,
       p.grid_id, p.area_code, $2::date, $3::timestamptz, $4::uuid, array['${field}'],
       case when $1 = 'UNDO' then '撤销导入' else '批量导入' end
     from import_touched r left join ${table} t on ${rowId} = r.id
     join ${subject.toLowerCase()} p on p.id = coalesce(t.${key}, (r.was->>'${key}')::uuid)`,
    [doing, context.today, context.now(), accountId],
  );
};

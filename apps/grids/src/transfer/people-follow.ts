import type { StageWork } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ChangeKind, ChangeSubject } from '../people/people-change.ts';
import { orderRechecks } from '../quality/people-jobs.ts';

type Work = Pick<StageWork<Context>, 'context' | 'sql'>;

/** Writes an entry of the history for each record touched: registered, changed, or corrected by an undo. */
export const noteHistory = async (
  { sql, context }: Work,
  doing: 'IMPORT' | 'UNDO',
  {
    subject,
    table,
    fields,
    condition,
  }: {
    readonly subject: ChangeSubject;
    readonly table: string;
    readonly fields: readonly string[];
    /** SQL over the rows touched `r`: which ones. */
    readonly condition: string;
  },
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
     from import_touched r left join ${table} t on t.id = r.id where ${condition}`,
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

/** The villages of touched rows of a table, those of rows that an undo took away too. */
export const villagesOf = (table: 'household' | 'resident'): string =>
  `select r.was->>'area_code' as area_code from import_touched r where r.was is not null
   union select t.area_code from import_touched r join ${table} t on t.id = r.id`;

/** Has villages looked through again for contradictions and doubles, once the import or its undo is done. */
export const recheckVillages = async ({ sql }: Work, villages: string): Promise<void> => {
  const rows = await sql(`select distinct v.area_code from (${villages}) v order by 1`);
  await orderRechecks(
    sql,
    rows.map((row) => row.area_code as string),
  );
};

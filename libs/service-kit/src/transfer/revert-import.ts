import type { SubgraphContext } from '../context.ts';
import { fingerprintSql, indexTouched, numberOf, rowIdOf, takesUpdates, touchedTable } from './import-sql.ts';
import type { RunSession } from './run-session.ts';
import { tellImport } from './tell-import.ts';
import type { ImportPlan } from './transfer-definition.ts';
import type { KeptRow } from './transfer-run.ts';

/** Rows that an undo left alone and that it names. */
const MOST_NAMED = 100;

const changedSince = { zh: '导入之后被修改过', en: 'changed since the import' };
const goneSince = { zh: '导入之后已不存在', en: 'gone since the import' };

/** Rows of the import that are taken back go to `import_touched`; the others are named. */
const sortOut = async <C extends SubgraphContext>(
  { sql }: RunSession<C>,
  plan: ImportPlan<C>,
  runId: string,
): Promise<{ readonly kept: number; readonly keptRows: readonly KeptRow[] }> => {
  const { table, label } = plan.target;
  const rowId = rowIdOf(plan);
  await sql(
    `select 1 from ${table} t join import_row i on i.run_id = $1 and ${rowId} = i.row_id order by i.row_id for update of t`,
    [runId],
  );
  const reasons = [goneSince, changedSince, ...(plan.inUse ?? []).map(({ explanation }) => explanation)];
  const tests = [
    `${rowId} is null`,
    `${fingerprintSql(plan)} <> i.fingerprint`,
    ...(plan.inUse ?? []).map(({ when }) => `i.inserted and (${when})`),
  ];
  await sql(touchedTable);
  await sql('alter table import_touched add column reason int, add column label text');
  await sql(
    `insert into import_touched (id, n, inserted, was, back, reason, label)
     select i.row_id, i.n, i.inserted, to_jsonb(t), i.before,
       case ${tests.map((test, index) => `when ${test} then ${String(index)}`).join(' ')} end, ${label}
     from import_row i left join ${table} t on ${rowId} = i.row_id where i.run_id = $1`,
    [runId],
  );
  const named = await sql(
    `select n, label, reason from import_touched where reason is not null order by n limit ${String(MOST_NAMED)}`,
  );
  const [total] = await sql(
    'with left_alone as (delete from import_touched where reason is not null returning 1) select count(*)::int as n from left_alone',
  );
  await indexTouched(sql);
  return {
    kept: numberOf(total?.n),
    keptRows: named.map((row) => ({
      row: row.n as number,
      label: (row.label as string | null) ?? '',
      explanation: reasons[row.reason as number] ?? changedSince,
    })),
  };
};

/** Takes back what an import wrote: inserted rows go, changed ones are what they were; rows that were changed or used since stay. */
export const revertImport = async <C extends SubgraphContext>(
  session: RunSession<C>,
  plan: ImportPlan<C>,
  runId: string,
): Promise<{ readonly undone: number; readonly kept: number; readonly keptRows: readonly KeptRow[] }> => {
  const { sql, context } = session;
  const { table, columns, versioned = true } = plan.target;
  const rowId = rowIdOf(plan);
  const sorted = await sortOut(session, plan, runId);
  const before = await plan.figures?.read({ sql, context });
  const restores = columns.filter(takesUpdates).map(({ name }) => `${name} = b.${name}`);
  if (versioned) restores.push('version = t.version + 1');
  if (restores.length > 0)
    await sql(
      `update ${table} t set ${restores.join(', ')} from import_touched r cross join lateral jsonb_populate_record(null::${table}, r.back) b
       where not r.inserted and ${rowId} = r.id`,
    );
  await sql(`delete from ${table} t using import_touched r where r.inserted and ${rowId} = r.id`);
  await plan.figures?.apply({ sql, context }, before, await plan.figures.read({ sql, context }));
  await plan.follow?.({ sql, context }, 'UNDO');
  await plan.record?.({ sql, context }, 'UNDO', 'true');
  await tellImport(session, plan, 'UNDO', [].values());
  const [undone] = await sql('select count(*)::int as n from import_touched');
  await sql('delete from import_row i using import_touched r where i.run_id = $1 and i.row_id = r.id', [runId]);
  return { undone: numberOf(undone?.n), ...sorted };
};

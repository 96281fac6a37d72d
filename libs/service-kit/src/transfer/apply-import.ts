import { appendEventsByQuery } from '@gridloom/messaging';
import { shanghaiDay } from '@gridloom/standards';

import type { SubgraphContext } from '../context.ts';
import type { RunSession } from './run-session.ts';
import type { ImportPlan, TargetColumn } from './transfer-definition.ts';
import type { KeptRow } from './transfer-run.ts';

const CHUNK = 20_000;
/** Rows that an undo left alone and that it names. */
const MOST_NAMED = 100;

interface Counts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

const valueOf = ({ name, value }: TargetColumn) => value ?? `s.${name}`;
const takesUpdates = ({ update }: TargetColumn) => update !== false;

/** SQL that gives a row's uuid, over the target `t`. */
const rowIdOf = ({ target }: Pick<ImportPlan<never>, 'target'>) => target.rowId ?? 't.id';

/** What an import wrote into a row: if it is another one later, somebody has changed the row since. */
const fingerprintSql = ({ target }: Pick<ImportPlan<never>, 'target'>) =>
  `md5(row(${(target.fingerprint ?? target.columns.map(({ name }) => name)).map((name) => `t.${name}`).join(', ')})::text)`;

const touchedTable = `create temporary table import_touched (
    id uuid not null, n int not null, inserted boolean not null, was jsonb, back jsonb
  ) on commit drop`;

const numberOf = (value: unknown) => Number(value ?? 0);

const insertRows = async <C extends SubgraphContext>(
  { sql }: RunSession<C>,
  plan: ImportPlan<C>,
  onWritten: (rows: number) => void,
): Promise<number> => {
  const { table, columns, rowId, waves = ['true'] } = plan.target;
  const names = [...(rowId === undefined ? ['id'] : []), ...columns.map(({ name }) => name)];
  const values = [...(rowId === undefined ? ['s.id'] : []), ...columns.map(valueOf)];
  await sql('create unique index import_stage_n on import_stage (n)');
  const [bounds] = await sql('select min(n) as low, max(n) as high from import_stage');
  let written = 0;
  for (const wave of waves) {
    for (let low = numberOf(bounds?.low); low <= numberOf(bounds?.high); low += CHUNK) {
      const [row] = await sql(
        `with written as (
           insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from import_stage s
           where not s.known and s.n >= $1 and s.n < $2 and (${wave}) order by s.n returning 1
         ) select count(*)::int as n from written`,
        [low, low + CHUNK],
      );
      written += numberOf(row?.n);
      onWritten(written);
    }
  }
  return written;
};

/** Notes which rows will change, and what they are now. */
const noteTouched = async <C extends SubgraphContext>({ sql }: RunSession<C>, plan: ImportPlan<C>): Promise<void> => {
  const { table, columns } = plan.target;
  const rowId = rowIdOf(plan);
  await sql(
    `select 1 from ${table} t join import_stage s on s.known and ${rowId} = s.id order by s.id for update of t`,
  );
  const compared = columns.filter((column) => takesUpdates(column) && column.compare !== false);
  if (compared.length > 0)
    await sql(
      `update import_stage s set changed = true from ${table} t where s.known and ${rowId} = s.id
         and (${compared.map((column) => `coalesce(${valueOf(column)}, t.${column.name}) is distinct from t.${column.name}`).join(' or ')})`,
    );
  await sql(touchedTable);
  await sql(
    `insert into import_touched (id, n, inserted, was)
     select s.id, s.n, not s.known, case when s.known then to_jsonb(t) end
     from import_stage s left join ${table} t on s.known and ${rowId} = s.id where s.changed or not s.known`,
  );
  await sql('alter table import_touched add primary key (id)');
  await sql('analyze import_touched');
};

const tell = async <C extends SubgraphContext>(
  { sql, context }: RunSession<C>,
  plan: ImportPlan<C>,
  doing: 'IMPORT' | 'UNDO',
): Promise<void> => {
  const occurredAt = context.now();
  const today = shanghaiDay(occurredAt);
  const which = { INSERTED: 'r.inserted', CHANGED: 'not r.inserted', BOTH: 'true' } as const;
  for (const { event, of, select } of plan.events ?? []) {
    // After an undo, what was inserted is gone; what was changed has a new state, and nothing else is told of it.
    if (doing === 'UNDO' && (event.topicKind !== 'state' || of === 'INSERTED')) continue;
    await appendEventsByQuery(sql, {
      event,
      occurredAt,
      select: `${select} where ${doing === 'UNDO' ? 'not r.inserted' : which[of]}`,
      params: select.includes('$1') ? [today] : [],
    });
  }
  if (doing === 'IMPORT') return;
  for (const event of plan.tombstones ?? [])
    await appendEventsByQuery(sql, {
      event,
      occurredAt,
      select: `select r.id, (r.was->>'version')::int + 1 as version, r.was->>'area_code' as area_code, null::jsonb as data
        from import_touched r where r.inserted`,
      params: [],
    });
};

/** Writes what was staged, with all that follows from it: figures, events, and what an undo needs. */
export const applyImport = async <C extends SubgraphContext>(
  session: RunSession<C>,
  plan: ImportPlan<C>,
  runId: string,
  onWritten: (rows: number) => void,
): Promise<Counts> => {
  const { sql, context } = session;
  const { table, columns, versioned = true } = plan.target;
  const rowId = rowIdOf(plan);
  await noteTouched(session, plan);
  const before = await plan.figures?.read({ sql, context });
  const updates = columns
    .filter(takesUpdates)
    .map((column) => `${column.name} = coalesce(${valueOf(column)}, t.${column.name})`);
  if (versioned) updates.push('version = t.version + 1');
  await sql(
    updates.length === 0
      ? 'select 1'
      : `update ${table} t set ${updates.join(', ')} from import_stage s where s.changed and ${rowId} = s.id`,
  );
  const inserted = await insertRows(session, plan, onWritten);
  await plan.figures?.apply({ sql, context }, before, await plan.figures.read({ sql, context }));
  await plan.follow?.({ sql, context }, 'IMPORT');
  await sql(
    `insert into import_row (run_id, row_id, n, inserted, fingerprint, before)
     select $1, r.id, r.n, r.inserted, ${fingerprintSql(plan)}, r.was from import_touched r join ${table} t on ${rowId} = r.id`,
    [runId],
  );
  await tell(session, plan, 'IMPORT');
  const [counts] = await sql(
    `select count(*) filter (where changed)::int as updated, count(*) filter (where known and not changed)::int as unchanged from import_stage`,
  );
  return { inserted, updated: numberOf(counts?.updated), unchanged: numberOf(counts?.unchanged) };
};

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
  await sql('alter table import_touched add primary key (id)');
  const [total] = await sql(
    'with left_alone as (delete from import_touched where reason is not null returning 1) select count(*)::int as n from left_alone',
  );
  await sql('analyze import_touched');
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
  await tell(session, plan, 'UNDO');
  const [undone] = await sql('select count(*)::int as n from import_touched');
  await sql('delete from import_row i using import_touched r where i.run_id = $1 and i.row_id = r.id', [runId]);
  return { undone: numberOf(undone?.n), ...sorted };
};

import type { SubgraphContext } from '../context.ts';
import {
  boundsOfStage,
  chunksOf,
  fingerprintSql,
  indexTouched,
  insertSql,
  numberOf,
  rowIdOf,
  takesUpdates,
  touchedTable,
  valueOf,
  type Bounds,
} from './import-sql.ts';
import type { RunSession } from './run-session.ts';
import { tellImport } from './tell-import.ts';
import type { ImportPlan } from './transfer-definition.ts';

export interface ImportCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

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
  await indexTouched(sql);
};

/** The history of the rows, and what an undo needs to know of them, a chunk at a time. */
function* noteRows<C extends SubgraphContext>(
  { sql, context }: RunSession<C>,
  plan: ImportPlan<C>,
  runId: string,
  bounds: Bounds,
): Generator<Promise<unknown>, void> {
  const { table } = plan.target;
  for (const [low, high] of chunksOf(bounds)) {
    const chunk = `r.n >= ${String(low)} and r.n < ${String(high)}`;
    yield Promise.all([
      plan.record?.({ sql, context }, 'IMPORT', chunk),
      sql(
        `insert into import_row (run_id, row_id, n, inserted, fingerprint, before)
         select $1, r.id, r.n, r.inserted, ${fingerprintSql(plan)}, r.was
         from import_touched r join ${table} t on ${rowIdOf(plan)} = r.id where ${chunk}`,
        [runId],
      ),
    ]);
  }
}

const insertRows = async <C extends SubgraphContext>(
  { sql }: RunSession<C>,
  plan: ImportPlan<C>,
  onWritten: (rows: number) => void,
): Promise<number> => {
  const { waves = ['true'] } = plan.target;
  await sql('create unique index import_stage_n on import_stage (n)');
  const bounds = await boundsOfStage(sql);
  let written = 0;
  for (const wave of waves) {
    const statement = insertSql(plan, `not s.known and s.n >= $1 and s.n < $2 and (${wave})`);
    for (const chunk of chunksOf(bounds)) {
      const [row] = await sql(statement, chunk);
      written += numberOf(row?.n);
      onWritten(written);
    }
  }
  return written;
};

/** What follows from rows that are written, all of them in `import_touched`: figures, events, and what an undo needs. */
export const finishImport = async <C extends SubgraphContext>(
  session: RunSession<C>,
  plan: ImportPlan<C>,
  runId: string,
  figuresBefore: unknown,
): Promise<void> => {
  const { sql, context } = session;
  await plan.figures?.apply({ sql, context }, figuresBefore, await plan.figures.read({ sql, context }));
  await plan.follow?.({ sql, context }, 'IMPORT');
  await tellImport(session, plan, 'IMPORT', noteRows(session, plan, runId, await boundsOfStage(sql)));
};

/** Writes what was staged, with all that follows from it. */
export const applyImport = async <C extends SubgraphContext>(
  session: RunSession<C>,
  plan: ImportPlan<C>,
  runId: string,
  onWritten: (rows: number) => void,
): Promise<ImportCounts> => {
  const { sql, context } = session;
  const { table, columns, versioned = true } = plan.target;
  await noteTouched(session, plan);
  const before = await plan.figures?.read({ sql, context });
  const updates = columns
    .filter(takesUpdates)
    .map((column) => `${column.name} = coalesce(${valueOf(column)}, t.${column.name})`);
  if (versioned) updates.push('version = t.version + 1');
  if (updates.length > 0)
    await sql(
      `update ${table} t set ${updates.join(', ')} from import_stage s where s.changed and ${rowIdOf(plan)} = s.id`,
    );
  const inserted = await insertRows(session, plan, onWritten);
  await finishImport(session, plan, runId, before);
  const [counts] = await sql(
    `select count(*) filter (where changed)::int as updated, count(*) filter (where known and not changed)::int as unchanged from import_stage`,
  );
  return { inserted, updated: numberOf(counts?.updated), unchanged: numberOf(counts?.unchanged) };
};

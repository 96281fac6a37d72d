import type { SubgraphContext } from '../context.ts';
import { copyText, encodeRow } from '../copy-rows.ts';
import { finishImport, type ImportCounts } from './apply-import.ts';
import { indexTouched, insertSql, numberOf, touchedTable } from './import-sql.ts';
import type { RunSession } from './run-session.ts';
import { checkStage, stageColumns, stageTable, type Faults, type StagedRow } from './stage-import.ts';
import type { ImportPlan, TransferTable } from './transfer-definition.ts';

/** Rows that are read while as many are written. */
const PART = 10_000;

/** A file that is not as an eager import hopes: it is done again step by step, which tells all that is wrong. */
class NotSoSimple extends Error {
  override readonly name = 'NotSoSimple';
}

interface Part {
  readonly lines: string[];
  /** Rows of the file up to here. */
  readonly read: number;
}

/** Reads the next part of a file; it has no lines where the file is at its end. */
const readPart = async (rows: AsyncGenerator<StagedRow>, before: number): Promise<Part> => {
  const lines: string[] = [];
  let read = before;
  while (lines.length < PART) {
    const next = await rows.next();
    if (next.done === true) break;
    if (!next.value) throw new NotSoSimple();
    read += 1;
    lines.push(encodeRow(next.value));
  }
  return { lines, read };
};

/** Whether an error is the database's own refusal of data: what the checks of the whole file will name. */
const isRefusal = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('23');

/**
 * Imports a file of rows that are all right and all new, a part at a time: a part is read while the one before is checked and written. What
 * concerns several rows is judged at the end, before anything is kept.
 * @returns the counts and the rows of the file; undefined, with nothing left behind, where the file is another one
 */
export const importEagerly = async <C extends SubgraphContext>(
  session: RunSession<C>,
  table: TransferTable<C>,
  plan: ImportPlan<C>,
  runId: string,
  rows: AsyncGenerator<StagedRow>,
  onProgress: (read: number, written: number) => void,
): Promise<(ImportCounts & { readonly total: number }) | undefined> => {
  const { client, sql, context } = session;
  const faults: Faults = new Map();
  const check = async (checks: readonly (ImportPlan<C>['resolve'] | undefined)[]) => {
    await checkStage(session, table, checks, faults);
    if (faults.size > 0) throw new NotSoSimple();
  };
  await sql('savepoint eager');
  try {
    await sql(stageTable(plan));
    await sql('alter table import_stage rename to import_whole');
    await sql(touchedTable);
    const before = await plan.figures?.read({ sql, context });
    const statement = insertSql(plan, 'true');
    let inserted = 0;
    for (let part = await readPart(rows, 0); part.lines.length > 0;) {
      const { lines, read } = part;
      await sql('create temporary table import_stage () inherits (import_whole) on commit drop');
      await copyText(client, 'import_stage', stageColumns(plan), lines);
      await check([plan.resolve]);
      const [known] = await sql('select 1 from import_stage where known limit 1');
      if (known) throw new NotSoSimple();
      await sql('insert into import_touched (id, n, inserted) select id, n, true from import_stage');
      // The longest of the statements: meanwhile the next part is read.
      const [[written], next] = await Promise.all([sql(statement), readPart(rows, read)]);
      part = next;
      inserted += numberOf(written?.n);
      await sql(`alter table import_stage rename to import_part_${String(read)}`);
      onProgress(read, inserted);
    }
    await sql('alter table import_whole rename to import_stage');
    await check([plan.judge]);
    await indexTouched(sql);
    await finishImport(session, plan, runId, before);
    await sql('release savepoint eager');
    return { inserted, updated: 0, unchanged: 0, total: inserted };
  } catch (error) {
    if (!(error instanceof NotSoSimple) && !isRefusal(error)) throw error;
    await sql('rollback to savepoint eager');
    return undefined;
  } finally {
    await rows.return(undefined);
  }
};

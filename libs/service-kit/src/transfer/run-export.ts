import { holds, maskValue } from '@gridloom/access';
import { formatCell, writeSheet, type CellValue } from '@gridloom/tables';
import { shanghaiTime } from '@gridloom/standards';

import type { SubgraphContext } from '../context.ts';
import { sqlOf, type SqlExecutor } from '../database.ts';
import { XLSX_TYPE } from '../files/files-definition.ts';
import { keepFile } from '../files/keep-file.ts';
import type { JobTools } from '../jobs/define-job.ts';
import { EXPORT_PURPOSE, RESULT_LIFE_MS } from './import-files.ts';
import { progressNotes } from './progress-notes.ts';
import { endInFailure, giveBack, RunEnded, type TransferRunner } from './run-import.ts';
import { asAccount, LeaveNothing, type RunSession } from './run-session.ts';
import type { ExportPlan, ExportRow, TransferTable } from './transfer-definition.ts';
import { getExportRun, type ExportRun } from './transfer-run.ts';

const FETCH = 2_000;
const MOST_ATTEMPTS = 3;

async function* rowsOf<C extends SubgraphContext>(
  { sql, context }: RunSession<C>,
  plan: ExportPlan<C>,
  filter: ExportRun['filter'],
  onRows: (rows: number) => void,
): AsyncGenerator<ExportRow> {
  const { sql: select, params } = plan.select(context, filter);
  const [total] = await sql(`select count(*)::int as n from (${select}) counted`, params);
  onRows(-(total?.n as number));
  await sql(`declare exported no scroll cursor for ${select}`, params);
  const complete = plan.complete?.(context) ?? ((row: ExportRow) => row);
  let count = 0;
  for (;;) {
    const rows = await sql(`fetch ${String(FETCH)} from exported`);
    for (const row of rows) yield complete(row);
    count += rows.length;
    onRows(count);
    if (rows.length < FETCH) return;
  }
}

/** Cells of a row as the caller may see them: whole where the graph would show them whole. */
const cellsOf = <C extends SubgraphContext>(
  table: TransferTable<C>,
  { context }: RunSession<C>,
  masked: Set<string>,
) => {
  const { locale } = context;
  return (row: ExportRow): string[] =>
    table.columns.map((column) => {
      const text = formatCell(column, row[column.key] as CellValue | null | undefined, locale);
      if (column.mask === undefined || text === '') return text;
      if (context.reveals?.(row, column.key, column.mask) === true) return text;
      masked.add(column.key);
      return maskValue(column.mask, text);
    });
};

const record = async (
  sql: SqlExecutor,
  tools: JobTools,
  run: ExportRun,
  kept: {
    readonly fileId: string;
    readonly sha256: string;
    readonly rows: number;
    readonly columns: string[];
    readonly masked: string[];
  },
) => {
  await sql(
    `insert into audit.export_record (id, account_id, at, table_name, filter, columns, masked_columns, rows, file_id, sha256)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10)`,
    [
      run.id,
      run.accountId,
      tools.now(),
      run.table,
      JSON.stringify(run.filter),
      kept.columns,
      kept.masked,
      kept.rows,
      kept.fileId,
      kept.sha256,
    ],
  );
  await sql(
    `update export_run set status = 'DONE', rows_total = $2, rows_written = $2, file_id = $3, finished_at = $4 where id = $1`,
    [run.id, kept.rows, kept.fileId, tools.now()],
  );
};

const work = async <C extends SubgraphContext>(
  { subgraph, definition, storage }: TransferRunner<C>,
  tools: JobTools,
  sql: SqlExecutor,
  run: ExportRun,
): Promise<void> => {
  const table = definition.tables.find(({ name }) => name === run.table);
  const plan = table?.export;
  if (!table || !plan)
    throw new RunEnded({ zh: `表 ${run.table} 已不能导出。`, en: `${run.table} can no longer be exported.` });
  const exportPlan: ExportPlan<C> = plan;
  const progress = progressNotes(sql, tools.log, 'export_run', run.id);
  const fileId = tools.newId();
  await asAccount(subgraph, tools, run, async (session) => {
    if (!holds(session.context.caller, plan.permission))
      throw new RunEnded({ zh: '您现在的角色无权进行此操作。', en: 'Your roles no longer allow this.' });
    const masked = new Set<string>();
    const cells = cellsOf(table, session, masked);
    let count = 0;
    async function* written() {
      const rows = rowsOf(session, exportPlan, run.filter, (n) => {
        if (tools.signal.aborted) throw new LeaveNothing();
        progress.note(n < 0 ? 'rows_total' : 'rows_written', Math.abs(n));
      });
      for await (const row of rows) {
        count += 1;
        yield cells(row);
      }
    }
    const now = tools.now();
    const title = table.title[run.locale];
    const { sha256 } = await keepFile(sql, storage, {
      id: fileId,
      accountId: run.accountId,
      purpose: EXPORT_PURPOSE,
      name: `${title}-${shanghaiTime(now).replace(/\D/g, '').slice(0, 12)}.${run.format.toLowerCase()}`,
      contentType: run.format === 'XLSX' ? XLSX_TYPE : 'text/csv',
      subject: `export-run:${run.id}`,
      createdAt: now,
      expiresAt: new Date(now.getTime() + RESULT_LIFE_MS),
      bytes: writeSheet(
        run.format,
        title,
        table.columns.map(({ heading }) => heading[run.locale]),
        written(),
      ),
    });
    await progress.written();
    // The record and the way to the file are one transaction: nobody gets a file that is not on record.
    await record(session.sql, tools, run, {
      fileId,
      sha256,
      rows: count,
      columns: table.columns.map(({ key }) => key),
      masked: [...masked],
    });
  });
};

/** Does an export; a process that dies in it leaves no file that anybody could fetch, and the next one begins again. */
export const runExport = async <C extends SubgraphContext>(
  runner: TransferRunner<C>,
  tools: JobTools,
  runId: string,
): Promise<void> => {
  const sql = sqlOf(tools.orm.em.fork());
  const [begun] = await sql(
    `update export_run set status = 'RUNNING', attempts = attempts + 1, started_at = coalesce(started_at, $2), rows_written = 0
     where id = $1 and status in ('WAITING', 'RUNNING') returning attempts`,
    [runId, tools.now()],
  );
  if (!begun) return;
  const run = await getExportRun(sql, runId);
  try {
    if (run.attempts > MOST_ATTEMPTS)
      throw new RunEnded({
        zh: '服务在导出时多次中断，已放弃。',
        en: 'The service broke off at this export again and again and gave it up.',
      });
    await work(runner, tools, sql, run);
  } catch (error) {
    await endInFailure(sql, tools, 'export_run', runId, error);
    return;
  }
  if (tools.signal.aborted) await giveBack(sql, 'export_run', runId);
};

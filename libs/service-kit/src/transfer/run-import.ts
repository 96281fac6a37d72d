import { holds } from '@gridloom/access';
import { SheetProblem } from '@gridloom/tables';

import type { SubgraphContext } from '../context.ts';
import { sqlOf, type SqlExecutor } from '../database.ts';
import { FileMissing } from '../files/file-missing.ts';
import type { FileStorage } from '../files/file-storage.ts';
import { keepFile } from '../files/keep-file.ts';
import { XLSX_TYPE } from '../files/files-definition.ts';
import type { JobTools } from '../jobs/define-job.ts';
import type { Bilingual } from '../locale.ts';
import type { SubgraphDefinition } from '../subgraph.ts';
import { applyImport, type ImportCounts } from './apply-import.ts';
import { faultSheet } from './fault-sheet.ts';
import { FAULTS_PURPOSE, RESULT_LIFE_MS } from './import-files.ts';
import { importEagerly } from './import-eagerly.ts';
import { progressNotes } from './progress-notes.ts';
import { revertImport } from './revert-import.ts';
import { asAccount, LeaveNothing, type RunSession } from './run-session.ts';
import { checkStage, readStaged, stageImport, type Faults } from './stage-import.ts';
import type { ImportPlan, TransferDefinition, TransferTable } from './transfer-definition.ts';
import { getImportRun, type ImportFault, type ImportRun } from './transfer-run.ts';

/** Beginnings of a run before it is given up: a process that dies each time will die again. */
const MOST_ATTEMPTS = 3;
/** Faults that the run itself tells; the sheet has all. */
const MOST_TOLD = 100;

export interface TransferRunner<C extends SubgraphContext> {
  readonly subgraph: SubgraphDefinition<C>;
  readonly definition: TransferDefinition<C>;
  readonly storage: FileStorage;
}

/** Thrown where a run ends for a reason that its owner can be told. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
  readonly explanation: Bilingual;

  constructor(explanation: Bilingual) {
    super(explanation.en);
    this.explanation = explanation;
  }
}

const refused: Bilingual = {
  zh: '您现在的角色无权进行此操作。',
  en: 'Your roles no longer allow this.',
};

const isRuleError = (error: unknown): error is { readonly code: string; readonly constraint?: string } =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^2[23]|^40/.test(error.code);

/** What can be told of an error; undefined for a bug. */
export const tellable = (error: unknown): Bilingual | undefined => {
  if (error instanceof RunEnded || error instanceof SheetProblem) return error.explanation;
  if (error instanceof FileMissing)
    return { zh: '文件已过期被清除，请重新上传。', en: 'The file has expired and is gone; send it again.' };
  if (!isRuleError(error)) return undefined;
  const rule = error.constraint ?? error.code;
  return {
    zh: `与数据库规则 ${rule} 冲突（可能有人同时修改了同样的数据），没有写入任何数据；请重试。`,
    en: `The database's rule ${rule} speaks against it, perhaps since somebody changed the same data meanwhile; nothing was written. Try again.`,
  };
};

const failure: Bilingual = {
  zh: '内部错误，没有写入任何数据；已记入日志。',
  en: 'Something went wrong here; nothing was written. It stands in the log.',
};

/** Marks a run as failed, whatever went wrong. */
export const endInFailure = async (
  sql: SqlExecutor,
  tools: JobTools,
  table: 'import_run' | 'export_run',
  id: string,
  error: unknown,
): Promise<void> => {
  const told = tellable(error);
  if (!told) tools.log.error({ err: error, runId: id }, 'A transfer failed');
  await sql(`update ${table} set status = 'FAILED', problem = $2::jsonb, finished_at = $3 where id = $1`, [
    id,
    JSON.stringify(told ?? failure),
    tools.now(),
  ]);
};

const toldFaults = (faults: Faults): ImportFault[] =>
  [...faults]
    .sort(([a], [b]) => a - b)
    .slice(0, MOST_TOLD)
    .flatMap(([row, some]) =>
      some.map(({ column, explanation }) => ({ row, column: column?.key ?? null, explanation })),
    )
    .slice(0, MOST_TOLD);

const reject = async <C extends SubgraphContext>(
  { definition, storage }: TransferRunner<C>,
  tools: JobTools,
  sql: SqlExecutor,
  run: ImportRun,
  faults: Faults,
): Promise<void> => {
  const table = definition.tables.find(({ name }) => name === run.table);
  const fileId = tools.newId();
  const now = tools.now();
  const title = table?.title[run.locale] ?? run.table;
  const dot = run.fileName.lastIndexOf('.');
  const name = dot > 0 ? run.fileName.slice(0, dot) : run.fileName;
  await keepFile(sql, storage, {
    id: fileId,
    accountId: run.accountId,
    purpose: FAULTS_PURPOSE,
    name: `${name}-${{ zh: '错误', en: 'errors' }[run.locale]}.${run.format.toLowerCase()}`,
    contentType: run.format === 'XLSX' ? XLSX_TYPE : 'text/csv',
    subject: `import-run:${run.id}`,
    createdAt: now,
    expiresAt: new Date(now.getTime() + RESULT_LIFE_MS),
    bytes: faultSheet(run, title, storage, faults),
  });
  await sql(
    `update import_run set status = 'REJECTED', faulty = $2, faults = $3::jsonb, fault_file_id = $4, finished_at = $5 where id = $1`,
    [run.id, faults.size, JSON.stringify(toldFaults(faults)), fileId, tools.now()],
  );
};

/** Checks and writes the rows of a file, those of a simple one while they are read; throws {@link LeaveNothing} where some are faulty. */
const writeRows = async <C extends SubgraphContext>(
  session: RunSession<C>,
  { storage }: TransferRunner<C>,
  table: TransferTable<C>,
  plan: ImportPlan<C>,
  run: ImportRun,
  faults: Faults,
  onProgress: (figure: 'rows_read' | 'rows_total' | 'rows_written', rows: number) => void,
): Promise<ImportCounts & { readonly total: number }> => {
  const { context } = session;
  if (plan.judge) {
    const rows = readStaged(context, table, plan, run, storage, new Map());
    const done = await importEagerly(session, table, plan, run.id, rows, (read, written) => {
      onProgress('rows_read', read);
      onProgress('rows_written', written);
    });
    if (done) return done;
  }
  const rows = readStaged(context, table, plan, run, storage, faults);
  const total = await stageImport(session, plan, rows, (read) => {
    onProgress('rows_read', read);
  });
  onProgress('rows_total', total);
  await checkStage(session, table, [plan.resolve, plan.judge], faults);
  if (faults.size > 0) throw new LeaveNothing();
  const counts = await applyImport(session, plan, run.id, (written) => {
    onProgress('rows_written', written);
  });
  return { ...counts, total };
};

const work = async <C extends SubgraphContext>(
  runner: TransferRunner<C>,
  tools: JobTools,
  sql: SqlExecutor,
  run: ImportRun,
): Promise<Faults> => {
  const { subgraph, definition } = runner;
  const table = definition.tables.find(({ name }) => name === run.table);
  const plan = table?.import;
  if (!table || !plan)
    throw new RunEnded({ zh: `表 ${run.table} 已不能导入。`, en: `${run.table} can no longer be imported.` });
  const faults: Faults = new Map();
  const progress = progressNotes(sql, tools.log, 'import_run', run.id);
  try {
    await asAccount(subgraph, tools, run, async (session) => {
      if (!holds(session.context.caller, plan.permission)) throw new RunEnded(refused);
      const counts = await writeRows(session, runner, table, plan, run, faults, (figure, rows) => {
        if (tools.signal.aborted) throw new LeaveNothing();
        progress.note(figure, rows);
      });
      await progress.written();
      const change = [
        run.id,
        counts.inserted,
        counts.updated,
        counts.unchanged,
        run.dryRun ? 'CHECKED' : 'DONE',
        tools.now(),
        counts.total,
      ];
      const note = (write: SqlExecutor) =>
        write(
          `update import_run set status = $5, inserted = $2, updated = $3, unchanged = $4, faulty = 0, finished_at = $6, rows_total = $7, rows_read = $7
           where id = $1`,
          change,
        );
      if (run.dryRun) {
        // The real run, taken back: only what it found out stays.
        await note(sql);
        throw new LeaveNothing();
      }
      await note(session.sql);
      await session.sql('update stored_file set expires_at = $2 where id = $1', [run.fileId, tools.now()]);
    });
  } finally {
    await progress.written();
  }
  return faults;
};

/**
 * Does an import: reads, checks and writes all rows in one transaction, or none. A process that dies in it leaves nothing; the
 * run is begun again by the next one.
 */
export const runImport = async <C extends SubgraphContext>(
  runner: TransferRunner<C>,
  tools: JobTools,
  runId: string,
): Promise<void> => {
  const sql = sqlOf(tools.orm.em.fork());
  const [begun] = await sql(
    `update import_run set status = 'RUNNING', attempts = attempts + 1, started_at = coalesce(started_at, $2), rows_read = 0, rows_written = 0
     where id = $1 and status in ('WAITING', 'RUNNING') returning attempts`,
    [runId, tools.now()],
  );
  if (!begun) return;
  const run = await getImportRun(sql, runId);
  try {
    if (run.attempts > MOST_ATTEMPTS)
      throw new RunEnded({
        zh: '服务在处理这个文件时多次中断，已放弃；没有写入任何数据。',
        en: 'The service broke off at this file again and again and gave it up; nothing was written.',
      });
    const faults = await work(runner, tools, sql, run);
    if (!tools.signal.aborted && faults.size > 0) await reject(runner, tools, sql, run, faults);
  } catch (error) {
    await endInFailure(sql, tools, 'import_run', runId, error);
    return;
  }
  if (tools.signal.aborted) await giveBack(sql, 'import_run', runId);
};

/**
 * Told to stop half-way: the run is as it was before, and is taken up again after the start.
 * @throws RunEnded, so that its job stays to be done
 */
export const giveBack = async (sql: SqlExecutor, table: 'import_run' | 'export_run', runId: string): Promise<void> => {
  const rows = await sql(
    `update ${table} set status = 'WAITING', attempts = attempts - 1 where id = $1 and status = 'RUNNING' returning id`,
    [runId],
  );
  if (rows.length > 0)
    throw new RunEnded({ zh: '服务正在停止，稍后继续。', en: 'The service is stopping; this goes on later.' });
};

/** Takes an import back in one transaction. */
export const runUndo = async <C extends SubgraphContext>(
  { subgraph, definition }: TransferRunner<C>,
  tools: JobTools,
  runId: string,
): Promise<void> => {
  const sql = sqlOf(tools.orm.em.fork());
  const [begun] = await sql(
    `update import_run set undo_attempts = undo_attempts + 1 where id = $1 and status = 'UNDOING' returning undo_attempts`,
    [runId],
  );
  if (!begun) return;
  const run = await getImportRun(sql, runId);
  const plan = definition.tables.find(({ name }) => name === run.table)?.import;
  try {
    if (!plan || run.undoAttempts > MOST_ATTEMPTS)
      throw new RunEnded({
        zh: '撤销多次中断，已放弃；没有改动任何数据。',
        en: 'The undo broke off again and again and was given up; nothing was changed.',
      });
    await asAccount(
      subgraph,
      tools,
      { accountId: run.undoAccountId ?? run.accountId, locale: run.locale },
      async (session) => {
        if (!holds(session.context.caller, plan.permission)) throw new RunEnded(refused);
        const { undone, kept, keptRows } = await revertImport(session, plan, runId);
        await session.sql(
          `update import_run set status = 'UNDONE', undone = $2, kept = $3, kept_rows = $4::jsonb, undone_at = $5 where id = $1`,
          [runId, undone, kept, JSON.stringify(keptRows), tools.now()],
        );
      },
    );
  } catch (error) {
    const told = tellable(error);
    if (!told) tools.log.error({ err: error, runId }, 'An undo failed');
    await sql(`update import_run set status = 'DONE', problem = $2::jsonb where id = $1`, [
      runId,
      JSON.stringify(told ?? failure),
    ]);
  }
};

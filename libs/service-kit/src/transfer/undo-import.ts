import { runCommand, type CommandOutcome } from '../command.ts';
import type { SubgraphContext } from '../context.ts';
import { conflict, notFound, type Conflict, type KeyReused, type NotFound } from '../errors.ts';
import { addJob } from '../jobs/add-job.ts';
import { isUuid } from '../record-checks.ts';
import type { SqlExecutor } from '../database.ts';

export interface UndoImportInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly importRunId: string;
}

export interface UndoImportSuccess {
  readonly __typename: 'UndoImportSuccess';
  readonly importRunId: string;
}

type Result = UndoImportSuccess | NotFound | Conflict;

/** How long after it an import can be undone: earlier values are kept no longer. */
export const UNDO_DAYS = 30;

const begin = async (
  context: SubgraphContext,
  sql: SqlExecutor,
  input: UndoImportInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, caller } = context;
  const accountId = caller.kind === 'account' ? caller.accountId : null;
  const [run] = isUuid(input.importRunId)
    ? await sql('select status, dry_run, finished_at from import_run where id = $1 and account_id = $2 for update', [
        input.importRunId,
        accountId,
      ])
    : [];
  if (!run) return { result: notFound(locale, 'input.importRunId') };
  if (run.status !== 'DONE' || run.dry_run === true)
    return {
      result: conflict(locale, {
        zh: '只有已完成、未撤销过的导入可以撤销；试导入没有写入任何数据。',
        en: 'Only an import that is done and was not undone can be undone; a dry run has written nothing.',
      }),
    };
  const oldest = new Date(context.now().getTime() - UNDO_DAYS * 24 * 3_600_000);
  if (new Date(run.finished_at as string) < oldest)
    return {
      result: conflict(locale, {
        zh: `导入完成 ${String(UNDO_DAYS)} 天后不能再撤销。`,
        en: `An import cannot be undone more than ${String(UNDO_DAYS)} days after it.`,
      }),
    };
  await sql(`update import_run set status = 'UNDOING', undo_account_id = $2 where id = $1`, [
    input.importRunId,
    accountId,
  ]);
  await addJob(sql, {
    name: 'undo-import',
    payload: { runId: input.importRunId },
    queue: 'transfer',
    key: `undo:${input.importRunId}`,
  });
  return { result: { __typename: 'UndoImportSuccess', importRunId: input.importRunId } };
};

/** Orders that an import of the caller's is taken back, except what was changed since. */
export const undoImport = (context: SubgraphContext, input: UndoImportInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, { name: 'undoImport', input, work: (_em, sql) => begin(context, sql, input) });

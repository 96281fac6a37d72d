import { holds } from '@gridloom/access';
import type { SheetFormat } from '@gridloom/tables';

import { runCommand, type CommandOutcome } from '../command.ts';
import type { SubgraphContext } from '../context.ts';
import {
  conflict,
  invalidInput,
  notFound,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '../errors.ts';
import { XLSX_TYPE } from '../files/files-definition.ts';
import { findFiles } from '../files/stored-file.ts';
import { addJob } from '../jobs/add-job.ts';
import { isUuid } from '../record-checks.ts';
import type { SqlExecutor } from '../database.ts';
import { IMPORT_PURPOSE } from './import-files.ts';
import type { TransferDefinition } from './transfer-definition.ts';

export interface StartImportInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly table: string;
  readonly fileId: string;
  readonly dryRun?: boolean | null | undefined;
}

export interface StartImportSuccess {
  readonly __typename: 'StartImportSuccess';
  readonly importRunId: string;
}

type Result = StartImportSuccess | InvalidInput | NotFound | Conflict;

const HOLD_MS = 48 * 3_600_000;
/** Imports that one account may have waiting or running. */
const AT_ONCE = 5;

const start = async <C extends SubgraphContext>(
  context: C,
  sql: SqlExecutor,
  definition: TransferDefinition<C>,
  input: StartImportInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, caller } = context;
  const allowed = definition.tables.filter((table) => table.import && holds(caller, table.import.permission));
  const table = allowed.find(({ name }) => name === input.table);
  if (!table) {
    const names = allowed.map(({ name }) => name).join(', ');
    return {
      result: invalidInput(
        locale,
        'input.table',
        { zh: `table：您可以导入的表为 ${names}。`, en: `table: you may import ${names}.` },
        names,
      ),
    };
  }
  const accountId = caller.kind === 'account' ? caller.accountId : '';
  const now = context.now();
  const [file] = isUuid(input.fileId) ? await findFiles(sql, [input.fileId], now) : [];
  if (file?.accountId !== accountId || file.purpose !== IMPORT_PURPOSE)
    return { result: notFound(locale, 'input.fileId') };
  const [waiting] = await sql(
    `select count(*)::int as n from import_run where account_id = $1 and status in ('WAITING', 'RUNNING')`,
    [accountId],
  );
  if ((waiting?.n as number) >= AT_ONCE)
    return {
      result: conflict(locale, {
        zh: `您已有 ${String(AT_ONCE)} 个导入在进行，请等其中一个完成。`,
        en: `${String(AT_ONCE)} of your imports are under way; wait for one to end.`,
      }),
    };
  await sql(`update stored_file set expires_at = greatest(expires_at, $2) where id = $1`, [
    file.id,
    new Date(now.getTime() + HOLD_MS),
  ]);
  const id = context.newId();
  const format: SheetFormat = file.contentType === XLSX_TYPE ? 'XLSX' : 'CSV';
  await sql(
    `insert into import_run (id, table_name, file_id, file_name, format, dry_run, account_id, locale, status, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'WAITING', $9)`,
    [id, table.name, file.id, file.name, format, input.dryRun ?? false, accountId, locale, now],
  );
  await addJob(sql, { name: 'run-import', payload: { runId: id }, queue: 'transfer', key: `import:${id}` });
  return { result: { __typename: 'StartImportSuccess', importRunId: id } };
};

/** Orders an import of a file that was sent; it runs in the background, under the rights that the caller has then. */
export const startImport = <C extends SubgraphContext>(
  context: C,
  definition: TransferDefinition<C>,
  input: StartImportInput,
): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'startImport',
    input,
    work: (_em, sql) => start(context, sql, definition, input),
  });

import { holds } from '@gridloom/access';
import type { SheetFormat } from '@gridloom/tables';

import { runCommand, type CommandOutcome } from '../command.ts';
import type { SubgraphContext } from '../context.ts';
import type { SqlExecutor } from '../database.ts';
import {
  conflict,
  invalidInput,
  notFound,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type NotFound,
} from '../errors.ts';
import { addJob } from '../jobs/add-job.ts';
import { isUuid } from '../record-checks.ts';
import { usualFilters, type ExportFilter, type ExportFilters, type TransferDefinition } from './transfer-definition.ts';

export interface StartExportInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly table: string;
  readonly format: SheetFormat;
  readonly areaCode?: string | null | undefined;
  readonly gridId?: string | null | undefined;
  readonly period?:
    { readonly from?: string | null | undefined; readonly to?: string | null | undefined } | null | undefined;
}

export interface StartExportSuccess {
  readonly __typename: 'StartExportSuccess';
  readonly exportRunId: string;
}

type Result = StartExportSuccess | InvalidInput | NotFound | Conflict;

const AT_ONCE = 3;

const filterOf = ({ areaCode, gridId, period }: StartExportInput): ExportFilter => ({
  ...(typeof areaCode === 'string' ? { areaCode } : {}),
  ...(typeof gridId === 'string' ? { gridId } : {}),
  ...(typeof period?.from === 'string' ? { from: period.from } : {}),
  ...(typeof period?.to === 'string' ? { to: period.to } : {}),
});

/** What the table cannot be narrowed to is refused: a list that is longer than asked for is taken for the one that was. */
const filterProblem = (
  { locale, areas }: SubgraphContext,
  { areaCode, gridId, from, to }: ExportFilter,
  filters: ExportFilters,
): InvalidInput | NotFound | undefined => {
  const without = (field: string) =>
    invalidInput(locale, `input.${field}`, {
      zh: `${field}：该表不能按此筛选，应为空。`,
      en: `${field}: this table cannot be narrowed by it; leave it empty.`,
    });
  if (areaCode !== undefined && !filters.area) return without('areaCode');
  if (gridId !== undefined && !filters.grid) return without('gridId');
  if ((from !== undefined || to !== undefined) && !filters.period) return without('period');
  if (typeof areaCode === 'string' && !areas.find(areaCode)) return notFound(locale, 'input.areaCode');
  if (typeof gridId === 'string' && !isUuid(gridId)) return notFound(locale, 'input.gridId');
  if (typeof from === 'string' && typeof to === 'string' && from > to)
    return invalidInput(locale, 'input.period', {
      zh: `period：起始日 ${from} 晚于截止日 ${to}。`,
      en: `period begins on ${from}, after its last day ${to}.`,
    });
  return undefined;
};

const start = async <C extends SubgraphContext>(
  context: C,
  sql: SqlExecutor,
  definition: TransferDefinition<C>,
  input: StartExportInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, caller } = context;
  const { table: name, format } = input;
  const allowed = definition.tables.filter((table) => table.export && holds(caller, table.export.permission));
  const table = allowed.find((candidate) => candidate.name === name);
  if (!table) {
    const names = allowed.map((candidate) => candidate.name).join(', ');
    return {
      result: invalidInput(
        locale,
        'input.table',
        { zh: `table：您可以导出的表为 ${names}。`, en: `table: you may export ${names}.` },
        names,
      ),
    };
  }
  const filter = filterOf(input);
  const problem = filterProblem(context, filter, table.export?.filters ?? usualFilters);
  if (problem) return { result: problem };
  const accountId = caller.kind === 'account' ? caller.accountId : '';
  const [waiting] = await sql(
    `select count(*)::int as n from export_run where account_id = $1 and status in ('WAITING', 'RUNNING')`,
    [accountId],
  );
  if ((waiting?.n as number) >= AT_ONCE)
    return {
      result: conflict(locale, {
        zh: `您已有 ${String(AT_ONCE)} 个导出在进行，请等其中一个完成。`,
        en: `${String(AT_ONCE)} of your exports are under way; wait for one to end.`,
      }),
    };
  const id = context.newId();
  await sql(
    `insert into export_run (id, table_name, format, filter, account_id, locale, status, created_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, 'WAITING', $7)`,
    [id, table.name, format, JSON.stringify(filter), accountId, locale, context.now()],
  );
  await addJob(sql, { name: 'run-export', payload: { runId: id }, key: `export:${id}` });
  return { result: { __typename: 'StartExportSuccess', exportRunId: id } };
};

/** Orders an export of a table; it holds what the caller may see, masked as it is elsewhere, and is recorded for good. */
export const startExport = <C extends SubgraphContext>(
  context: C,
  definition: TransferDefinition<C>,
  input: StartExportInput,
): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'startExport',
    input,
    work: (_em, sql) => start(context, sql, definition, input),
  });

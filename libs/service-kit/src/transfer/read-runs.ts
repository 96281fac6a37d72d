import { holds } from '@gridloom/access';

import type { SubgraphContext } from '../context.ts';
import { oneByKey } from '../batches.ts';
import {
  countUpTo,
  keysetSql,
  orderBySql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '../paging.ts';
import { isUuid } from '../record-checks.ts';
import { exportRunOf, importRunOf } from './transfer-run.ts';

/** Whose runs the caller sees: the own ones, or all. */
const visibleTo = ({ caller }: SubgraphContext, params: unknown[]): string => {
  if (holds(caller, 'READ_TRANSFERS')) return 'true';
  params.push(caller.kind === 'account' ? caller.accountId : null);
  return `account_id = $${String(params.length)}::uuid`;
};

const loader =
  <R extends { readonly id: string }>(table: 'import_run' | 'export_run', runOf: (row: Record<string, unknown>) => R) =>
  (context: SubgraphContext, id: string | null): Promise<R | null> =>
    id !== null && isUuid(id)
      ? context.batches.load(table, null, id.toLowerCase(), async (ids) => {
          const params: unknown[] = [ids];
          const rows = await context.sql(
            `select * from ${table} where id = any($1::uuid[]) and ${visibleTo(context, params)}`,
            params,
          );
          return oneByKey(ids, rows.map(runOf), (run) => run.id);
        })
      : Promise.resolve(null);

/** The run, or null where it is not there or not for the caller. */
export const loadImportRun = loader('import_run', importRunOf);
export const loadExportRun = loader('export_run', exportRunOf);

interface ListArgs extends PageArgs {
  readonly filter?:
    { readonly table?: string | null | undefined; readonly mine?: boolean | null | undefined } | null | undefined;
}

const keys: readonly SortKey[] = [
  { expression: 'created_at', direction: 'desc', type: 'timestamptz' },
  { expression: 'id', direction: 'desc', type: 'uuid' },
];

const lister =
  <R extends { readonly id: string; readonly createdAt: Date }>(
    table: 'import_run' | 'export_run',
    runOf: (row: Record<string, unknown>) => R,
  ) =>
  async (
    context: SubgraphContext,
    args: ListArgs,
  ): Promise<Connection<R> & { readonly totalCount: number; readonly totalCountIsExact: boolean }> => {
    const { first, after } = readPage(args, context.locale, keys.length);
    const params: unknown[] = [];
    const conditions = [visibleTo(context, params)];
    const { table: name, mine } = args.filter ?? {};
    if (typeof name === 'string') {
      params.push(name);
      conditions.push(`table_name = $${String(params.length)}`);
    }
    if (mine === true) {
      params.push(context.caller.kind === 'account' ? context.caller.accountId : null);
      conditions.push(`account_id = $${String(params.length)}::uuid`);
    }
    const where = conditions.join(' and ');
    const total = await countUpTo(context.sql, `select 1 from ${table} where ${where}`, params);
    const rows = await context.sql(
      `select * from ${table} where ${where} and ${keysetSql(keys, after, params)} order by ${orderBySql(keys)} limit ${String(first + 1)}`,
      params,
    );
    return {
      ...toConnection(rows.map(runOf), first, (run) => [run.createdAt.toISOString(), run.id]),
      totalCount: total.count,
      totalCountIsExact: total.exact,
    };
  };

/** Imports, the newest first: the caller's own, or all for those who oversee them. Two statements. */
export const listImportRuns = lister('import_run', importRunOf);
export const listExportRuns = lister('export_run', exportRunOf);

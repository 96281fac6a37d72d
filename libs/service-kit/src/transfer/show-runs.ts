import { holds } from '@gridloom/access';

import { oneByKey } from '../batches.ts';
import type { SubgraphContext } from '../context.ts';
import { findFiles, type StoredFile } from '../files/stored-file.ts';
import type { Bilingual } from '../locale.ts';
import { usualFilters, type TransferDefinition, type TransferTable } from './transfer-definition.ts';
import type { ImportRun } from './transfer-run.ts';

/** A table as the caller may use it. */
export interface OpenTransferTable {
  readonly name: string;
  readonly title: string;
  readonly mayImport: boolean;
  readonly mayExport: boolean;
  readonly columns: readonly {
    readonly key: string;
    readonly heading: string;
    readonly required: boolean;
    readonly hint: string | null;
    readonly choices: readonly string[];
  }[];
  readonly exportFilters: readonly ('AREA' | 'GRID' | 'PERIOD')[];
  readonly exportPeriod: string | null;
  readonly templates: readonly { readonly format: 'CSV' | 'XLSX'; readonly path: string }[];
}

const openTable = <C extends SubgraphContext>(context: C, table: TransferTable<C>): OpenTransferTable => {
  const { caller, locale } = context;
  const filters = table.export && (table.export.filters ?? usualFilters);
  const mayImport = table.import !== undefined && holds(caller, table.import.permission);
  return {
    name: table.name,
    title: table.title[locale],
    mayImport,
    mayExport: table.export !== undefined && holds(caller, table.export.permission),
    columns: table.columns.map((column) => ({
      key: column.key,
      heading: column.heading[locale],
      required: column.required === true,
      hint: column.hint?.[locale] ?? null,
      choices: column.kind === 'choice' ? column.choices.map(({ label }) => label[locale]) : [],
    })),
    exportFilters: [
      ...(filters?.area === true ? (['AREA'] as const) : []),
      ...(filters?.grid === true ? (['GRID'] as const) : []),
      ...(filters?.period ? (['PERIOD'] as const) : []),
    ],
    exportPeriod: filters?.period?.[locale] ?? null,
    templates: mayImport
      ? (['XLSX', 'CSV'] as const).map((format) => ({
          format,
          path: `templates/${table.name}.${format.toLowerCase()}`,
        }))
      : [],
  };
};

/** The tables that the caller may bring in or take out. */
export const transferTablesOf = <C extends SubgraphContext>(
  context: C,
  { tables }: TransferDefinition<C>,
): OpenTransferTable[] =>
  tables.map((table) => openTable(context, table)).filter(({ mayImport, mayExport }) => mayImport || mayExport);

/** The first faults of a run, in the caller's language. */
export const faultsOf = (context: SubgraphContext, { faults }: ImportRun) =>
  faults.map(({ row, column, explanation }) => ({ row, column, message: context.say(explanation) }));

/** The first rows that an undo left as they are. */
export const keptRowsOf = (context: SubgraphContext, { keptRows }: ImportRun) =>
  keptRows.map(({ row, label, explanation }) => ({ row, label, message: context.say(explanation) }));

/** Why a run failed, in the caller's language. */
export const problemOf = (
  context: SubgraphContext,
  { problem }: { readonly problem: Bilingual | null },
): string | null => (problem === null ? null : context.say(problem));

/** The file that a run made, for the account that ordered it, until it expires. */
export const loadRunFile = (context: SubgraphContext, id: string | null): Promise<StoredFile | null> =>
  id === null
    ? Promise.resolve(null)
    : context.batches.load('StoredFile', null, id, async (ids) => {
        const files = await findFiles(context.sql, ids, context.now());
        const { caller } = context;
        const own = files.filter(({ accountId }) => caller.kind === 'account' && caller.accountId === accountId);
        return oneByKey(ids, own, (file) => file.id);
      });

import {
  findLayout,
  parseRow,
  readSheet,
  SheetProblem,
  type CellFault,
  type Layout,
  type RowValues,
  type SheetRow,
} from '@gridloom/tables';

import type { SubgraphContext } from '../context.ts';
import { copyRows, type CopyValue } from '../copy-rows.ts';
import type { FileStorage } from '../files/file-storage.ts';
import type { RunSession } from './run-session.ts';
import type { ImportPlan, TransferTable } from './transfer-definition.ts';
import type { ImportRun } from './transfer-run.ts';

/** As many rows as one import may have, and as many faulty ones as are told. */
export const MOST_ROWS = 1_000_000;
export const MOST_FAULTY_ROWS = 50_000;

/** What is wrong with the rows of a file, by their numbers in the sheet. */
export type Faults = Map<number, CellFault[]>;

const faultOf = (
  table: TransferTable,
  key: string | null | undefined,
  explanation: CellFault['explanation'],
): CellFault => ({
  column: table.columns.find((column) => column.key === key),
  explanation,
});

const note = (faults: Faults, n: number, some: readonly CellFault[]) => {
  const known = faults.get(n);
  if (known) known.push(...some);
  else faults.set(n, [...some]);
  if (faults.size > MOST_FAULTY_ROWS)
    throw new SheetProblem({
      zh: `错误超过 ${String(MOST_FAULTY_ROWS)} 行，请先检查列是否对应`,
      en: `more than ${String(MOST_FAULTY_ROWS)} rows are faulty; see whether the columns are the right ones`,
    });
};

/** A row that may update needs less than a new one: with an id column, what is missing is looked at afterwards. */
const neededColumns = (table: TransferTable, headings: readonly string[]) => {
  const required = table.columns.filter((column) => column.required === true);
  const layout = findLayout(table.columns, headings, []);
  return layout.columns.some(({ column }) => column.key === 'id') ? [] : required;
};

const isMasked = (value: RowValues[string]) => typeof value === 'string' && value.includes('**');

/** An export hides what its reader may not see: such a value leaves the record as it is, and makes no new one. */
const withoutMasks = (table: TransferTable, values: RowValues, faults: CellFault[]): RowValues => {
  const masked = table.columns.filter(({ key, mask }) => mask !== undefined && isMasked(values[key]));
  if (masked.length === 0) return values;
  if (values.id === undefined)
    for (const column of masked)
      faults.push({
        column,
        explanation: { zh: '脱敏的数据不能导入', en: 'a masked value cannot be brought in' },
      });
  return { ...values, ...Object.fromEntries(masked.map(({ key }) => [key, undefined])) };
};

interface Reading {
  readonly layout: Layout;
  readonly rows: AsyncGenerator<SheetRow>;
}

const openSheet = async (table: TransferTable, run: ImportRun, storage: FileStorage): Promise<Reading> => {
  const rows = readSheet(await storage.get(run.fileId), run.format, MOST_ROWS);
  const first = await rows.next();
  if (first.done === true) throw new SheetProblem({ zh: '文件是空的', en: 'the file is empty' });
  const headings = first.value.cells;
  return { layout: findLayout(table.columns, headings, neededColumns(table, headings)), rows };
};

/** Statement that makes the stage of a plan. */
export const stageTable = (plan: Pick<ImportPlan<never>, 'stage'>): string =>
  `create temporary table import_stage (
     n int not null, id uuid not null, known boolean not null default false, changed boolean not null default false,
     ${plan.stage.map(({ name, type }) => `${name} ${type}`).join(', ')}
   ) on commit drop`;

export const stageColumns = (plan: Pick<ImportPlan<never>, 'stage'>): string[] => [
  'n',
  'id',
  ...plan.stage.map(({ name }) => name),
];

/** A row of a file as it is staged; undefined for one that is faulty by itself. */
export type StagedRow = readonly CopyValue[] | undefined;

/** Reads a file's rows, each checked by itself; what is wrong with one is noted. */
export async function* readStaged<C extends SubgraphContext>(
  context: C,
  table: TransferTable<C>,
  plan: ImportPlan<C>,
  run: ImportRun,
  storage: FileStorage,
  faults: Faults,
): AsyncGenerator<StagedRow> {
  const { layout, rows } = await openSheet(table as TransferTable, run, storage);
  const prepare = plan.prepare(context);
  const required = table.columns.filter((column) => column.required === true);
  for await (const { line, cells } of rows) {
    const { values: read, faults: found } = parseRow(layout, cells);
    const all: CellFault[] = [...found];
    const values = withoutMasks(table as TransferTable, read, all);
    if (values.id === undefined)
      for (const column of required)
        if (values[column.key] === undefined && !found.some((fault) => fault.column === column))
          all.push({ column, explanation: { zh: '不能为空', en: 'must not be empty' } });
    const refuse = (key: string | undefined, explanation: CellFault['explanation']) => {
      if (!all.some(({ column }) => column !== undefined && column.key === key))
        all.push(faultOf(table as TransferTable, key, explanation));
    };
    const row = prepare(values, refuse);
    if (all.length > 0) note(faults, line, all);
    yield all.length > 0 ? undefined : [line, context.newId(), ...row];
  }
}

/**
 * Copies a file's rows into `import_stage`. Faulty ones are not staged, but noted.
 * @returns how many rows the file has below its headings
 */
export const stageImport = async <C extends SubgraphContext>(
  { client, sql }: RunSession<C>,
  plan: ImportPlan<C>,
  rows: AsyncGenerator<StagedRow>,
  onProgress: (rows: number) => void,
): Promise<number> => {
  await sql(stageTable(plan));
  let count = 0;
  async function* right(): AsyncGenerator<readonly CopyValue[]> {
    for await (const row of rows) {
      count += 1;
      if (count % 2_000 === 0) onProgress(count);
      if (row) yield row;
    }
  }
  await copyRows(client, 'import_stage', stageColumns(plan), right());
  await sql('analyze import_stage');
  onProgress(count);
  return count;
};

/** Runs the set-based checks over the stage; what they find is noted beside what the rows said by themselves. */
export const checkStage = async <C extends SubgraphContext>(
  { sql, context }: RunSession<C>,
  table: TransferTable<C>,
  checks: readonly (ImportPlan<C>['resolve'] | undefined)[],
  faults: Faults,
): Promise<void> => {
  for (const check of checks)
    await check?.({
      context,
      sql,
      allRight: () => faults.size === 0,
      fault: async (column, explanation, select, params = []) => {
        const rows = await sql(select, params);
        for (const row of rows) note(faults, row.n as number, [faultOf(table as TransferTable, column, explanation)]);
      },
    });
};

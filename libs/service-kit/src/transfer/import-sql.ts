import type { SqlExecutor } from '@gridloom/messaging';

import type { ImportPlan, TargetColumn } from './transfer-definition.ts';

/** Rows written by one statement. */
const CHUNK = 20_000;

export const valueOf = ({ name, value }: TargetColumn): string => value ?? `s.${name}`;
export const takesUpdates = ({ update }: TargetColumn): boolean => update !== false;

/** SQL that gives a row's uuid, over the target `t`. */
export const rowIdOf = ({ target }: Pick<ImportPlan<never>, 'target'>): string => target.rowId ?? 't.id';

/** What an import wrote into a row: if it is another one later, somebody has changed the row since. */
export const fingerprintSql = ({ target }: Pick<ImportPlan<never>, 'target'>): string =>
  `md5(row(${(target.fingerprint ?? target.columns.map(({ name }) => name)).map((name) => `t.${name}`).join(', ')})::text)`;

export const touchedTable = `create temporary table import_touched (
    id uuid not null, n int not null, inserted boolean not null, was jsonb, back jsonb
  ) on commit drop`;

/** Makes `import_touched`, once it is filled, quick to join. */
export const indexTouched = async (sql: SqlExecutor): Promise<void> => {
  await sql('alter table import_touched add primary key (id)');
  await sql('create index import_touched_n on import_touched (n)');
  await sql('analyze import_touched');
};

/** The statement that inserts new rows of the stage `s`, in the order of the sheet. */
export const insertSql = ({ target }: Pick<ImportPlan<never>, 'target'>, condition: string): string => {
  const { table, columns, rowId } = target;
  const names = [...(rowId === undefined ? ['id'] : []), ...columns.map(({ name }) => name)];
  const values = [...(rowId === undefined ? ['s.id'] : []), ...columns.map(valueOf)];
  return `with written as (
      insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from import_stage s
      where ${condition} order by s.n returning 1
    ) select count(*)::int as n from written`;
};

export const numberOf = (value: unknown): number => Number(value ?? 0);

/** Numbers of the first and the last row of the stage. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const boundsOfStage = async (sql: SqlExecutor): Promise<Bounds> => {
  const [row] = await sql('select min(n) as low, max(n) as high from import_stage');
  return { low: numberOf(row?.low), high: numberOf(row?.high) };
};

/** From and up to which numbers rows are written at a time. */
export const chunksOf = ({ low, high }: Bounds): [low: number, high: number][] =>
  Array.from({ length: Math.floor((high - low) / CHUNK) + 1 }, (_, index) => [
    low + index * CHUNK,
    low + (index + 1) * CHUNK,
  ]);

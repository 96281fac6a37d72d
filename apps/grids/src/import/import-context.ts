import type { SealingProvider } from '@gridloom/access';
import {
  runImportStep,
  type AreaTree,
  type Bilingual,
  type CopyValue,
  type ImportOutcome,
  type ImportSession,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { GridLevel } from '../grid/grid.ts';
import { ImportRejected } from './import-rejected.ts';

/** What the importers need besides the database. */
export interface ImportContext {
  readonly areas: AreaTree;
  /** Seals id numbers and phones: by the same keys as the service. */
  readonly sealing: SealingProvider;
  /** The day of the import in Asia/Shanghai. */
  readonly today: string;
}

/** Called with the number of rows written so far. */
export type OnProgress = (rows: number) => void;

interface Step {
  readonly step: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly CopyValue[]>;
  readonly after?: (sql: SqlExecutor) => Promise<void>;
  readonly onProgress?: OnProgress | undefined;
}

const isDataError = (error: unknown): error is { code: string; message: string; where?: string; constraint?: string } =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^2[23]/.test(error.code);

/**
 * Runs a step; what the database itself finds wrong with a row (a malformed day, a double, a missing parent) is rejected by
 * constraint and line. The row is not quoted: it may hold personal data.
 */
export const importStep = async (
  session: ImportSession,
  { onProgress, after, ...step }: Step,
): Promise<ImportOutcome> => {
  try {
    return await runImportStep(session, {
      ...step,
      ...(after ? { after } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
  } catch (error) {
    if (!isDataError(error)) throw error;
    const line = /, line (\d+)/.exec(error.where ?? '')?.[1];
    const column = /, column ([a-z_]+)/.exec(error.where ?? '')?.[1];
    const rule = error.constraint ?? error.code;
    throw new ImportRejected(step.table, line === undefined ? undefined : Number(line), column, {
      zh: `不符合数据库规则 ${rule}`,
      en: `the database's rule ${rule} speaks against it`,
    });
  }
};

/** Numbers records from 1, so that a faulty one can be found in the file. */
export function* numbered<R, T>(records: Iterable<R>, make: (record: R, n: number) => T): Generator<T> {
  let n = 0;
  for (const record of records) {
    n += 1;
    yield make(record, n);
  }
}

/** Where a grid lies, by its id. */
export type GridPlaces = ReadonlyMap<string, { readonly areaCode: string; readonly level: GridLevel }>;

export const loadGridPlaces = async (sql: SqlExecutor): Promise<GridPlaces> => {
  const rows = await sql('select id, area_code, level from grid');
  return new Map(
    rows.map((row) => [row.id as string, { areaCode: row.area_code as string, level: row.level as GridLevel }]),
  );
};

/** The area of a record's basic grid. */
export const areaOfBasicGrid = (places: GridPlaces, table: string, record: number, gridId: string): string => {
  const place = places.get(gridId);
  if (place?.level === 'BASIC') return place.areaCode;
  throw new ImportRejected(
    table,
    record,
    'gridId',
    place
      ? { zh: '应为基础网格，不能是微网格', en: 'must be a basic grid, not a micro-grid' }
      : { zh: '没有这个网格', en: 'there is no such grid' },
  );
};

/** Stands for a table while its rows are completed from others; emptied at the end of the transaction. */
export const stage = async (sql: SqlExecutor, name: string, columns: string): Promise<string> => {
  await sql(`create temporary table if not exists ${name} (n int not null, ${columns}) on commit delete rows`);
  return name;
};

/** Rejects the first staged record for which `missing` holds. */
export const rejectFirst = async (
  sql: SqlExecutor,
  query: string,
  table: string,
  field: string,
  explanation: Bilingual,
  params: readonly unknown[] = [],
): Promise<void> => {
  const [row] = await sql(query, params);
  if (row) throw new ImportRejected(table, (row.n as number | undefined) ?? undefined, field, explanation);
};

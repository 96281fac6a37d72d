import type { SqlExecutor } from '@gridloom/messaging';
import type { SheetFormat } from '@gridloom/tables';

import type { Bilingual, Locale } from '../locale.ts';

export type ImportStatus = 'WAITING' | 'RUNNING' | 'CHECKED' | 'REJECTED' | 'DONE' | 'FAILED' | 'UNDOING' | 'UNDONE';
export type ExportStatus = 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED';

/** A row of the sheet that is wrong; `column` is its heading's key. */
export interface ImportFault {
  readonly row: number;
  readonly column: string | null;
  readonly explanation: Bilingual;
}

/** A row that an undo left as it is. */
export interface KeptRow {
  readonly row: number;
  readonly label: string;
  readonly explanation: Bilingual;
}

/** An import, as its row tells it. */
export interface ImportRun {
  readonly id: string;
  readonly table: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly format: SheetFormat;
  readonly dryRun: boolean;
  readonly accountId: string;
  readonly locale: Locale;
  readonly status: ImportStatus;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly attempts: number;
  readonly rowsRead: number;
  readonly rowsTotal: number | null;
  readonly rowsWritten: number;
  readonly inserted: number | null;
  readonly updated: number | null;
  readonly unchanged: number | null;
  readonly faulty: number | null;
  readonly faults: readonly ImportFault[];
  readonly problem: Bilingual | null;
  readonly faultFileId: string | null;
  readonly undoAccountId: string | null;
  readonly undoAttempts: number;
  readonly undoneAt: Date | null;
  readonly undone: number | null;
  readonly kept: number | null;
  readonly keptRows: readonly KeptRow[];
}

/** An export, as its row tells it. */
export interface ExportRun {
  readonly id: string;
  readonly table: string;
  readonly format: SheetFormat;
  readonly filter: {
    readonly areaCode?: string;
    readonly gridId?: string;
    readonly from?: string;
    readonly to?: string;
  };
  readonly accountId: string;
  readonly locale: Locale;
  readonly status: ExportStatus;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly attempts: number;
  readonly rowsTotal: number | null;
  readonly rowsWritten: number;
  readonly problem: Bilingual | null;
  readonly fileId: string | null;
}

type Row = Readonly<Record<string, unknown>>;

const date = (value: unknown) => (value instanceof Date ? value : new Date(value as string));
const optionalDate = (value: unknown) => (value === null ? null : date(value));

export const importRunOf = (row: Row): ImportRun => ({
  id: row.id as string,
  table: row.table_name as string,
  fileId: row.file_id as string,
  fileName: row.file_name as string,
  format: row.format as SheetFormat,
  dryRun: row.dry_run as boolean,
  accountId: row.account_id as string,
  locale: row.locale as Locale,
  status: row.status as ImportStatus,
  createdAt: date(row.created_at),
  startedAt: optionalDate(row.started_at),
  finishedAt: optionalDate(row.finished_at),
  attempts: row.attempts as number,
  rowsRead: row.rows_read as number,
  rowsTotal: row.rows_total as number | null,
  rowsWritten: row.rows_written as number,
  inserted: row.inserted as number | null,
  updated: row.updated as number | null,
  unchanged: row.unchanged as number | null,
  faulty: row.faulty as number | null,
  faults: row.faults as ImportFault[],
  problem: row.problem as Bilingual | null,
  faultFileId: row.fault_file_id as string | null,
  undoAccountId: row.undo_account_id as string | null,
  undoAttempts: row.undo_attempts as number,
  undoneAt: optionalDate(row.undone_at),
  undone: row.undone as number | null,
  kept: row.kept as number | null,
  keptRows: row.kept_rows as KeptRow[],
});

export const exportRunOf = (row: Row): ExportRun => ({
  id: row.id as string,
  table: row.table_name as string,
  format: row.format as SheetFormat,
  filter: row.filter as ExportRun['filter'],
  accountId: row.account_id as string,
  locale: row.locale as Locale,
  status: row.status as ExportStatus,
  createdAt: date(row.created_at),
  startedAt: optionalDate(row.started_at),
  finishedAt: optionalDate(row.finished_at),
  attempts: row.attempts as number,
  rowsTotal: row.rows_total as number | null,
  rowsWritten: row.rows_written as number,
  problem: row.problem as Bilingual | null,
  fileId: row.file_id as string | null,
});

/** @throws Error where a job speaks of a run that is not there */
export const getImportRun = async (sql: SqlExecutor, id: string): Promise<ImportRun> => {
  const [row] = await sql('select * from import_run where id = $1', [id]);
  if (!row) throw new Error(`There is no import ${id}`);
  return importRunOf(row);
};

/** @throws Error where a job speaks of a run that is not there */
export const getExportRun = async (sql: SqlExecutor, id: string): Promise<ExportRun> => {
  const [row] = await sql('select * from export_run where id = $1', [id]);
  if (!row) throw new Error(`There is no export ${id}`);
  return exportRunOf(row);
};

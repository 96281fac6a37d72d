import type { Permission } from '@gridloom/access';
import type { EventDefinition } from '@gridloom/contracts';
import type { SqlExecutor } from '@gridloom/messaging';
import type { Column, RowValues, TableDefinition } from '@gridloom/tables';

import type { SubgraphContext } from '../context.ts';
import type { CopyValue } from '../copy-rows.ts';
import type { Bilingual } from '../locale.ts';

/** What stands in an export of a column, and how it is hidden from whom may not see it whole. */
export type TransferColumn = Column & {
  readonly mask?: 'NAME' | 'PHONE' | 'ID_NUMBER' | 'ADDRESS' | 'TEXT';
};

/** A table that people bring in and take out as a spreadsheet. */
export interface TransferTable<C extends SubgraphContext = SubgraphContext> extends TableDefinition {
  readonly columns: readonly TransferColumn[];
  /**
   * What may be chosen in columns of text, for the drop-downs of the template: by the key of the column, within what the caller may import.
   * It is a help alone; the import judges what is written.
   */
  readonly lists?: Readonly<Record<string, (context: C) => Promise<readonly string[]>>>;
  readonly import?: ImportPlan<C>;
  readonly export?: ExportPlan<C>;
}

export interface TransferDefinition<C extends SubgraphContext = SubgraphContext> {
  /** Tables in the order in which a county is filled: what others refer to comes first. */
  readonly tables: readonly TransferTable<C>[];
}

/** Says that a row is wrong: by the key of the column to blame, if one is. */
export type RefuseRow = (column: string | undefined, explanation: Bilingual) => void;

/** A column of the stage, the temporary table into which the rows of a file are copied. */
export interface StageColumn {
  readonly name: string;
  readonly type: string;
}

/** What the set-based checks of an import work with. */
export interface StageWork<C extends SubgraphContext> {
  readonly context: C;
  readonly sql: SqlExecutor;
  /**
   * Marks rows as faulty.
   * @param select a query whose first column is the `n` of each such row
   */
  readonly fault: (
    column: string | undefined,
    explanation: Bilingual,
    select: string,
    params?: readonly unknown[],
  ) => Promise<void>;
  /** Whether no row is faulty so far: what depends on several rows is judged once each is right by itself. */
  readonly allRight: () => boolean;
}

/** A column of the target that an import writes. */
export interface TargetColumn {
  readonly name: string;
  /** SQL over the stage `s`; a row that exists already keeps what it has where this is null. Left out: `s.<name>`. */
  readonly value?: string;
  /** Whether a row that exists already takes a new value; left out: yes. */
  readonly update?: boolean;
  /** Whether another value makes the row another one; no for sealed values, which differ each time. Left out: yes. */
  readonly compare?: boolean;
}

/** How the figures that follow from rows are read, before and after the rows have changed. */
export interface ImportFigures<C extends SubgraphContext, F> {
  /** Reads what the rows in `import_touched (id)` count for. */
  readonly read: (work: Pick<StageWork<C>, 'context' | 'sql'>) => Promise<F>;
  readonly apply: (work: Pick<StageWork<C>, 'context' | 'sql'>, before: F, after: F) => Promise<void>;
}

/** An event told for rows, very many of them. */
export interface ImportEvent {
  readonly event: EventDefinition;
  /** For rows that were inserted, for those that changed, or for both; a state is also told after an undo. */
  readonly of: 'INSERTED' | 'CHANGED' | 'BOTH';
  /**
   * `select id, version, area_code, data` of the rows to tell, from the target joined with `import_touched r` by the caller's own text;
   * `$1` is today in Asia/Shanghai. Events of one text
   * and with `data` are read once; it then gives `inserted` too.
   */
  readonly select: string;
  /** Makes an event's data of a row of the query; left out: its column `data`, without what is null. */
  readonly data?: (row: Readonly<Record<string, unknown>>, today: string) => object;
}

/** How rows of a sheet become rows of the database. */
export interface ImportPlan<C extends SubgraphContext> {
  readonly permission: Permission;
  readonly stage: readonly StageColumn[];
  /** Makes the function that turns a parsed row into values of the stage, in its order; what it refuses is not staged. */
  readonly prepare: (context: C) => (row: RowValues, refuse: RefuseRow) => readonly CopyValue[];
  /** Completes the stage from other tables, finds rows that exist already (`id`, `known = true`), and marks faulty rows. */
  readonly resolve: (work: StageWork<C>) => Promise<void>;
  /**
   * Marks rows that are wrong beside other rows of the file or of their target, where new rows of the stage may have been written already.
   * With it the checks of `resolve` take each row by itself, and a file of new rows alone is written part by part while it is read.
   */
  readonly judge?: (work: StageWork<C>) => Promise<void>;
  readonly target: {
    readonly table: string;
    readonly columns: readonly TargetColumn[];
    /** SQL over the target `t` that gives a row's uuid; left out: `t.id`, which is then also written. */
    readonly rowId?: string;
    /** Whether it has a `version` that rises with each change; left out: yes. */
    readonly versioned?: boolean;
    /** Columns by which an undo sees that a row was changed since; left out: all that an import writes. */
    readonly fingerprint?: readonly string[];
    /** SQL over the target `t` and the import's note of it `i`: how an undo names a row; nothing personal. */
    readonly label: string;
    /** Order in which rows of one file have to be inserted, as SQL over the stage `s`, e.g. parents first. */
    readonly waves?: readonly string[];
  };
  readonly figures?: ImportFigures<C, unknown>;
  /** What else follows, with `import_touched (id, inserted)` there. */
  readonly follow?: (work: Pick<StageWork<C>, 'context' | 'sql'>, doing: 'IMPORT' | 'UNDO') => Promise<void>;
  /** Writes the history of the rows `r` of `import_touched` that the condition names. */
  readonly record?: (
    work: Pick<StageWork<C>, 'context' | 'sql'>,
    doing: 'IMPORT' | 'UNDO',
    condition: string,
  ) => Promise<void>;
  readonly events?: readonly ImportEvent[];
  /** State topics on which the removal of a row by an undo is told. */
  readonly tombstones?: readonly EventDefinition[];
  /** Why an inserted row may not be taken back: SQL conditions over the target `t` and the import's note of it `i`; `$1` is the run. */
  readonly inUse?: readonly { readonly when: string; readonly explanation: Bilingual }[];
}

/** Which rows an export gives. */
export interface ExportFilter {
  readonly areaCode?: string | null;
  readonly gridId?: string | null;
  /** First and last day of the period, both included. */
  readonly from?: string | null;
  readonly to?: string | null;
}

/** To what an export can be narrowed. */
export interface ExportFilters {
  readonly area: boolean;
  readonly grid: boolean;
  /** Which day a period is about, where there is one. */
  readonly period?: Bilingual;
}

/** To what an export can be narrowed that says nothing of it. */
export const usualFilters: ExportFilters = { area: true, grid: true };

/** A row as an export reads it: by keys of columns, and where it lies, which decides what is masked. */
export type ExportRow = Readonly<Record<string, unknown>>;

export interface ExportPlan<C extends SubgraphContext> {
  readonly permission: Permission;
  /** Left out: to an area or a grid. */
  readonly filters?: ExportFilters;
  /** A query of the caller's rows within the filter, in a lasting order; columns are called after the keys of the table's. */
  readonly select: (context: C, filter: ExportFilter) => { readonly sql: string; readonly params: readonly unknown[] };
  /** Works out what SQL cannot, e.g. opens what is sealed; the result is masked after it. */
  readonly complete?: (context: C) => (row: ExportRow) => ExportRow;
}

import type { SqlExecutor } from '@gridloom/messaging';

import type { Logger } from '../log.ts';

type Figure = 'rows_read' | 'rows_total' | 'rows_written';

/**
 * Notes how far a run is, beside its transaction, so that it can be watched. Notes that come faster than they are written replace
 * each other. One that cannot be written is only logged: the run itself matters.
 */
export const progressNotes = (sql: SqlExecutor, log: Logger, table: 'import_run' | 'export_run', id: string) => {
  let waiting = new Map<Figure, number>();
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (waiting.size > 0) {
      const some = [...waiting];
      waiting = new Map();
      const sets = some.map(([figure], index) => `${figure} = $${String(index + 2)}`);
      try {
        await sql(`update ${table} set ${sets.join(', ')} where id = $1 and status = 'RUNNING'`, [
          id,
          ...some.map(([, rows]) => rows),
        ]);
      } catch (error) {
        log.warn({ err: error, runId: id }, 'The progress of a transfer could not be noted');
      }
    }
    writing = undefined;
  };
  return {
    note: (figure: Figure, rows: number): void => {
      waiting.set(figure, rows);
      writing ??= write();
    },
    /** Resolves when all notes are written. */
    written: async (): Promise<void> => {
      await writing;
    },
  };
};

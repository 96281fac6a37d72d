import { readSheet, reasonHeading, reasonsText, writeSheet } from '@gridloom/tables';

import type { FileStorage } from '../files/file-storage.ts';
import { MOST_ROWS, type Faults } from './stage-import.ts';
import type { ImportRun } from './transfer-run.ts';

/** The faulty rows of a file as they came, columns and order, with a column of reasons behind them. */
export async function* faultSheet(
  run: ImportRun,
  title: string,
  storage: FileStorage,
  faults: Faults,
): AsyncGenerator<Uint8Array> {
  const { format, locale } = run;
  const rows = readSheet(await storage.get(run.fileId), format, MOST_ROWS);
  const first = await rows.next();
  const headings = first.done === true ? [] : first.value.cells;
  const old = headings.findIndex((heading) => [reasonHeading.zh, reasonHeading.en].includes(heading.trim()));
  const width = headings.length;
  const own = (cells: readonly string[]) =>
    Array.from({ length: width }, (_, index) => cells[index] ?? '').filter((_, index) => index !== old);
  async function* faulty() {
    for await (const { line, cells } of rows) {
      const found = faults.get(line);
      if (found) yield [...own(cells), reasonsText(found, locale)];
    }
  }
  yield* writeSheet(format, title, [...own(headings), reasonHeading[locale]], faulty());
}

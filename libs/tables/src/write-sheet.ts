import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';

import { WorkbookWriter } from '@cj-tech-master/excelts';
import { stringify } from 'csv-stringify/sync';

import type { SheetFormat } from './column.ts';
import { guardCell } from './guard-cell.ts';
import { SheetProblem } from './sheet-problem.ts';

const BATCH = 500;
/** A sheet of Excel has no more; so all its formats end there. */
export const MOST_SHEET_ROWS = 1_048_575;

type Rows = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

async function* batchesOf(rows: Rows): AsyncGenerator<(readonly string[])[]> {
  let batch: (readonly string[])[] = [];
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > MOST_SHEET_ROWS)
      throw new SheetProblem({
        zh: `一张表最多 ${String(MOST_SHEET_ROWS)} 行，请缩小范围`,
        en: `a sheet has ${String(MOST_SHEET_ROWS)} rows at most; narrow it down`,
      });
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** UTF-8 with its mark, so that spreadsheets know it; lines end as RFC 4180 says. */
async function* writeCsv(headings: readonly string[], rows: Rows): AsyncGenerator<Uint8Array> {
  const text = (records: (readonly string[])[]) =>
    stringify(
      records.map((record) => record.map(guardCell)),
      { record_delimiter: 'windows' },
    );
  yield Buffer.from(`\ufeff${text([headings])}`);
  for await (const batch of batchesOf(rows)) yield Buffer.from(text(batch));
}

async function* writeXlsx(title: string, headings: readonly string[], rows: Rows): AsyncGenerator<Uint8Array> {
  const out = new PassThrough();
  const fill = async () => {
    const workbook = new WorkbookWriter({ stream: Writable.toWeb(out), useSharedStrings: false, useStyles: true });
    const sheet = workbook.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 1 }] });
    // As text, lest id numbers and codes become numbers.
    sheet.columns = headings.map((heading) => ({ header: heading, width: 20, style: { numFmt: '@' } }));
    for await (const batch of batchesOf(rows)) {
      for (const row of batch) sheet.addRow([...row]).commit();
      if (out.writableNeedDrain) await once(out, 'drain');
    }
    sheet.commit();
    await workbook.commit();
  };
  const filling = fill();
  filling.catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  yield* out as AsyncIterable<Uint8Array>;
  await filling;
}

/** Writes a sheet, streaming. Cells are data: no spreadsheet takes one for a formula. */
export const writeSheet = (
  format: SheetFormat,
  title: string,
  headings: readonly string[],
  rows: Rows,
): AsyncGenerator<Uint8Array> => (format === 'CSV' ? writeCsv(headings, rows) : writeXlsx(title, headings, rows));

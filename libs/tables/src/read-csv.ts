import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';

import { SheetProblem } from './sheet-problem.ts';
import type { SheetRow } from './read-sheet.ts';

const DETECT_BYTES = 65_536;

const isUtf8 = (head: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
};

const isWrongEncoding = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** Text of a file in UTF-8, with or without a mark, or in GB 18030, as Chinese spreadsheets write it. */
async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await iterator.next();
  while (next.done !== true && head.length < DETECT_BYTES) {
    head = Buffer.concat([head, next.value]);
    next = await iterator.next();
  }
  const decoder = new TextDecoder(isUtf8(head) ? 'utf-8' : 'gb18030', { fatal: true });
  try {
    yield decoder.decode(head, { stream: true });
    while (next.done !== true) {
      yield decoder.decode(next.value, { stream: true });
      next = await iterator.next();
    }
    yield decoder.decode();
  } catch (error) {
    if (!isWrongEncoding(error)) throw error;
    throw new SheetProblem({
      zh: '文件编码应为 UTF-8 或 GB18030（GBK）',
      en: 'the file must be in UTF-8 or GB 18030 (GBK)',
    });
  }
}

/** Rows of a CSV file, one after another; the first one is number 1. */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<SheetRow> {
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: 1_048_576 });
  const source = Readable.from(decoded(bytes));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let line = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      yield { line, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SheetProblem({
      zh: `第 ${String(line + 1)} 行不是有效的 CSV（引号未成对或一行过长）`,
      en: `row ${String(line + 1)} is no valid CSV: a quotation mark is left open, or the row is too long`,
    });
  } finally {
    source.destroy();
  }
}

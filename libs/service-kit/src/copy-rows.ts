import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A value that COPY can write. Objects and arrays of objects become JSON, arrays of scalars a PostgreSQL array. */
export type CopyValue =
  | string
  | number
  | boolean
  | bigint
  | Date
  | null
  | undefined
  | readonly string[]
  | readonly number[]
  | { readonly json: unknown };

const special = /[\\\n\r\t]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (text: string) => (special.test(text) ? text.replace(special, (c) => escapes[c] ?? c) : text);

const arrayItem = (item: string | number) =>
  typeof item === 'number' ? String(item) : `"${item.replace(/["\\]/g, (c) => `\\${c}`)}"`;

const isList = (value: object): value is readonly (string | number)[] => Array.isArray(value);

const encode = (value: CopyValue): string => {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (isList(value)) return escaped(`{${value.map(arrayItem).join(',')}}`);
  return escaped(JSON.stringify(value.json));
};

const CHUNK_BYTES = 256 * 1024;

/** A row in PostgreSQL's COPY text format, with its line end. */
export const encodeRow = (row: readonly CopyValue[]): string => {
  let line = '';
  for (let i = 0; i < row.length; i += 1) line += (i === 0 ? '' : '\t') + encode(row[i]);
  return `${line}\n`;
};

/**
 * Writes rows into a table by COPY, inside the client's transaction if it has one.
 * @param onProgress called with the number of rows written so far, at every chunk of about 256 KiB
 * @returns the number of rows
 */
export const copyRows = async (
  client: Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
  onProgress?: (rows: number) => void,
): Promise<number> => {
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  const done = new Promise<void>((resolve, reject) => {
    stream.on('finish', resolve);
    stream.on('error', reject);
  });
  done.catch(() => undefined);
  let count = 0;
  let chunk = '';
  try {
    for await (const row of rows) {
      chunk += encodeRow(row);
      count += 1;
      if (chunk.length >= CHUNK_BYTES) {
        if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), done]);
        chunk = '';
        onProgress?.(count);
      }
    }
    if (chunk !== '') stream.write(chunk);
    stream.end();
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  await done;
  onProgress?.(count);
  return count;
};

/** Writes lines of {@link encodeRow} into a table by COPY, inside the client's transaction if it has one. */
export const copyText = async (
  client: Client,
  table: string,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> => {
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from([lines.join('')]), stream);
};

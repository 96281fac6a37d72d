import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';

import {
  backupHeader,
  END_OF_ROWS,
  serviceHeader,
  tableHeader,
  type BackupHeader,
  type ServiceHeader,
  type TableHeader,
} from '../backup/backup-format.ts';
import { CommandProblem } from '../command-problem.ts';

/** Thrown for a file that is no backup, or a damaged one. */
export class BackupUnreadable extends CommandProblem {
  override readonly name = 'BackupUnreadable';

  constructor(file: string, why: string) {
    super(`${file} cannot be restored: ${why}. Name a file that "gridloom backup" wrote; nothing was changed.`);
  }
}

export type BackupPart =
  | { readonly kind: 'backup'; readonly header: BackupHeader }
  | { readonly kind: 'service'; readonly header: ServiceHeader }
  | { readonly kind: 'table'; readonly header: TableHeader }
  /** Whole lines of COPY text, with their line ends. */
  | { readonly kind: 'rows'; readonly text: string };

const ROWS_AT_ONCE = 2_000;

const lines = async function* (file: string): AsyncGenerator<string> {
  const text = new PassThrough();
  const reading = pipeline(createReadStream(file), createGunzip(), text);
  reading.catch(() => undefined);
  text.setEncoding('utf8');
  let rest = '';
  for await (const chunk of text) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  await reading;
  if (rest !== '') throw new TypeError('it ends in the middle of a line');
};

const headerOf = (line: string): BackupPart => {
  const value: unknown = JSON.parse(line);
  const backup = backupHeader.safeParse(value);
  if (backup.success) return { kind: 'backup', header: backup.data };
  const service = serviceHeader.safeParse(value);
  if (service.success) return { kind: 'service', header: service.data };
  return { kind: 'table', header: tableHeader.parse(value) };
};

/** Reads a backup part by part. @throws BackupUnreadable */
export const readBackup = async function* (file: string): AsyncGenerator<BackupPart> {
  let inRows = false;
  let rows: string[] = [];
  try {
    for await (const line of lines(file)) {
      if (!inRows) {
        const part = headerOf(line);
        inRows = part.kind === 'table';
        yield part;
      } else if (line === END_OF_ROWS) {
        if (rows.length > 0) yield { kind: 'rows', text: `${rows.join('\n')}\n` };
        rows = [];
        inRows = false;
      } else {
        rows.push(line);
        if (rows.length < ROWS_AT_ONCE) continue;
        yield { kind: 'rows', text: `${rows.join('\n')}\n` };
        rows = [];
      }
    }
  } catch (error) {
    throw new BackupUnreadable(file, error instanceof Error ? error.message : String(error));
  }
  if (inRows) throw new BackupUnreadable(file, 'it ends in the middle of a table');
};

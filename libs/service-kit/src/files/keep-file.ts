import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import type { SqlExecutor } from '@gridloom/messaging';

import type { FileStorage } from './file-storage.ts';
import { cleanName } from './receive-file.ts';

interface MadeFile {
  readonly id: string;
  readonly accountId: string;
  readonly purpose: string;
  readonly name: string;
  readonly contentType: string;
  /** What it belongs to. */
  readonly subject: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Keeps a file that the service made for an account, until it expires. @returns its size and hash */
export const keepFile = async (
  sql: SqlExecutor,
  storage: FileStorage,
  file: MadeFile,
): Promise<{ readonly bytes: number; readonly sha256: string }> => {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* counted() {
    for await (const chunk of file.bytes) {
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  }
  await sql(
    `insert into stored_file (id, account_id, purpose, name, content_type, state, created_at, expires_at)
     values ($1, $2, $3, $4, $5, 'RECEIVING', $6, $7)`,
    [file.id, file.accountId, file.purpose, cleanName(file.name), file.contentType, file.createdAt, file.expiresAt],
  );
  await storage.put(file.id, Readable.from(counted(), { objectMode: false }));
  const sha256 = hash.digest('hex');
  await sql(`update stored_file set state = 'CLAIMED', subject = $2, bytes = $3, sha256 = $4 where id = $1`, [
    file.id,
    file.subject,
    bytes,
    sha256,
  ]);
  return { bytes, sha256 };
};

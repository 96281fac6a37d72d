import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { holds } from '@gridloom/access';

import type { SubgraphContext } from '../context.ts';
import { sqlOf } from '../database.ts';
import type { Bilingual } from '../locale.ts';
import type { FilePurpose, FilesDefinition } from './files-definition.ts';
import { sniffType, SNIFF_BYTES } from './sniff-type.ts';
import { findFiles, type StoredFile } from './stored-file.ts';

const DAY_MS = 24 * 3_600_000;

/** How much of one account may wait to be claimed. */
export const WAITING_BYTES = 1024 ** 3;

/** Thrown where a file is not taken in: which HTTP status, which code, and what would be allowed. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly status: number;
  readonly code: string;
  readonly explanation: Bilingual;
  readonly allowed: string | undefined;

  constructor(status: number, code: string, explanation: Bilingual, allowed?: string) {
    super(explanation.en);
    this.status = status;
    this.code = code;
    this.explanation = explanation;
    this.allowed = allowed;
  }
}

/** 20 MB, 1.5 MB, 800 KB. */
export const sizeText = (bytes: number): string =>
  bytes >= 1024 ** 2
    ? `${String(Math.round((bytes / 1024 ** 2) * 10) / 10)} MB`
    : `${String(Math.round(bytes / 1024))} KB`;

const tooLarge = (purpose: FilePurpose) => {
  const most = sizeText(purpose.maxBytes);
  return new FileRefused(
    413,
    'LIMIT_EXCEEDED',
    { zh: `${purpose.title.zh}不得超过 ${most}。`, en: `A file for ${purpose.title.en} has ${most} at most.` },
    most,
  );
};

/** Passes bytes on while counting and hashing them; stops at the limit. */
async function* measured(
  bytes: AsyncIterable<Uint8Array>,
  purpose: FilePurpose,
  seen: { bytes: number; hash: ReturnType<typeof createHash> },
) {
  for await (const chunk of bytes) {
    seen.bytes += chunk.length;
    if (seen.bytes > purpose.maxBytes) throw tooLarge(purpose);
    seen.hash.update(chunk);
    yield chunk;
  }
}

/** Takes the first bytes off a stream to look at them; `whole` gives all of it again. */
const headOf = async (bytes: AsyncIterable<Uint8Array>) => {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < SNIFF_BYTES && !ended) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else {
      chunks.push(next.value);
      length += next.value.length;
    }
  }
  async function* whole() {
    yield* chunks;
    while (!ended) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { head: Buffer.concat(chunks), whole };
};

/** A name without folders and control characters, 120 characters at most. */
export const cleanName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = Array.from(last.replace(/[\p{Cc}\p{Cf}]/gu, '').trim())
    .slice(-120)
    .join('');
  return clean === '' ? 'file' : clean;
};

interface Incoming {
  readonly purpose: string;
  readonly name: string;
  /** Length that the sender promises, if it does. */
  readonly length: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const checkedPurpose = <C extends SubgraphContext>(context: C, definition: FilesDefinition<C>, name: string) => {
  const sendable = definition.purposes.filter(({ permission }) => permission !== undefined);
  const purpose = sendable.find((candidate) => candidate.name === name);
  if (!purpose) {
    const allowed = sendable.map((candidate) => candidate.name).join(', ');
    throw new FileRefused(
      400,
      'BAD_USER_INPUT',
      { zh: `purpose 应为 ${allowed} 之一。`, en: `purpose is one of ${allowed}.` },
      allowed,
    );
  }
  if (purpose.permission === undefined || !holds(context.caller, purpose.permission))
    throw new FileRefused(403, 'FORBIDDEN', { zh: '您的角色无权使用此项。', en: 'Your roles do not allow this.' });
  return purpose;
};

/**
 * Takes a file in: its purpose, size and type are checked, then it is kept for a day, until something claims it. What is refused leaves nothing.
 * @throws FileRefused
 */
export const receiveFile = async <C extends SubgraphContext>(
  context: C,
  definition: FilesDefinition<C>,
  incoming: Incoming,
): Promise<StoredFile> => {
  if (context.caller.kind === 'anonymous')
    throw new FileRefused(401, 'UNAUTHENTICATED', { zh: '请先登录。', en: 'Sign in first.' });
  const { accountId } = context.caller;
  const purpose = checkedPurpose(context, definition, incoming.purpose);
  if (incoming.length !== undefined && incoming.length > purpose.maxBytes) throw tooLarge(purpose);
  const sql = sqlOf(context.em.fork());
  const [waiting] = await sql(
    `select coalesce(sum(bytes), 0)::float8 as bytes from stored_file where account_id = $1 and state <> 'CLAIMED'`,
    [accountId],
  );
  if ((waiting?.bytes as number) + (incoming.length ?? 0) > WAITING_BYTES) {
    const most = sizeText(WAITING_BYTES);
    throw new FileRefused(
      413,
      'LIMIT_EXCEEDED',
      {
        zh: `您尚未使用的文件合计不得超过 ${most}；一天内未使用的会自动清除。`,
        en: `Your files that nothing uses yet have ${most} at most; after a day they are swept away.`,
      },
      most,
    );
  }
  const { head, whole } = await headOf(incoming.bytes);
  if (head.length === 0) throw new FileRefused(400, 'BAD_USER_INPUT', { zh: '文件是空的。', en: 'The file is empty.' });
  const type = await sniffType(head, purpose.types);
  if (!type) {
    const allowed = purpose.types.join(', ');
    throw new FileRefused(
      415,
      'BAD_USER_INPUT',
      { zh: `文件内容不是允许的类型：${allowed}。`, en: `The file is none of the types allowed: ${allowed}.` },
      allowed,
    );
  }
  const id = context.newId();
  const now = context.now();
  const expiresAt = new Date(now.getTime() + DAY_MS);
  await sql(
    `insert into stored_file (id, account_id, purpose, name, content_type, state, created_at, expires_at)
     values ($1, $2, $3, $4, $5, 'RECEIVING', $6, $7)`,
    [id, accountId, purpose.name, cleanName(incoming.name), type, now, expiresAt],
  );
  const seen = { bytes: 0, hash: createHash('sha256') };
  try {
    await definition.storage.put(id, Readable.from(measured(whole(), purpose, seen), { objectMode: false }));
  } catch (error) {
    await sql('delete from stored_file where id = $1', [id]);
    throw error;
  }
  await sql(`update stored_file set state = 'UNCLAIMED', bytes = $2, sha256 = $3 where id = $1`, [
    id,
    seen.bytes,
    seen.hash.digest('hex'),
  ]);
  const [file] = await findFiles(sql, [id], now);
  if (!file) throw new Error('A file that was taken in is not there');
  return file;
};

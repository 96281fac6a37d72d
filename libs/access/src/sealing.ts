import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  getCiphers,
  getHashes,
  hkdfSync,
  randomFillSync,
  timingSafeEqual,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * Encrypts personal data for storage. An envelope reads `v1.<key id>.<iv>.<text>.<mac>` (base64url), so that the newest key
 * seals while everything sealed by an older one still opens. A context, e.g. the name of the column, is bound to the envelope
 * without being in it: what was sealed for one column does not open for another.
 */
export interface SealingProvider {
  seal(text: string, context?: string): string;
  /** Throws SealedTextMalformed, UnknownSealingKey or SealedTextDamaged. */
  open(envelope: string, context?: string): string;
  /** Keyed hash for exact search; has a key of its own, and so outlives a change of sealing keys. */
  hash(text: string, context?: string): string;
  /** Tells whether an envelope was sealed by the newest key; if not, it is due to be sealed again. */
  isCurrent(envelope: string): boolean;
}

/** AES-256-GCM, or for buyers who need the national algorithms SM4-CBC, then HMAC-SM3 over everything (GB/T 32907, GB/T 32905). */
export type SealingAlgorithm = 'aes-256-gcm' | 'sm4-cbc-hmac-sm3';

export interface SealingKey {
  readonly id: string;
  readonly algorithm: SealingAlgorithm;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

export interface HashKey {
  readonly algorithm: 'sha256' | 'sm3';
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** Thrown where the keys that a service is given are missing or wrong; names the key, never its value. */
export class SealingKeysInvalid extends Error {
  override readonly name = 'SealingKeysInvalid';
}

/** Thrown where an envelope names a key that is not in the ring: it was sealed elsewhere, or its key was taken out too early. */
export class UnknownSealingKey extends Error {
  override readonly name = 'UnknownSealingKey';
  readonly keyId: string;

  constructor(keyId: string) {
    super(`sealed by key "${keyId}", which is not among the keys of this service`);
    this.keyId = keyId;
  }
}

/** Thrown where a text is no envelope. */
export class SealedTextMalformed extends Error {
  override readonly name = 'SealedTextMalformed';
}

/** Thrown where an envelope does not open: it was changed, moved to another context, or its key id now stands for another key. */
export class SealedTextDamaged extends Error {
  override readonly name = 'SealedTextDamaged';
}

const KEY_BYTES = 32;
const keyId = /^[\w-]{1,32}$/;
const envelopeForm = /^v1\.([\w-]{1,32})\.([\w-]+)\.([\w-]*)\.([\w-]+)$/;

/** One key at work; the parts of an envelope are base64url. */
interface Cipher {
  readonly id: string;
  seal(text: string, context: string): string;
  open(iv: string, text: string, mac: string, context: string): string;
}

/** Gives random initialization vectors out of a block, since asking for 12 bytes at a time costs more than the encryption. */
function vectorSource(bytes: number): () => Buffer {
  const block = Buffer.alloc(bytes * 512);
  let next = block.length;
  return () => {
    if (next >= block.length) {
      randomFillSync(block);
      next = 0;
    }
    next += bytes;
    return block.subarray(next - bytes, next);
  };
}

function damaged(id: string): SealedTextDamaged {
  return new SealedTextDamaged(
    `what key "${id}" sealed does not open: it was changed, or belongs to another field, or the key is another one`,
  );
}

function aesGcm({ id, secret }: SealingKey): Cipher {
  const key = createSecretKey(secret);
  const nextVector = vectorSource(12);
  const bound = (context: string): Buffer => Buffer.from(`v1.${id}\0${context}`);
  return {
    id,
    seal(text, context) {
      const vector = nextVector();
      const cipher = createCipheriv('aes-256-gcm', key, vector);
      cipher.setAAD(bound(context));
      const sealed = cipher.update(text, 'utf8', 'base64url') + cipher.final('base64url');
      return `v1.${id}.${vector.toString('base64url')}.${sealed}.${cipher.getAuthTag().toString('base64url')}`;
    },
    open(iv, text, mac, context) {
      const vector = Buffer.from(iv, 'base64url');
      const tag = Buffer.from(mac, 'base64url');
      if (vector.length !== 12 || tag.length !== 16) throw damaged(id);
      const decipher = createDecipheriv('aes-256-gcm', key, vector, { authTagLength: 16 });
      decipher.setAAD(bound(context));
      decipher.setAuthTag(tag);
      const opened = decipher.update(text, 'base64url');
      try {
        return Buffer.concat([opened, decipher.final()]).toString('utf8');
      } catch (error) {
        throw Object.assign(damaged(id), { cause: error });
      }
    },
  };
}

function sm4Cbc({ id, secret }: SealingKey): Cipher {
  const derived = (purpose: string, bytes: number): KeyObject =>
    createSecretKey(new Uint8Array(hkdfSync('sm3', secret, new Uint8Array(), `gridloom ${purpose}`, bytes)));
  const key = derived('sm4', 16);
  const macKey = derived('hmac-sm3', KEY_BYTES);
  const nextVector = vectorSource(16);
  const macOf = (sealed: string, context: string): Buffer =>
    createHmac('sm3', macKey).update(`${sealed}\0${context}`).digest();
  return {
    id,
    seal(text, context) {
      const vector = nextVector();
      const cipher = createCipheriv('sm4-cbc', key, vector);
      const sealed = `v1.${id}.${vector.toString('base64url')}.${cipher.update(text, 'utf8', 'base64url')}${cipher.final('base64url')}`;
      return `${sealed}.${macOf(sealed, context).toString('base64url')}`;
    },
    open(iv, text, mac, context) {
      const expected = macOf(`v1.${id}.${iv}.${text}`, context);
      const given = Buffer.from(mac, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw damaged(id);
      const decipher = createDecipheriv('sm4-cbc', key, Buffer.from(iv, 'base64url'));
      return Buffer.concat([decipher.update(text, 'base64url'), decipher.final()]).toString('utf8');
    },
  };
}

const nationalAlgorithmsMissing =
  'this build of Node.js has no SM4 or SM3; run the official Node.js 24, or use aes-256-gcm keys';

function cipherOf(key: SealingKey): Cipher {
  if (!keyId.test(key.id))
    throw new SealingKeysInvalid('the id of a sealing key has 1 to 32 letters, digits, hyphens or underscores');
  assertSecret(key.secret, `sealing key "${key.id}"`);
  if (key.algorithm === 'aes-256-gcm') return aesGcm(key);
  if (!getCiphers().includes('sm4-cbc') || !getHashes().includes('sm3'))
    throw new SealingKeysInvalid(nationalAlgorithmsMissing);
  return sm4Cbc(key);
}

function assertSecret(secret: Uint8Array, what: string): void {
  if (secret.length !== KEY_BYTES)
    throw new SealingKeysInvalid(`${what} has ${String(secret.length)} bytes and needs ${String(KEY_BYTES)}`);
  if (secret.every((byte) => byte === 0)) throw new SealingKeysInvalid(`${what} is all zeros`);
}

export interface SealingKeys {
  /** Newest first: the first one seals, all of them open. */
  readonly keys: readonly SealingKey[];
  readonly hashKey: HashKey;
}

/** Makes the provider that a service seals, opens and hashes by. Throws SealingKeysInvalid. */
export function createSealingProvider({ keys, hashKey }: SealingKeys): SealingProvider {
  const ring = new Map(keys.map((key) => [key.id, cipherOf(key)]));
  const newest = ring.get(keys[0]?.id ?? '');
  if (newest === undefined) throw new SealingKeysInvalid('there is no sealing key');
  if (ring.size < keys.length) throw new SealingKeysInvalid('two sealing keys have the same id');
  assertSecret(hashKey.secret, 'the hash key');
  if (hashKey.algorithm === 'sm3' && !getHashes().includes('sm3'))
    throw new SealingKeysInvalid(nationalAlgorithmsMissing);
  const secret = createSecretKey(hashKey.secret);
  return {
    seal: (text, context = '') => newest.seal(text, context),
    open(envelope, context = '') {
      const parts = envelopeForm.exec(envelope);
      if (parts === null)
        throw new SealedTextMalformed('the text is no envelope of the form v1.<key id>.<iv>.<text>.<mac>');
      const [, id = '', iv = '', text = '', mac = ''] = parts;
      const cipher = ring.get(id);
      if (cipher === undefined) throw new UnknownSealingKey(id);
      return cipher.open(iv, text, mac, context);
    },
    hash: (text, context = '') =>
      createHmac(hashKey.algorithm, secret).update(`${context}\0${text}`).digest('base64url'),
    isCurrent: (envelope) => envelope.startsWith(`v1.${newest.id}.`),
  };
}

function decodeSecret(text: string, what: string): Uint8Array {
  if (!/^[\w-]+=*$/.test(text) && !/^[A-Za-z0-9+/]+=*$/.test(text))
    throw new SealingKeysInvalid(`${what} is not base64url`);
  const secret = Buffer.from(text, 'base64url');
  assertSecret(secret, what);
  return secret;
}

/**
 * Reads sealing keys as they stand in a service's configuration: `<id>:<algorithm>:<32 bytes in base64url>`, several separated by
 * commas, newest first; without an algorithm it is aes-256-gcm. Throws SealingKeysInvalid.
 */
export function parseSealingKeys(text: string): SealingKey[] {
  return text.split(',').map((entry, index) => {
    const parts = entry.trim().split(':');
    const [id = ''] = parts;
    const algorithm = parts.length === 3 ? parts[1] : 'aes-256-gcm';
    const secret = parts.at(-1) ?? '';
    if (parts.length < 2 || parts.length > 3 || !keyId.test(id)) {
      throw new SealingKeysInvalid(
        `sealing key number ${String(index + 1)} is not of the form <id>:<algorithm>:<base64url>`,
      );
    }
    if (algorithm !== 'aes-256-gcm' && algorithm !== 'sm4-cbc-hmac-sm3') {
      throw new SealingKeysInvalid(`sealing key "${id}" has an algorithm other than aes-256-gcm and sm4-cbc-hmac-sm3`);
    }
    return { id, algorithm, secret: decodeSecret(secret, `sealing key "${id}"`) };
  });
}

/** Reads the hash key of a service's configuration: 32 bytes in base64url, with `sm3:` in front for HMAC-SM3. Throws SealingKeysInvalid. */
export function parseHashKey(text: string): HashKey {
  const national = text.startsWith('sm3:');
  return {
    algorithm: national ? 'sm3' : 'sha256',
    secret: decodeSecret(national ? text.slice(4) : text, 'the hash key'),
  };
}

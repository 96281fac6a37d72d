import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { CommandProblem } from '../command-problem.ts';

const secret = z.string().regex(/^[\w-]{43}$/);

const fileForm = z.object({
  /** In the form of GRIDLOOM_SEALING_KEYS, newest first. */
  sealingKeys: z.array(z.string().regex(/^[\w-]{1,32}:aes-256-gcm:[\w-]{43}$/)).min(1),
  hashKey: secret,
  issuer: z.object({
    signingKeys: z
      .array(z.looseObject({ kty: z.literal('RSA'), kid: z.string(), n: z.string(), e: z.string(), d: z.string() }))
      .min(1),
    cookieKeys: z.array(secret).min(1),
  }),
});

/** The keys of a local installation. What is sealed by them is readable by whoever reads their file: never take them along to a county. */
export type DevelopmentKeys = z.infer<typeof fileForm>;

/** Thrown where the file of keys is there but unreadable; it is never replaced, since its keys open what is stored. */
export class KeysDamaged extends CommandProblem {
  override readonly name = 'KeysDamaged';

  constructor(file: string, cause: unknown) {
    super(
      `The keys in ${file} cannot be read. Bring the file back from a backup; or, where the demo data may go, remove it and start with --fresh: without these keys nobody can open the stored id numbers and phones.`,
      { cause },
    );
  }
}

export function keysFile(dataDir: string): string {
  return path.join(dataDir, 'keys.json');
}

/**
 * Reads the keys of a local installation, and makes them on its first start. The file belongs to its owner alone (mode 0600); of
 * several first starts at the same moment one wins and all use its keys. Throws KeysDamaged.
 */
export async function loadOrMakeKeys(dataDir: string, now: Date = new Date()): Promise<DevelopmentKeys> {
  const file = keysFile(dataDir);
  const known = await readKeys(file);
  if (known !== undefined) return known;
  await mkdir(dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(await makeKeys(now), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link fails where the file is there already, and never shows a half-written one.
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readKeys(file);
  if (made === undefined) throw new KeysDamaged(file, 'it vanished while it was written');
  return made;
}

/** What a service finds in its environment. */
export function keysEnvironment(keys: DevelopmentKeys): { GRIDLOOM_SEALING_KEYS: string; GRIDLOOM_HASH_KEY: string } {
  return { GRIDLOOM_SEALING_KEYS: keys.sealingKeys.join(','), GRIDLOOM_HASH_KEY: keys.hashKey };
}

async function readKeys(file: string): Promise<DevelopmentKeys | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new KeysDamaged(file, error);
  }
  try {
    const keys = fileForm.parse(JSON.parse(text));
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) await chmod(file, 0o600);
    return keys;
  } catch (error) {
    // The parser's own message quotes what it read.
    throw new KeysDamaged(
      file,
      error instanceof z.ZodError ? error.issues.map((issue) => issue.path.join('.')).join(', ') : 'no JSON',
    );
  }
}

async function makeKeys(now: Date): Promise<DevelopmentKeys> {
  const newSecret = (): string => randomBytes(32).toString('base64url');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(jwk);
  return fileForm.parse({
    sealingKeys: [`dev-${now.toISOString().slice(0, 10)}:aes-256-gcm:${newSecret()}`],
    hashKey: newSecret(),
    issuer: { signingKeys: [{ ...jwk, kid, use: 'sig', alg: 'RS256' }], cookieKeys: [newSecret()] },
  });
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

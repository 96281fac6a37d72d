import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from './error-facts.ts';
import { StackProblem } from './stack-problem.ts';

/** Development secrets of one installation: made on first use, the same ever after. */
export interface SecretStore {
  readonly file: string;
  /** The secret of that name; `make` is called once in the life of the file (default: 24 random bytes, base64url). */
  secret(name: string, make?: () => string): string;
}

const secretsFile = z.record(z.string(), z.string().min(1));

/** Opens `<dataDir>/secrets.json` (mode 0600), which is written when the first secret is asked for. */
export function openSecretStore(dataDir: string): SecretStore {
  const file = path.join(dataDir, 'secrets.json');
  const secrets = new Map(Object.entries(readSecrets(file)));
  return {
    file,
    secret(name, make = () => randomBytes(24).toString('base64url')) {
      const known = secrets.get(name);
      if (known !== undefined) return known;
      const made = make();
      secrets.set(name, made);
      writeSecrets(file, Object.fromEntries(secrets));
      return made;
    },
  };
}

function readSecrets(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {};
    throw error;
  }
  chmodSync(file, 0o600);
  const parsed = secretsFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new StackProblem({
    what: 'The development secrets cannot be read',
    cause: `${file} is not a JSON object of strings`,
    remedy: 'Restore the file; without it the existing databases cannot be opened (a fresh start makes new ones)',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function writeSecrets(file: string, secrets: Record<string, string>): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // Written beside and renamed, so that a kill in between leaves the old file whole.
  const draft = `${file}.${String(process.pid)}.draft`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

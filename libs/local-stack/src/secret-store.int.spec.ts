import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSecretStore } from './secret-store.ts';

describe('the secret store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gridloom-secrets-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('makes a secret once and gives the same one at the next start', () => {
    const made = openSecretStore(folder).secret('postgres_superuser');
    expect(made).toMatch(/^[\w-]{32}$/);
    expect(openSecretStore(folder).secret('postgres_superuser')).toBe(made);
    expect(openSecretStore(folder).secret('other')).not.toBe(made);
    expect(openSecretStore(folder).secret('key', () => 'own making')).toBe('own making');
  });

  test('lets nobody else read the file', async () => {
    const store = openSecretStore(folder);
    store.secret('one');
    expect((await stat(store.file)).mode & 0o777).toBe(0o600);
  });

  test('refuses a damaged file instead of making new secrets for old data', async () => {
    const { file } = openSecretStore(folder);
    await writeFile(file, '{"one": ');
    expect(() => openSecretStore(folder)).toThrow(/secrets\.json is not a JSON object of strings\. Restore the file/);
    expect(await readFile(file, 'utf8')).toBe('{"one": ');
  });
});

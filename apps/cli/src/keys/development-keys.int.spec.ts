import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSealingProvider, parseHashKey, parseSealingKeys } from '@gridloom/access';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeysDamaged, keysEnvironment, keysFile, loadOrMakeKeys } from './development-keys.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'gridloom-keys-')), '.gridloom');
});

afterEach(async () => {
  await rm(path.dirname(dataDir), { recursive: true });
});

describe('development keys', () => {
  it('are made on the first start, for their owner alone, and stay the same', async () => {
    const first = await loadOrMakeKeys(dataDir, new Date('2026-11-24T00:00:00Z'));
    expect(first.sealingKeys[0]).toMatch(/^dev-2026-11-24:aes-256-gcm:/);
    expect((await stat(keysFile(dataDir))).mode & 0o777).toBe(0o600);
    expect(await loadOrMakeKeys(dataDir)).toEqual(first);
    expect(await readdir(dataDir)).toEqual(['keys.json']);
  });

  it('are what a service seals and hashes by', async () => {
    const environment = keysEnvironment(await loadOrMakeKeys(dataDir));
    const provider = createSealingProvider({
      keys: parseSealingKeys(environment.GRIDLOOM_SEALING_KEYS),
      hashKey: parseHashKey(environment.GRIDLOOM_HASH_KEY),
    });
    expect(provider.open(provider.seal('13812345678'))).toBe('13812345678');
  });

  it('are the same for several first starts at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => loadOrMakeKeys(dataDir)));
    expect(new Set(all.map(({ hashKey }) => hashKey)).size).toBe(1);
    expect(await readdir(dataDir)).toEqual(['keys.json']);
  });

  it('of one installation are not those of another', async () => {
    const [one, other] = [await loadOrMakeKeys(dataDir), await loadOrMakeKeys(path.join(dataDir, 'other'))];
    expect(one.hashKey).not.toBe(other.hashKey);
    expect(one.issuer.signingKeys[0]?.kid).not.toBe(other.issuer.signingKeys[0]?.kid);
  });

  it('that others could read are closed to them', async () => {
    await loadOrMakeKeys(dataDir);
    await chmod(keysFile(dataDir), 0o644);
    await loadOrMakeKeys(dataDir);
    expect((await stat(keysFile(dataDir))).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '{"sealingKeys":[]}'])('that are damaged (%p) are an error and are not replaced', async (text) => {
    const { hashKey } = await loadOrMakeKeys(dataDir);
    await writeFile(keysFile(dataDir), text);
    const attempt = loadOrMakeKeys(dataDir);
    await expect(attempt).rejects.toThrow(KeysDamaged);
    await expect(attempt).rejects.toThrow(expect.objectContaining({ message: expect.not.stringContaining(hashKey) }));
    expect(await readFile(keysFile(dataDir), 'utf8')).toBe(text);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createSealingProvider,
  parseHashKey,
  parseSealingKeys,
  SealedTextDamaged,
  SealedTextMalformed,
  SealingKeysInvalid,
  UnknownSealingKey,
  type HashKey,
  type SealingAlgorithm,
  type SealingKey,
} from './sealing.ts';

const key = (id: string, byte: number, algorithm: SealingAlgorithm = 'aes-256-gcm'): SealingKey => ({
  id,
  algorithm,
  secret: new Uint8Array(32).fill(byte),
});
const hashKey: HashKey = { algorithm: 'sha256', secret: new Uint8Array(32).fill(9) };
const algorithms: SealingAlgorithm[] = ['aes-256-gcm', 'sm4-cbc-hmac-sm3'];

describe.each(algorithms)('what %s seals', (algorithm) => {
  const provider = createSealingProvider({ keys: [key('2026', 1, algorithm)], hashKey });

  it('opens again, whatever the text and its context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        const envelope = provider.seal(text, context);
        expect(envelope).toMatch(/^v1\.2026\.[\w-]+\.[\w-]*\.[\w-]+$/);
        expect(provider.open(envelope, context)).toBe(text);
      }),
    );
  });

  it('never looks the same twice and does not show the text', () => {
    const envelopes = Array.from({ length: 2000 }, () => provider.seal('13812345678'));
    expect(new Set(envelopes).size).toBe(2000);
    expect(envelopes.some((envelope) => envelope.includes('13812345678'))).toBe(false);
  });

  it('does not open for another context', () => {
    expect(() => provider.open(provider.seal('13812345678', 'resident.phone'), 'resident.id_number')).toThrow(
      SealedTextDamaged,
    );
  });

  it('does not open with one bit changed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom(2, 3, 4), fc.nat(), fc.nat(7), (text, part, at, bit) => {
        const parts = provider.seal(text).split('.');
        const bytes = Buffer.from(parts[part] ?? '', 'base64url');
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        parts[part] = bytes.toString('base64url');
        expect(() => provider.open(parts.join('.'))).toThrow(SealedTextDamaged);
      }),
    );
  });

  it('does not open with a shortened mac', () => {
    const [version = '', id = '', iv = '', text = '', mac = ''] = provider.seal('13812345678').split('.');
    expect(() => provider.open([version, id, iv, text, mac.slice(0, 8)].join('.'))).toThrow(SealedTextDamaged);
    expect(() => provider.open([version, id, iv.slice(0, 4), text, mac].join('.'))).toThrow(SealedTextDamaged);
  });

  it('does not open by another key of the same id', () => {
    const other = createSealingProvider({ keys: [key('2026', 2, algorithm)], hashKey });
    expect(() => other.open(provider.seal('13812345678'))).toThrow(SealedTextDamaged);
  });
});

describe('a ring of keys', () => {
  const before = createSealingProvider({ keys: [key('2025', 1)], hashKey });
  const after = createSealingProvider({ keys: [key('2026', 2, 'sm4-cbc-hmac-sm3'), key('2025', 1)], hashKey });

  it('seals by the newest and opens by all, over a change of algorithm too', () => {
    const old = before.seal('13812345678');
    expect(after.open(old)).toBe('13812345678');
    expect([after.isCurrent(old), after.isCurrent(after.seal('13812345678'))]).toEqual([false, true]);
    expect(after.seal('13812345678')).toMatch(/^v1\.2026\./);
  });

  it('without the key of an envelope names it', () => {
    expect(() => before.open(after.seal('13812345678'))).toThrow(UnknownSealingKey);
    expect(() => before.open(after.seal('13812345678'))).toThrow(expect.objectContaining({ keyId: '2026' }));
  });

  it.each(['', '13812345678', 'v1.2025', 'v2.2025.a.b.c', 'v1.2025.a.b.c.d', 'v1.20 25.a.b.c', 'v1.2025.a+.b.c'])(
    'does not take %p for an envelope',
    (text) => {
      expect(() => before.open(text)).toThrow(SealedTextMalformed);
    },
  );
});

describe('the keyed hash', () => {
  const provider = createSealingProvider({ keys: [key('2026', 1)], hashKey });

  it('is the same for the same text in the same context alone, whatever key seals', () => {
    const rotated = createSealingProvider({ keys: [key('2027', 3), key('2026', 1)], hashKey });
    expect(rotated.hash('13812345678', 'phone')).toBe(provider.hash('13812345678', 'phone'));
    expect(provider.hash('13812345678', 'phone')).not.toBe(provider.hash('13812345678', 'id'));
    expect(provider.hash('13812345678')).not.toBe(provider.hash('13812345679'));
    expect(provider.hash('13812345678')).toMatch(/^[\w-]{43}$/);
  });

  it('needs its key', () => {
    const other = createSealingProvider({
      keys: [key('2026', 1)],
      hashKey: { ...hashKey, secret: new Uint8Array(32).fill(8) },
    });
    const national = createSealingProvider({ keys: [key('2026', 1)], hashKey: { ...hashKey, algorithm: 'sm3' } });
    const hashes = [provider, other, national].map((each) => each.hash('13812345678'));
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('keys in a configuration', () => {
  const secret = Buffer.alloc(32, 7).toString('base64url');

  it('are read in their order', () => {
    expect(parseSealingKeys(`2026:sm4-cbc-hmac-sm3:${secret}, 2025:${secret}`)).toEqual([
      { id: '2026', algorithm: 'sm4-cbc-hmac-sm3', secret: Buffer.alloc(32, 7) },
      { id: '2025', algorithm: 'aes-256-gcm', secret: Buffer.alloc(32, 7) },
    ]);
    expect(parseHashKey(secret)).toEqual({ algorithm: 'sha256', secret: Buffer.alloc(32, 7) });
    expect(parseHashKey(`sm3:${secret}`).algorithm).toBe('sm3');
  });

  it.each([
    ['', /number 1 is not of the form/],
    [secret, /number 1 is not of the form/],
    [`a b:${secret}`, /number 1 is not of the form/],
    [`2026:des:${secret}`, /"2026" has an algorithm other than/],
    ['2026:c2hvcnQ', /"2026" has 5 bytes and needs 32/],
    [`2026:${Buffer.alloc(32).toString('base64url')}`, /"2026" is all zeros/],
    ['2026:!!!', /"2026" is not base64url/],
  ])('%p are refused', (text, message) => {
    expect(() => parseSealingKeys(text)).toThrow(SealingKeysInvalid);
    expect(() => parseSealingKeys(text)).toThrow(message);
  });

  it('never show a secret in the error', () => {
    const almost = Buffer.alloc(31, 7).toString('base64url');
    for (const parse of [() => parseHashKey(almost), () => parseSealingKeys(`2026:${almost}`)]) {
      expect(parse).toThrow(expect.objectContaining({ message: expect.not.stringContaining(almost) }));
    }
  });

  it('are at least one, and no id twice', () => {
    expect(() => createSealingProvider({ keys: [], hashKey })).toThrow('there is no sealing key');
    expect(() => createSealingProvider({ keys: [key('2026', 1), key('2026', 2)], hashKey })).toThrow('same id');
    expect(() =>
      createSealingProvider({ keys: [{ ...key('2026', 1), secret: new Uint8Array(16).fill(1) }], hashKey }),
    ).toThrow('has 16 bytes');
  });
});

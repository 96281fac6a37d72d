import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { hashCode, isSameHash, newEvaluationCode, readCode, writeCode } from './evaluation-code.ts';

describe('a one-time code', () => {
  it('is read however it was typed', () => {
    const code = newEvaluationCode();
    const written = writeCode(code);
    expect(written).toMatch(/^([2-9A-HJ-NP-TV-Z]{4}-){3}[2-9A-HJ-NP-TV-Z]{4}$/u);
    for (const typed of [
      written,
      written.toLowerCase(),
      written.replaceAll('-', ''),
      ` ${written.replaceAll('-', ' ')} `,
    ]) {
      expect(readCode(typed)).toEqual(code);
    }
  });

  it.each(['', 'AB', 'O0I1-O0I1-O0I1-O0I1', '2'.repeat(17)])('is not %s', (text) => {
    expect(readCode(text)).toBeNull();
  });

  it('matches its own hash alone', () => {
    const code = newEvaluationCode();
    expect(isSameHash(hashCode(code), hashCode(code))).toBe(true);
    expect(isSameHash(hashCode(code), hashCode({ ...code, proof: newEvaluationCode().proof }))).toBe(false);
    expect(isSameHash(hashCode(code), '')).toBe(false);
  });

  it('makes no sense of any other text, and never breaks', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const code = readCode(text);
        if (code) expect(writeCode(code).replaceAll('-', '')).toBe(text.toUpperCase().replaceAll(/[\s-]/gu, ''));
      }),
    );
  });
});

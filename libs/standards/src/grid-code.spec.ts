import { describe, expect, it } from '@jest/globals';
import { checkGridCode, gridCodeSchemes, withGridCodeSchemes } from './grid-code.ts';

describe('a grid code', () => {
  it('that a scheme gives as its example follows that scheme', () => {
    for (const scheme of gridCodeSchemes.values())
      expect(checkGridCode(scheme.id, scheme.example)).toEqual({ ok: true, scheme: scheme.id, code: scheme.example });
  });

  it.each([
    ['UNIT_GRID_15', '410326200200001', true],
    ['UNIT_GRID_15', '410326200200000', false],
    ['UNIT_GRID_15', '41032620020015', false],
    ['UNIT_GRID_15', '410000200200015', false],
    ['CJT_349_20', '01000041032620060100', true],
    ['CJT_349_20', '0100004103262006010', false],
    ['CJT_349_20', '01000041000020060100', false],
    ['VILLAGE_SEQUENCE', '41032620020015', true],
    ['VILLAGE_SEQUENCE', '410326200200-0015', true],
    ['VILLAGE_SEQUENCE', '410326200200-', false],
    ['VILLAGE_SEQUENCE', '410326200200-0', false],
    ['VILLAGE_SEQUENCE', '410326200200--1', false],
    ['VILLAGE_SEQUENCE', '410326-15', false],
    ['PREFIXED', 'RY-BS-15', true],
    ['PREFIXED', 'WC0001', true],
    ['PREFIXED', 'wc0001', false],
    ['PREFIXED', 'MARKET', false],
    ['PREFIXED', '15', false],
    ['PREFIXED', `A${'1'.repeat(40)}`, false],
  ])('by the scheme %s: %s is valid: %p', (scheme, code, valid) => {
    expect(checkGridCode(scheme, code).ok).toBe(valid);
  });

  it('that is wrong is explained by the form that the scheme wants', () => {
    const result = checkGridCode('UNIT_GRID_15', '15');
    expect(result).toMatchObject({ ok: false, reason: 'code' });
    if (!result.ok) expect(result.explanation.en).toContain('410326200200015');
  });

  it('of an unknown scheme is refused with the names of those that are known', () => {
    const result = checkGridCode('SEVENTEEN', '1');
    expect(result).toMatchObject({ ok: false, reason: 'scheme' });
    if (!result.ok) expect(result.explanation.zh).toContain('UNIT_GRID_15');
  });

  it('can follow a scheme that a county adds', () => {
    const own = withGridCodeSchemes({
      id: 'NUMBER_ONLY',
      name: { zh: '纯编号', en: 'number only' },
      form: { zh: '四位数字', en: 'four digits' },
      example: '0015',
      matches: (code) => /^\d{4}$/.test(code),
    });
    expect(checkGridCode('NUMBER_ONLY', '0015', own).ok).toBe(true);
    expect(checkGridCode('UNIT_GRID_15', '410326200200015', own).ok).toBe(true);
    expect(checkGridCode('NUMBER_ONLY', '0015').ok).toBe(false);
  });
});

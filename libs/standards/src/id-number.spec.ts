import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkIdNumber, makeIdNumber, SYNTHETIC_ID_PREFIX } from './id-number.ts';
import { addDays, daysBetween } from './shanghai-day.ts';

const today = '2026-11-24';

const somebody = fc.record({
  areaDigits: fc.stringMatching(/^\d{6}$/),
  birthDate: fc.integer({ min: 0, max: daysBetween('1900-01-01', today) }).map((days) => addDays('1900-01-01', days)),
  sequence: fc.integer({ min: 0, max: 999 }),
});

describe('a resident id number', () => {
  it('from the standard itself is valid and tells birth date and sex', () => {
    expect(checkIdNumber('11010519491231002X', today)).toEqual({
      ok: true,
      value: '11010519491231002X',
      birthDate: '1949-12-31',
      sex: 'FEMALE',
    });
    expect(checkIdNumber('440524188001010014', today)).toMatchObject({
      ok: true,
      birthDate: '1880-01-01',
      sex: 'MALE',
    });
  });

  it('with a small x is stored with a capital one', () => {
    expect(checkIdNumber('11010519491231002x', today)).toMatchObject({ ok: true, value: '11010519491231002X' });
  });

  it('is valid whatever area its first six digits name, residence permits and permanent residence cards included', () => {
    for (const areaDigits of ['810000', '820000', '830000', '911156', '999999', '000000']) {
      expect(checkIdNumber(makeIdNumber({ areaDigits, birthDate: '1988-02-29', sequence: 7 }), today)).toMatchObject({
        ok: true,
        birthDate: '1988-02-29',
      });
    }
  });

  it.each([
    ['110105491231002', 'length'],
    ['', 'length'],
    ['1101051949123100２X', 'characters'],
    ['11010519491231002Y', 'characters'],
    ['X10105194912310021', 'characters'],
    ['110105194913310026', 'date'],
    ['110105190002290020', 'date'],
    ['110105170001010020', 'date'],
    ['110105202611250029', 'future date'],
    ['110105194912310021', 'check digit'],
  ])('%p is refused because of its %s', (value, reason) => {
    expect(checkIdNumber(value, today)).toMatchObject({ ok: false, reason });
  });

  it('that is made passes the check and gives its parts back', () => {
    fc.assert(
      fc.property(somebody, (parts) => {
        const sex = parts.sequence % 2 === 1 ? 'MALE' : 'FEMALE';
        expect(checkIdNumber(makeIdNumber(parts), today)).toMatchObject({ ok: true, birthDate: parts.birthDate, sex });
      }),
    );
  });

  it('with one mistyped digit, or two neighbours swapped, is always refused', () => {
    fc.assert(
      fc.property(somebody, fc.nat(16), fc.integer({ min: 1, max: 9 }), (parts, at, shift) => {
        const number = makeIdNumber(parts);
        const mistyped = number.slice(0, at) + String((Number(number.charAt(at)) + shift) % 10) + number.slice(at + 1);
        expect(checkIdNumber(mistyped, today).ok).toBe(false);
        const swapped = number.slice(0, at) + number.charAt(at + 1) + number.charAt(at) + number.slice(at + 2);
        expect(checkIdNumber(swapped, today).ok).toBe(swapped === number);
      }),
    );
  });

  it('of a synthetic person begins with a province that does not exist', () => {
    expect(
      checkIdNumber(makeIdNumber({ areaDigits: SYNTHETIC_ID_PREFIX, birthDate: '2000-01-01', sequence: 1 }), today).ok,
    ).toBe(true);
    expect(SYNTHETIC_ID_PREFIX).toMatch(/^60\d{4}$/);
  });

  it('cannot be made of parts out of range', () => {
    const parts = { areaDigits: '410326', birthDate: '2000-01-01', sequence: 1 };
    expect(() => makeIdNumber({ ...parts, areaDigits: '41032' })).toThrow(RangeError);
    expect(() => makeIdNumber({ ...parts, birthDate: '2001-02-29' })).toThrow(RangeError);
    expect(() => makeIdNumber({ ...parts, sequence: 1000 })).toThrow(RangeError);
  });
});

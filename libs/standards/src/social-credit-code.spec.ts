import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkUscc, makeUscc } from './social-credit-code.ts';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const serial = fc.stringMatching(/^[0-9ABCDEFGHJKLMNPQRTUWXY]{8}$/);
const areaDigits = fc.stringMatching(/^\d{6}$/);

describe('a unified social credit code', () => {
  it('from the standard is valid', () => {
    expect(checkUscc('91350100M000100Y43')).toEqual({ ok: true, value: '91350100M000100Y43' });
    expect(makeUscc({ authority: '9', category: '1', areaDigits: '350100', serial: 'M000100Y' })).toBe(
      '91350100M000100Y43',
    );
  });

  it.each([
    ['91350100M000100Y4', 'length'],
    ['91350100M000100y43', 'characters'],
    ['91350100I000100Y43', 'characters'],
    ['91350100M000100Y4Z', 'characters'],
    ['91350100M000100Y44', 'check character'],
  ])('%p is refused because of its %s', (value, reason) => {
    expect(checkUscc(value)).toMatchObject({ ok: false, reason });
  });

  it('that is made passes, and no longer does with one character changed', () => {
    fc.assert(
      fc.property(areaDigits, serial, fc.nat(17), fc.integer({ min: 1, max: 30 }), (area, own, at, shift) => {
        const code = makeUscc({ authority: '5', category: '1', areaDigits: area, serial: own });
        expect(checkUscc(code).ok).toBe(true);
        const other = alphabet.charAt((alphabet.indexOf(code.charAt(at)) + shift) % 31);
        expect(checkUscc(code.slice(0, at) + other + code.slice(at + 1)).ok).toBe(false);
      }),
    );
  });

  it('cannot be made of parts out of range', () => {
    const parts = { authority: '5', category: '2', areaDigits: '410326', serial: '00000001' };
    expect(() => makeUscc({ ...parts, serial: '1' })).toThrow(RangeError);
    expect(() => makeUscc({ ...parts, serial: 'IIIIIIII' })).toThrow(RangeError);
    expect(() => makeUscc({ ...parts, areaDigits: '4103' })).toThrow(RangeError);
    expect(() => makeUscc({ ...parts, authority: '' })).toThrow(RangeError);
  });
});

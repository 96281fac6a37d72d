import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPhoneNumber } from './phone-number.ts';

describe('a phone number', () => {
  it.each([
    ['13812345678', '13812345678', 'MOBILE'],
    ['+86 138-1234-5678', '13812345678', 'MOBILE'],
    ['008613812345678', '13812345678', 'MOBILE'],
    ['8613812345678', '13812345678', 'MOBILE'],
    ['0379-68251234', '0379-68251234', 'LANDLINE'],
    ['(0379)6825123', '0379-6825123', 'LANDLINE'],
    ['01062345678', '010-62345678', 'LANDLINE'],
    ['+86 10 62345678', '010-62345678', 'LANDLINE'],
    ['+86 379 68251234', '0379-68251234', 'LANDLINE'],
  ])('%p is stored as %p, a %s', (value, stored, kind) => {
    expect(checkPhoneNumber(value)).toEqual({ ok: true, value: stored, kind });
  });

  it.each([
    '',
    '12812345678',
    '1381234567',
    '138123456789',
    '68251234',
    '37968251234',
    '0379-18251234',
    '+1 212 555 0100',
    '１３８１２３４５６７８',
  ])('%p is refused', (value) => {
    expect(checkPhoneNumber(value)).toMatchObject({ ok: false, reason: 'form' });
  });

  it('stays as it is once it is in the stored form', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^1[3-9]\d{9}$/), fc.stringMatching(/^0[3-9]\d{2}-?[2-9]\d{6,7}$/)),
        (value) => {
          const first = checkPhoneNumber(value);
          expect(first.ok && checkPhoneNumber(first.value)).toEqual(first);
        },
      ),
    );
  });
});

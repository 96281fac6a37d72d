import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { addressSimilarity, comparableAddress, comparePeople, type ComparedPerson } from './similarity.ts';

const somebody: ComparedPerson = {
  name: '王建国',
  birthDate: '1961-03-09',
  idNumberHash: 'a',
  phoneHash: 'p',
  address: '柏树乡柏树村三组15号',
};

describe('The likeness of addresses', () => {
  test('passes over blanks, widths, and whether numbers are written in characters', () => {
    expect(comparableAddress('柏树乡 柏树村三组１５号')).toBe(comparableAddress('柏树乡柏树村3组15号'));
    expect(addressSimilarity('柏树乡柏树村三组15室', '柏树乡柏树村3组15号')).toBe(1);
  });

  test('is more for the next door than for another group, and least for another village', () => {
    const of = (other: string) => addressSimilarity('柏树乡柏树村三组15号', other);
    expect(of('柏树乡柏树村三组16号')).toBeGreaterThan(of('柏树乡柏树村九组77号'));
    expect(of('柏树乡柏树村九组77号')).toBeGreaterThan(of('三屯镇北保村一组2号'));
  });

  test('lies between 0 and 1, is 1 for the same, and the same both ways', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        (a, b) => {
          const likeness = addressSimilarity(a, b);
          expect(likeness).toBeGreaterThanOrEqual(0);
          expect(likeness).toBeLessThanOrEqual(1);
          expect(addressSimilarity(b, a)).toBe(likeness);
          expect(addressSimilarity(a, a)).toBe(1);
        },
      ),
    );
  });
});

describe('Two records', () => {
  test('with the same id number are of one person, whatever else they say', () => {
    expect(comparePeople(somebody, { ...somebody, name: '李四', birthDate: '1990-01-01', address: null })).toEqual({
      reasons: ['SAME_ID_NUMBER'],
      score: 100,
    });
  });

  test('with the same name and year are alike at a similar address, or with the same phone, and else not', () => {
    const other = { ...somebody, idNumberHash: null, phoneHash: null };
    expect(comparePeople(somebody, other)?.reasons).toEqual([
      'SAME_NAME_AND_BIRTH_YEAR',
      'SAME_BIRTH_DATE',
      'SIMILAR_ADDRESS',
    ]);
    expect(comparePeople(somebody, { ...other, address: null, phoneHash: 'p' })?.reasons).toContain('SAME_PHONE');
    expect(comparePeople(somebody, { ...other, address: '三屯镇北保村一组2号' })).toBeNull();
    expect(comparePeople(somebody, { ...other, birthDate: '1962-03-09' })).toBeNull();
    expect(comparePeople(somebody, { ...other, name: '王建军' })).toBeNull();
  });

  test('are less sure with two different id numbers, and always between 1 and 100', () => {
    const numbered = comparePeople(somebody, { ...somebody, idNumberHash: 'b' });
    const bare = comparePeople(somebody, { ...somebody, idNumberHash: null });
    expect(numbered?.score).toBeLessThan(bare?.score ?? 0);
    const person = fc.record({
      name: fc.constantFrom('王', '李'),
      birthDate: fc.constantFrom('1961-03-09', '1961-05-01', '1970-01-01'),
      idNumberHash: fc.constantFrom(null, 'a', 'b'),
      phoneHash: fc.constantFrom(null, 'p', 'q'),
      address: fc.constantFrom(null, '柏树村三组15号', '柏树村三组16号', '北保村2号'),
    });
    fc.assert(
      fc.property(person, person, (a, b) => {
        const found = comparePeople(a, b);
        expect(comparePeople(b, a)).toEqual(found);
        if (found) expect(found.score >= 1 && found.score <= 100).toBe(true);
      }),
    );
  });
});

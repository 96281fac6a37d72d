import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { likenessOf, wordsInCommon, type ComparedMatter } from './matter-likeness.ts';

const lamp: ComparedMatter = {
  text: '村口老粮站旁边的路灯不亮了，晚上看不见路。',
  place: '老粮站门前',
  gridId: 'grid-15',
  serviceItemCode: 'LIGHT',
  residentIds: ['wang'],
};

describe('The likeness of two matters', () => {
  it('is a repeat where the same person says the same', () => {
    const again = { ...lamp, text: '老粮站的路灯还是不亮，请尽快修', serviceItemCode: null };
    expect(likenessOf(lamp, again)).toMatchObject({ kind: 'REPEAT', reasons: ['PERSON', 'PLACE', 'GRID', 'TEXT'] });
  });

  it('is a joint case where another person says the same of the same place', () => {
    const other = { ...lamp, text: '粮站路灯坏了，天黑看不见路', residentIds: ['li'] };
    expect(likenessOf(lamp, other)).toMatchObject({ kind: 'JOINT' });
  });

  it.each<[string, Partial<ComparedMatter>]>([
    ['the same person with another matter', { text: '自来水发黄', place: '三组', serviceItemCode: 'WATER' }],
    ['the same item elsewhere', { text: '巷子尽头灯具损坏', place: '学校', gridId: 'grid-1', residentIds: ['li'] }],
    [
      'nothing in common',
      { text: '狗叫扰民', place: '学校', gridId: 'g', serviceItemCode: 'DOG', residentIds: ['li'] },
    ],
  ])('is none for %s', (_, other) => {
    expect(likenessOf(lamp, { ...lamp, ...other })).toBeNull();
  });

  it('is the same from either side, between 0 and 1, and whole for a matter and itself', () => {
    const matter = fc.record({
      text: fc.string({ unit: 'grapheme', maxLength: 40 }),
      place: fc.option(fc.constantFrom('老粮站', '村口', '学校门前')),
      gridId: fc.option(fc.constantFrom('a', 'b')),
      serviceItemCode: fc.option(fc.constantFrom('LIGHT', 'WATER')),
      residentIds: fc.array(fc.constantFrom('wang', 'li', 'zhao'), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(matter, matter, (one, other) => {
        const likeness = likenessOf(one, other);
        expect(likeness).toEqual(likenessOf(other, one));
        if (likeness) {
          expect(likeness.score).toBeGreaterThan(0);
          expect(likeness.score).toBeLessThanOrEqual(1);
          expect(likeness.kind === 'REPEAT').toBe(likeness.reasons.includes('PERSON'));
        }
        const inCommon = wordsInCommon(one.text, one.text);
        expect(inCommon === 0 || inCommon === 1).toBe(true);
      }),
    );
  });
});

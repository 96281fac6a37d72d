import { describe, expect, test } from '@jest/globals';
import { addDays } from '@gridloom/standards';
import { buildAreaTree } from '@gridloom/service-kit';
import fc from 'fast-check';

import { activityAt, readPeriod, spansOf } from './activity.ts';

const days = (from: string, to: string): string[] => {
  const all: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) all.push(day);
  return all;
};

describe('The spans of a period', () => {
  test('cover each day of it once, whole months as months', () => {
    const aDay = fc.integer({ min: 0, max: 1_200 }).map((n) => addDays('2024-01-01', n));
    fc.assert(
      fc.property(aDay, aDay, (a, b) => {
        const [from, to] = a <= b ? [a, b] : [b, a];
        const covered = spansOf({ from, to }).flatMap((span) => {
          if (span.from === null || span.to === null) throw new Error('a closed period has closed spans');
          if (span.grain === 'MONTH') {
            expect(span.from.slice(8)).toBe('01');
            expect(addDays(span.to, 1).slice(8)).toBe('01');
          }
          return days(span.from, span.to);
        });
        expect(covered.sort()).toEqual(days(from, to));
      }),
    );
  });

  test('with an open end are months up to it', () => {
    expect(spansOf({ from: '2026-02-10', to: null })).toEqual([
      { grain: 'MONTH', from: '2026-03-01', to: null },
      { grain: 'DAY', from: '2026-02-10', to: '2026-02-28' },
    ]);
    expect(spansOf({ from: null, to: '2026-02-10' })).toEqual([
      { grain: 'MONTH', from: null, to: '2026-01-31' },
      { grain: 'DAY', from: '2026-02-01', to: '2026-02-10' },
    ]);
  });
});

describe('A period', () => {
  test('that ends before it begins is refused', () => {
    expect(() => readPeriod({ locale: 'en' }, { from: '2026-02-02', to: '2026-02-01' })).toThrow(/2026-02-02/);
  });

  test('without days is none', () => {
    expect(readPeriod({ locale: 'zh' }, null)).toBeUndefined();
    expect(readPeriod({ locale: 'zh' }, { from: null })).toBeUndefined();
  });
});

test('What is done in a grid counts for the grid and all areas at or above', () => {
  const areas = buildAreaTree([
    { code: '410326', name: '汝阳县', level: 'COUNTY', parentCode: null, ancestors: [] },
    { code: '410326200', name: '柏树乡', level: 'TOWNSHIP', parentCode: '410326', ancestors: ['410326'] },
  ]);
  expect(
    activityAt(areas, { areaCode: '410326200', gridId: 'g' }, '2026-03-01', { visits: 2 }).map((i) => i.subject),
  ).toEqual(['g', '410326200', '410326']);
});

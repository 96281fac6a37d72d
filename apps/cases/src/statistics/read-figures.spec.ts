import { describe, expect, it } from '@jest/globals';
import { addDays, daysBetween } from '@gridloom/standards';
import fc from 'fast-check';

import { percentage, spansOf } from './read-figures.ts';

const first = '2024-01-01';
const dayOf = (n: number) => addDays(first, n);

/** Days that a span covers, a month's row standing for all its days. */
const daysOf = ({ grain, from, to }: ReturnType<typeof spansOf>[number]): string[] => {
  const start = from ?? first;
  const end = to ?? dayOf(1_000);
  const all = Array.from({ length: Math.max(0, daysBetween(start, end) + 1) }, (_, n) => addDays(start, n));
  if (grain === 'DAY') return all;
  const months = all.filter((day) => day.endsWith('-01'));
  return months.flatMap((month) =>
    Array.from({ length: 31 }, (_, n) => addDays(month, n)).filter((day) => day.startsWith(month.slice(0, 7))),
  );
};

describe('a period', () => {
  it('is covered once by whole months and the days at its ends, added or taken away', () => {
    fc.assert(
      fc.property(fc.nat({ max: 800 }), fc.nat({ max: 200 }), (start, length) => {
        const [from, to] = [dayOf(start), dayOf(start + length)];
        const spans = spansOf({ from, to });
        const taken = new Set(spans.filter(({ minus }) => minus).flatMap(daysOf));
        const covered = spans
          .filter(({ minus }) => !minus)
          .flatMap(daysOf)
          .filter((day) => !taken.has(day))
          .sort();
        expect(covered).toEqual(Array.from({ length: length + 1 }, (_, n) => addDays(from, n)));
      }),
    );
  });

  it('with an open end needs months and one end of days alone', () => {
    expect(spansOf({ from: null, to: null })).toEqual([{ grain: 'MONTH', from: null, to: null }]);
    expect(spansOf({ from: '2026-03-15', to: null })).toEqual([
      { grain: 'MONTH', from: '2026-03-01', to: null },
      { grain: 'DAY', from: '2026-03-01', to: '2026-03-14', minus: true },
    ]);
    expect(spansOf({ from: '2026-03-25', to: null })).toEqual([
      { grain: 'MONTH', from: '2026-04-01', to: null },
      { grain: 'DAY', from: '2026-03-25', to: '2026-03-31' },
    ]);
    expect(spansOf({ from: null, to: '2026-03-25' })).toEqual([
      { grain: 'MONTH', from: null, to: '2026-03-31' },
      { grain: 'DAY', from: '2026-03-26', to: '2026-03-31', minus: true },
    ]);
    expect(spansOf({ from: null, to: '2026-03-15' })).toEqual([
      { grain: 'MONTH', from: null, to: '2026-02-28' },
      { grain: 'DAY', from: '2026-03-01', to: '2026-03-15' },
    ]);
  });
});

describe('a percentage', () => {
  it('has one decimal, and none is nothing', () => {
    expect(percentage(1_365, 1_389)).toBe(98.3);
    expect(percentage(0, 0)).toBeNull();
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { forbiddenKindOf, forbiddenKinds, indicators, weightsProblem } from './indicators.ts';

const five = [40, 20, 20, 10, 10].map((weight, at) => ({ indicator: indicators[at] ?? '', weight }));

describe('Indicators of the forbidden kinds', () => {
  test.each([
    ['CHECK_INS', 'CHECK_INS'],
    ['check-in count', 'CHECK_INS'],
    ['每日打卡次数', 'CHECK_INS'],
    ['签 到', 'CHECK_INS'],
    ['ＰＯＩＮＴＳ', 'POINTS'],
    ['积分', 'POINTS'],
    ['Leader Board', 'RANKINGS'],
    ['月度排名', 'RANKINGS'],
    ['online_time', 'ONLINE_TIME'],
    ['App 在线时长', 'ONLINE_TIME'],
    ['logins per day', 'ONLINE_TIME'],
  ])('are known however they are written: %s', (written, code) => {
    expect(forbiddenKindOf(written)?.code).toBe(code);
  });

  test('are none of those that the software measures', () => {
    expect(indicators.filter((indicator) => forbiddenKindOf(indicator))).toEqual([]);
  });

  test('are refused first, whatever else is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom(...forbiddenKinds), fc.nat(200), fc.nat(4), (kind, weight, at) => {
        const weights = five.toSpliced(at, 1, { indicator: kind.words.at(-1) ?? '', weight });
        expect(weightsProblem(weights)).toMatchObject({ kind: 'forbidden', at });
      }),
    );
  });
});

describe('Weights', () => {
  test('are right where each indicator comes once and they are 100 in all', () => {
    expect(weightsProblem(five)).toBeUndefined();
    expect(weightsProblem([{ indicator: 'DATA_VERIFIED', weight: 100 }])).toBeUndefined();
  });

  test('are wrong otherwise, each in its own way', () => {
    expect(weightsProblem([])).toEqual({ kind: 'total', total: 0 });
    expect(weightsProblem(five.slice(1))).toEqual({ kind: 'total', total: 60 });
    expect(weightsProblem([{ indicator: 'SMILES', weight: 100 }])).toEqual({ at: 0, kind: 'unknown' });
    expect(weightsProblem([...five.slice(0, 4), ...five.slice(0, 1)])).toEqual({ at: 4, kind: 'twice' });
    expect(weightsProblem([{ indicator: 'DATA_VERIFIED', weight: 0 }])).toEqual({ at: 0, kind: 'out of range' });
  });

  test('are right exactly where they come to 100', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }), (numbers) => {
        const weights = numbers.map((weight, at) => ({ indicator: indicators[at] ?? '', weight }));
        const total = numbers.reduce((sum, weight) => sum + weight, 0);
        expect(weightsProblem(weights) === undefined).toBe(total === 100);
      }),
    );
  });
});

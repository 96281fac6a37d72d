import { describe, expect, test } from '@jest/globals';

import { shareOut } from './share-out.ts';

const sum = (shares: readonly number[]) => shares.reduce((all, share) => all + share, 0);

describe('Sharing units out', () => {
  test('adds up exactly and follows the weights', () => {
    expect(shareOut(10, [1, 1, 2])).toEqual([3, 2, 5]);
    expect(
      sum(
        shareOut(
          25_192,
          Array.from({ length: 2_966 }, (_, n) => 1 + (n % 7)),
          3,
        ),
      ),
    ).toBe(25_192);
  });

  test('gives each the least, and nobody more than its cap', () => {
    const shares = shareOut(40, [100, 1, 1, 1], 3, [10, 20, 20, 5]);
    expect(sum(shares)).toBe(40);
    expect(shares.every((share) => share >= 3)).toBe(true);
    expect(shares[0]).toBe(10);
    expect(shares[3]).toBeLessThanOrEqual(5);
  });

  test('leaves over what no cap has room for, and gives nothing to nobody', () => {
    expect(shareOut(9, [1, 1], 0, [2, 3])).toEqual([2, 3]);
    expect(shareOut(9, [])).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';

import { boundaryProblem } from './boundary.ts';

describe('The boundary of a grid', () => {
  test('is a closed ring in degrees', () => {
    expect(
      boundaryProblem({
        type: 'Polygon',
        coordinates: [
          [
            [112.4, 34.1],
            [112.5, 34.1],
            [112.5, 34.2],
            [112.4, 34.1],
          ],
        ],
      }),
    ).toBeUndefined();
  });

  test.each([
    [
      'an open ring',
      [
        [
          [112.4, 34.1],
          [112.5, 34.1],
          [112.5, 34.2],
          [112.4, 34.2],
        ],
      ],
      /first and the last/,
    ],
    [
      'too few positions',
      [
        [
          [112.4, 34.1],
          [112.5, 34.1],
          [112.4, 34.1],
        ],
      ],
      /4 positions/,
    ],
    [
      'metres instead of degrees',
      [
        [
          [500000, 3770000],
          [500100, 3770000],
          [500100, 3770100],
          [500000, 3770000],
        ],
      ],
      /degrees/,
    ],
    ['nothing', [], /no coordinates/],
  ])('is refused for %s', (_, coordinates, message) => {
    expect(boundaryProblem({ type: 'Polygon', coordinates })?.en).toMatch(message);
  });
});

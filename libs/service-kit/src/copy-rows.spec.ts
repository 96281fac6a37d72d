import { describe, expect, it } from '@jest/globals';

import { encodeRow } from './copy-rows.ts';

describe('a row of COPY', () => {
  it('keeps nulls, tabs, line ends and backslashes apart from what they mean to COPY', () => {
    expect(encodeRow([null, undefined, 'a\tb', 'c\nd', 'e\\f', '', '\\N'])).toBe(
      '\\N\t\\N\ta\\tb\tc\\nd\te\\\\f\t\t\\\\N\n',
    );
  });

  it('writes numbers, flags, moments, lists and JSON in PostgreSQL’s forms', () => {
    expect(encodeRow([1.5, 10n, true, false, new Date(0)])).toBe('1.5\t10\tt\tf\t1970-01-01T00:00:00.000Z\n');
    expect(encodeRow([['a', 'b"c'], [1, 2], { json: { k: 'v\n' } }])).toBe('{"a","b\\\\"c"}\t{1,2}\t{"k":"v\\\\n"}\n');
  });
});

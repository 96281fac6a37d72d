import { describe, expect, it } from '@jest/globals';

import { localeOf } from './locale.ts';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.3, zh;q=0.7', 'zh'],
    ['fr, en;q=0.5', 'en'],
    ['en;q=0, zh', 'zh'],
    ['fr', 'zh'],
  ])('for %s is %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });
});

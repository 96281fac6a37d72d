import { describe, expect, it } from '@jest/globals';

import { caseNumber, parseCaseNumber, titleOf } from './case-number.ts';

describe('the number of a case', () => {
  it('names county, year and sequence, and is read back', () => {
    expect(caseNumber('410326', 2026, 123)).toBe('410326-2026-000123');
    expect(parseCaseNumber('410326-2026-000123')).toEqual({ year: 2026, sequence: 123 });
    expect(parseCaseNumber('2026-000123')).toBeNull();
  });
});

describe('the title of a case', () => {
  it.each([
    ['粮站旧棚占道，路太窄。请拆除。', '粮站旧棚占道，路太窄'],
    ['路灯不亮', '路灯不亮'],
    ['。。。', '。。。'],
    [`  两行\n的诉求  `, '两行 的诉求'],
    ['长'.repeat(100), `${'长'.repeat(59)}…`],
  ])('is the first sentence of %j', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });
});

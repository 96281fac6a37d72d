import { describe, expect, test } from '@jest/globals';
import { isPassing, PassingFault } from './faults.ts';

const withCode = (code: string): Error => Object.assign(new Error('fault'), { code });

describe('A fault', () => {
  test('passes by itself when a connection or a lock was lost, however deep the cause', () => {
    for (const code of ['08006', '40001', '40P01', '57P01', '53300', '55P03', 'ECONNREFUSED', 'ECONNRESET'])
      expect(isPassing(withCode(code))).toBe(true);
    expect(isPassing(new Error('outer', { cause: new Error('inner', { cause: withCode('40001') }) }))).toBe(true);
    expect(isPassing(new PassingFault('not there yet'))).toBe(true);
    expect(isPassing(new Error('Connection terminated unexpectedly'))).toBe(true);
  });

  test('does not pass when the message or the handler is at fault', () => {
    for (const code of ['23505', '22P02', '42P01']) expect(isPassing(withCode(code))).toBe(false);
    expect(isPassing(new TypeError('no'))).toBe(false);
    expect(isPassing('a text')).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';

import { Area, NotRevocable } from './area.ts';

const anArea = () => Object.assign(new Area({}), { validFrom: '2020-01-01', validUntil: null, successorCode: null });

describe('an area', () => {
  it('is valid from its first day until the day on which its code is revoked', () => {
    const area = anArea();
    area.revoke('2026-03-02', '410326200200');
    expect(['2019-12-31', '2020-01-01', '2026-03-01', '2026-03-02'].map((day) => area.isValidOn(day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('is revoked once, and not before it was valid', () => {
    const area = anArea();
    expect(() => {
      area.revoke('2020-01-01', null);
    }).toThrow(NotRevocable);
    area.revoke('2026-03-02', null);
    expect(() => {
      area.revoke('2026-03-03', null);
    }).toThrow(NotRevocable);
  });
});

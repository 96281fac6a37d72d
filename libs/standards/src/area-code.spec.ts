import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ancestorAreaCodes,
  isWithinArea,
  parentAreaCode,
  parseAreaCode,
  townshipKindOf,
  villageKindOf,
} from './area-code.ts';

describe('an area code', () => {
  it('of 6, 9 and 12 digits is a county, a township and a village with its parents', () => {
    expect(parseAreaCode('410326')).toEqual({ ok: true, code: '410326', level: 'COUNTY', countyCode: '410326' });
    expect(parseAreaCode('410326200')).toMatchObject({
      level: 'TOWNSHIP',
      parentCode: '410326',
      townshipKind: 'TOWNSHIP',
    });
    expect(parseAreaCode('410326200200')).toMatchObject({
      level: 'VILLAGE',
      countyCode: '410326',
      parentCode: '410326200',
      townshipKind: 'TOWNSHIP',
      villageKind: 'VILLAGE',
    });
    expect(ancestorAreaCodes('410326200200')).toEqual(['410326200', '410326']);
    expect(parentAreaCode('410326')).toBeUndefined();
  });

  it('filled up with zeros to 12 digits is read as the county or township that it means', () => {
    expect(parseAreaCode('410326000000')).toMatchObject({ code: '410326', level: 'COUNTY' });
    expect(parseAreaCode('410326200000')).toMatchObject({ code: '410326200', level: 'TOWNSHIP' });
  });

  it('of a city without counties passes, since its townships hang below it', () => {
    expect(parseAreaCode('441900003')).toMatchObject({ ok: true, parentCode: '441900', townshipKind: 'SUBDISTRICT' });
  });

  it.each([
    ['', 'characters'],
    ['41032X', 'characters'],
    ['４１０３２６', 'characters'],
    ['4103', 'length'],
    ['41032620', 'length'],
    ['410000', 'county'],
    ['010326', 'county'],
    ['410326000201', 'village'],
  ])('%p is refused because of its %s, with an explanation in both languages', (value, reason) => {
    const result = parseAreaCode(value);
    expect(result).toMatchObject({ ok: false, reason });
    if (!result.ok) expect([result.explanation.zh.length > 0, result.explanation.en.length > 0]).toEqual([true, true]);
  });

  it('tells the kind of a township by the ranges of GB/T 10114', () => {
    const kinds = ['001', '099', '100', '199', '200', '399', '400', '599', '600', '000'].map((digits) =>
      townshipKindOf(`410326${digits}`),
    );
    expect(kinds).toEqual([
      'SUBDISTRICT',
      'SUBDISTRICT',
      'TOWN',
      'TOWN',
      'TOWNSHIP',
      'TOWNSHIP',
      'JOINT',
      'JOINT',
      'OTHER',
      'OTHER',
    ]);
  });

  it('tells a community from a village', () => {
    expect(['001', '199', '200', '399', '498'].map((digits) => villageKindOf(`410326200${digits}`))).toEqual([
      'COMMUNITY',
      'COMMUNITY',
      'VILLAGE',
      'VILLAGE',
      'OTHER',
    ]);
  });

  it('lies within all areas above it and in no other one', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^[1-9]\\d{${String(length - 2)}}[1-9]$`));
    fc.assert(
      fc.property(digits(12), digits(6), (code, other) => {
        const area = parseAreaCode(code);
        fc.pre(area.ok);
        expect(ancestorAreaCodes(code).every((ancestor) => isWithinArea(code, ancestor))).toBe(true);
        expect(isWithinArea(code, other)).toBe(code.slice(0, 6) === other);
      }),
    );
  });
});

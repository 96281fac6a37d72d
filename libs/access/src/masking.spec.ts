import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskAddress, maskIdNumber, maskName, maskPhone, redact } from './masking.ts';

describe('a masked name', () => {
  it.each([
    ['王建国', '王**'],
    ['王五', '王**'],
    ['欧阳娜', '欧阳**'],
    ['司马相如', '司马**'],
    ['欧阳', '欧**'],
    ['阿依古丽·买买提', '阿**'],
    ['𠮷田', '𠮷**'],
    ['John Smith', 'J**'],
    [' 李四 ', '李**'],
    ['', ''],
  ])('of %p is %p', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

describe('a masked phone number', () => {
  it.each([
    ['13812345678', '138****5678'],
    ['+86 138-1234-5678', '138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['0379-68251234', '0379-****1234'],
    ['010-62345678', '010-****5678'],
    ['110', '***'],
    ['whatever', '***'],
    ['', ''],
  ])('of %p is %p', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });
});

describe('a masked id number', () => {
  it.each([
    ['41030119610309123X', '4103**********123X'],
    ['41030119610309123x', '4103**********123X'],
    ['410301610309123', '***'],
    ['E12345678', '***'],
    ['', ''],
  ])('of %p is %p', (idNumber, masked) => {
    expect(maskIdNumber(idNumber)).toBe(masked);
  });
});

describe('a masked address', () => {
  it.each([
    ['柏树乡柏树村三组15号', '柏树乡柏树村***'],
    ['河南省洛阳市汝阳县柏树乡柏树村15号', '河南省洛阳市汝阳县柏树乡柏树村***'],
    ['中村乡柏树村12号', '中村乡柏树村***'],
    ['河南省南阳市镇平县石佛寺镇大仵营村12号', '河南省南阳市镇平县石佛寺镇大仵营村***'],
    ['城关镇云梦社区3号楼2单元501', '城关镇云梦社区***'],
    ['月亮岛街道戴公庙社区居民委员会旁', '月亮岛街道戴公庙社区居民委员会***'],
    ['柏树村村委会东侧', '柏树村***'],
    ['城关镇人民路12号', '城关镇***'],
    ['人民路12号院乡村饭店', '***'],
    ['15号柏树村', '***'],
    ['人民路', '***'],
    ['', ''],
  ])('of %p is %p', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });

  it('never has a digit in it', () => {
    const part = fc.constantFrom('柏树乡', '柏树村', '城关镇', '15号', '三组', '2单元', '１２室', '社区', '街道');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(maskAddress(parts.join(''))).not.toMatch(/[\d０-９号]/);
      }),
    );
  });
});

describe('a redacted text', () => {
  it.each([
    ['粮站旧棚占道，联系张三 13812345678。', '粮站旧棚占道，联系张三 138****5678。'],
    ['身份证41030119610309123X，电话0379-68251234', '身份证4103**********123X，电话0379-****1234'],
    ['41030119610309123x13812345678', '4103**********123X138****5678'],
    ['410301196103091234 13812345678', '4103**********1234 138****5678'],
    ['41030119610309123413812345678', '4103*********************5678'],
    ['410301 1961 0309 1234', '4103**********1234'],
    ['+86 138-1234-5678或138 1234 5678', '138****5678或138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['旧证 410301610309123', '旧证 4103*******9123'],
    ['卡号6222021234567890123', '卡号6222***********0123'],
    ['(0379)6825123', '0379-****5123'],
    ['座机：68251234', '座机：***'],
    ['电话是幺三八一二三四五六七八', '电话是***'],
    ['2026-11-24 13812345678', '2026-11-24 138****5678'],
  ])('%p becomes %p', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it.each([
    '村东头15号井盖坏了，2026-11-24 发现，约 3000 元',
    '事件 410326-2026-000123',
    '打了12345没人接',
    '三组一共 20261124 平方',
  ])('%p stays as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('keeps no whole id number or phone, whatever stands around it', () => {
    const words = fc.stringMatching(/^[一-龥，。：a-zA-Z ]{0,12}$/);
    const secret = fc.oneof(
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.stringMatching(/^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{3}[\dX]$/),
    );
    fc.assert(
      fc.property(words, fc.array(fc.tuple(secret, words), { minLength: 1, maxLength: 4 }), (start, parts) => {
        const redacted = redact(start + parts.flat().join(''));
        for (const [number] of parts) expect(redacted).not.toContain(number);
        expect(redact(redacted)).toBe(redacted);
      }),
    );
  });
});

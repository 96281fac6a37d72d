import { isDigits } from './area-code.ts';
import type { BilingualText } from './bilingual-text.ts';
import { isIsoDay } from './shanghai-day.ts';

export type Sex = 'MALE' | 'FEMALE';

export type IdNumberProblem = 'length' | 'characters' | 'date' | 'future date' | 'check digit';

export interface ValidIdNumber {
  readonly ok: true;
  /** The number as it is stored: 18 characters, a last X in capitals. */
  readonly value: string;
  /** ISO day, e.g. 1961-03-09. */
  readonly birthDate: string;
  readonly sex: Sex;
}

export interface InvalidIdNumber {
  readonly ok: false;
  readonly reason: IdNumberProblem;
  readonly explanation: BilingualText;
}

/**
 * First six digits of every synthetic person's number. GB/T 2260 has no province 60 (the codes end with 54 in the
 * south-west and go on with 61 in the north-west), and neither residence permits (81, 82, 83) nor permanent residence cards of
 * foreigners (9…) begin like this, so no living person can hold such a number, while its check digit is right.
 */
export const SYNTHETIC_ID_PREFIX = '600000';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkCharacters = '10X98765432';

const explanations: Readonly<Record<IdNumberProblem, BilingualText>> = {
  length: {
    zh: '公民身份号码应为 18 位；15 位的旧号码已停用，请按现用证件填写。',
    en: 'An id number has 18 characters; the old numbers of 15 are no longer in use, take the one of the current card.',
  },
  characters: {
    zh: '公民身份号码前 17 位应为数字，末位为数字或 X。',
    en: 'The first 17 characters of an id number are digits, the last is a digit or X.',
  },
  date: {
    zh: '公民身份号码第 7–14 位不是有效的出生日期。',
    en: 'Digits 7 to 14 of this id number are no date of birth.',
  },
  'future date': {
    zh: '公民身份号码中的出生日期晚于今天。',
    en: 'The date of birth in this id number lies in the future.',
  },
  'check digit': {
    zh: '公民身份号码的校验码不正确，请核对是否输入有误。',
    en: 'The check digit of this id number is wrong; look for a mistyped or swapped digit.',
  },
};

function invalid(reason: IdNumberProblem): InvalidIdNumber {
  return { ok: false, reason, explanation: explanations[reason] };
}

function checkCharacterOf(first17: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += (first17.charCodeAt(index) - 48) * (weights[index] ?? 0);
  return checkCharacters.charAt(sum % 11);
}

/**
 * Checks a resident id number (GB 11643): length, characters, date of birth, check digit. The first six digits are left alone:
 * they name the area of first registration, which may have been revoked long ago, and residence permits (81, 82, 83) and
 * permanent residence cards (9…) follow rules of their own there. A small x at the end is taken for X.
 *
 * @param today ISO day in Asia/Shanghai; a date of birth after it is refused.
 */
export function checkIdNumber(value: string, today: string): ValidIdNumber | InvalidIdNumber {
  if (value.length !== 18) return invalid('length');
  const first17 = value.slice(0, 17);
  const last = value.charAt(17) === 'x' ? 'X' : value.charAt(17);
  if (!isDigits(first17) || (last !== 'X' && !isDigits(last))) return invalid('characters');
  const birthDate = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`;
  if (birthDate < '1800' || !isIsoDay(birthDate)) return invalid('date');
  if (birthDate > today) return invalid('future date');
  if (checkCharacterOf(first17) !== last) return invalid('check digit');
  return { ok: true, value: last === value.charAt(17) ? value : first17 + last, birthDate, sex: sexOf(value) };
}

function sexOf(value: string): Sex {
  return value.charCodeAt(16) % 2 === 1 ? 'MALE' : 'FEMALE';
}

export interface IdNumberParts {
  /** Six digits; `SYNTHETIC_ID_PREFIX` for synthetic people. */
  readonly areaDigits: string;
  /** ISO day. */
  readonly birthDate: string;
  /** 0–999, distinct among people of the same area digits and birth date; odd for men, even for women. */
  readonly sequence: number;
}

/** Makes an id number with the right check digit. Throws RangeError where a part is out of its range. */
export function makeIdNumber({ areaDigits, birthDate, sequence }: IdNumberParts): string {
  if (areaDigits.length !== 6 || !isDigits(areaDigits))
    throw new RangeError(`area digits of an id number are six digits, not "${areaDigits}"`);
  if (!isIsoDay(birthDate)) throw new RangeError(`date of birth of an id number is an ISO day, not "${birthDate}"`);
  if (!Number.isInteger(sequence) || sequence < 0 || sequence > 999)
    throw new RangeError(`sequence of an id number is 0 to 999, not ${String(sequence)}`);
  const first17 =
    areaDigits +
    birthDate.slice(0, 4) +
    birthDate.slice(5, 7) +
    birthDate.slice(8, 10) +
    String(sequence).padStart(3, '0');
  return first17 + checkCharacterOf(first17);
}

import { isDigits } from './area-code.ts';
import type { BilingualText } from './bilingual-text.ts';

export type UsccProblem = 'length' | 'characters' | 'check character';

export interface ValidUscc {
  readonly ok: true;
  readonly value: string;
}

export interface InvalidUscc {
  readonly ok: false;
  readonly reason: UsccProblem;
  readonly explanation: BilingualText;
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const organizationWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

const explanations: Readonly<Record<UsccProblem, BilingualText>> = {
  length: { zh: '统一社会信用代码应为 18 位。', en: 'A unified social credit code has 18 characters.' },
  characters: {
    zh: '统一社会信用代码只含数字和大写字母，且不使用 I、O、S、V、Z。',
    en: 'A unified social credit code has digits and capital letters only, and none of I, O, S, V, Z.',
  },
  'check character': {
    zh: '统一社会信用代码的校验码不正确，请核对是否输入有误。',
    en: 'The check character of this unified social credit code is wrong; look for a mistyped character.',
  },
};

function invalid(reason: UsccProblem): InvalidUscc {
  return { ok: false, reason, explanation: explanations[reason] };
}

/** Check character of the first 17 characters (weights 3^i mod 31), or nothing where one is not of the alphabet. */
function checkCharacterOf(first17: string): string | undefined {
  let sum = 0;
  let weight = 1;
  for (let index = 0; index < 17; index += 1) {
    const value = alphabet.indexOf(first17.charAt(index));
    if (value < 0) return undefined;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

/** Checks a unified social credit code (统一社会信用代码, GB 32100). */
export function checkUscc(value: string): ValidUscc | InvalidUscc {
  if (value.length !== 18) return invalid('length');
  const expected = checkCharacterOf(value);
  const last = value.charAt(17);
  if (expected === undefined || !alphabet.includes(last)) return invalid('characters');
  return expected === last ? { ok: true, value } : invalid('check character');
}

export interface UsccParts {
  /** Registering authority: 1 staffing, 5 civil affairs, 9 market regulation, N agriculture, Y others. */
  readonly authority: string;
  /** Category of the body with that authority, e.g. 1 social group and 2 private non-enterprise unit with civil affairs. */
  readonly category: string;
  /** County or city of the registering authority, six digits. */
  readonly areaDigits: string;
  /** Eight characters of the organization code; its check character (GB 11714) is added. */
  readonly serial: string;
}

/** Makes a code with both check characters right. Throws RangeError where a part is out of its range. */
export function makeUscc({ authority, category, areaDigits, serial }: UsccParts): string {
  if (authority.length !== 1 || category.length !== 1)
    throw new RangeError('authority and category of a credit code have one character each');
  if (areaDigits.length !== 6 || !isDigits(areaDigits))
    throw new RangeError(`area digits of a credit code are six digits, not "${areaDigits}"`);
  if (serial.length !== 8) throw new RangeError(`serial of a credit code has eight characters, not "${serial}"`);
  const first17 = authority + category + areaDigits + serial + organizationCheckCharacter(serial);
  const last = checkCharacterOf(first17);
  if (last === undefined) throw new RangeError(`"${first17}" has characters that a credit code does not use`);
  return first17 + last;
}

function organizationCheckCharacter(serial: string): string {
  let sum = 0;
  for (let index = 0; index < 8; index += 1) {
    sum += Number.parseInt(serial.charAt(index), 36) * (organizationWeights[index] ?? 0);
  }
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
}

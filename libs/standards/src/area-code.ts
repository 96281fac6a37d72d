import type { BilingualText } from './bilingual-text.ts';

/** County (县级, 6 digits), township (乡级, 9 digits), village or community (村级, 12 digits). */
export type AreaLevel = 'COUNTY' | 'TOWNSHIP' | 'VILLAGE';

/**
 * Kind of a township-level area by its three digits (GB/T 10114): 001–099 subdistrict (街道), 100–199 town (镇),
 * 200–399 township (乡), 400–599 joint government-enterprise unit (政企合一). What lies outside of these ranges
 * occurs in published data all the same and is `OTHER`.
 */
export type TownshipKind = 'SUBDISTRICT' | 'TOWN' | 'TOWNSHIP' | 'JOINT' | 'OTHER';

/**
 * Kind of a village-level area by its three digits (rules for statistical division codes): 001–199 residents'
 * committee (社区), 200–399 villagers' committee (村), everything else resembles one of them and is `OTHER`.
 */
export type VillageKind = 'COMMUNITY' | 'VILLAGE' | 'OTHER';

export interface AreaCode {
  readonly ok: true;
  /** The code in its short form: 6, 9 or 12 digits, without the zeros that fill it up to 12. */
  readonly code: string;
  readonly level: AreaLevel;
  readonly countyCode: string;
  /** Code of the area above; absent for a county. */
  readonly parentCode?: string;
  /** For a township, and for a village the kind of the township that it lies in. */
  readonly townshipKind?: TownshipKind;
  readonly villageKind?: VillageKind;
}

export type AreaCodeProblem = 'characters' | 'length' | 'county' | 'village';

export interface InvalidAreaCode {
  readonly ok: false;
  readonly reason: AreaCodeProblem;
  readonly explanation: BilingualText;
}

const explanations: Readonly<Record<AreaCodeProblem, BilingualText>> = {
  characters: {
    zh: '行政区划代码只能由数字组成。',
    en: 'An area code consists of digits only.',
  },
  length: {
    zh: '行政区划代码应为 6 位（县级）、9 位（乡级）或 12 位（村级）。',
    en: 'An area code has 6 digits (county), 9 (township) or 12 (village).',
  },
  county: {
    zh: '前六位不是县级行政区划代码（GB/T 2260）：省级代码以 0000 结尾，请填写县、区、县级市的代码。',
    en: 'The first six digits are no county (GB/T 2260): codes of provinces end in 0000; give the code of a county, district or county-level city.',
  },
  village: {
    zh: '村级代码的乡级部分为 000，无法确定所属乡镇。',
    en: 'The township part of this village code is 000, so that it belongs to no township.',
  },
};

function invalid(reason: AreaCodeProblem): InvalidAreaCode {
  return { ok: false, reason, explanation: explanations[reason] };
}

/** Tells whether a text consists of ASCII digits only; faster than a regular expression on millions of rows. */
export function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 48 || unit > 57) return false;
  }
  return text.length > 0;
}

/** The level that a code of this length has, or nothing where no level has so many digits. */
export function levelOfAreaCode(code: string): AreaLevel | undefined {
  if (code.length === 6) return 'COUNTY';
  if (code.length === 9) return 'TOWNSHIP';
  if (code.length === 12) return 'VILLAGE';
  return undefined;
}

/** Code of the area directly above a short-form code; nothing for a county. */
export function parentAreaCode(code: string): string | undefined {
  if (code.length === 12) return code.slice(0, 9);
  if (code.length === 9) return code.slice(0, 6);
  return undefined;
}

/** Codes of all areas above, nearest first. */
export function ancestorAreaCodes(code: string): string[] {
  const ancestors: string[] = [];
  for (let parent = parentAreaCode(code); parent !== undefined; parent = parentAreaCode(parent)) ancestors.push(parent);
  return ancestors;
}

/** Tells whether `code` is `areaCode` itself or lies below it; both in short form. */
export function isWithinArea(code: string, areaCode: string): boolean {
  return code.startsWith(areaCode);
}

/** Kind of a township-level area by digits 7–9 of a code of 9 or 12 digits (GB/T 10114). */
export function townshipKindOf(code: string): TownshipKind {
  const number = Number(code.slice(6, 9));
  if (number >= 1 && number <= 99) return 'SUBDISTRICT';
  if (number >= 100 && number <= 199) return 'TOWN';
  if (number >= 200 && number <= 399) return 'TOWNSHIP';
  if (number >= 400 && number <= 599) return 'JOINT';
  return 'OTHER';
}

/** Kind of a village-level area by digits 10–12 of its code. */
export function villageKindOf(code: string): VillageKind {
  const number = Number(code.slice(9, 12));
  if (number >= 1 && number <= 199) return 'COMMUNITY';
  if (number >= 200 && number <= 399) return 'VILLAGE';
  return 'OTHER';
}

/**
 * Reads an area code of 6 + 3 + 3 digits. Codes of counties and townships that published lists fill up with zeros to
 * 12 digits are taken too. Codes of prefecture-level cities (ending in 00) pass, since four of them have townships but
 * no counties; whether an area of that code exists, or has been revoked, is a question for the dated tree of areas.
 */
export function parseAreaCode(value: string): AreaCode | InvalidAreaCode {
  if (!isDigits(value)) return invalid('characters');
  let code = value;
  if (code.length === 12 && code.endsWith('000')) code = code.endsWith('000000') ? code.slice(0, 6) : code.slice(0, 9);
  const level = levelOfAreaCode(code);
  if (level === undefined) return invalid('length');
  const countyCode = code.slice(0, 6);
  if (countyCode.endsWith('0000') || countyCode.startsWith('0')) return invalid('county');
  if (level === 'COUNTY') return { ok: true, code, level, countyCode };
  const townshipKind = townshipKindOf(code);
  if (level === 'TOWNSHIP') return { ok: true, code, level, countyCode, parentCode: countyCode, townshipKind };
  if (code.slice(6, 9) === '000') return invalid('village');
  return {
    ok: true,
    code,
    level,
    countyCode,
    parentCode: code.slice(0, 9),
    townshipKind,
    villageKind: villageKindOf(code),
  };
}

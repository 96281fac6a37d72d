import { isDigits, parseAreaCode } from './area-code.ts';
import type { BilingualText } from './bilingual-text.ts';

/**
 * A way of writing grid codes (网格编码). Counties number their grids in many ways, so a code is data with a scheme; it is
 * checked when it is written and never read to decide who may see what.
 */
export interface GridCodeScheme {
  readonly id: string;
  readonly name: BilingualText;
  /** What a valid code looks like, for the person who has to correct one. */
  readonly form: BilingualText;
  readonly example: string;
  readonly matches: (code: string) => boolean;
}

export interface ValidGridCode {
  readonly ok: true;
  readonly scheme: string;
  readonly code: string;
}

export interface InvalidGridCode {
  readonly ok: false;
  readonly reason: 'scheme' | 'code';
  readonly explanation: BilingualText;
}

function isVillageCode(code: string): boolean {
  const area = parseAreaCode(code);
  return area.ok && area.level === 'VILLAGE';
}

/** 15 digits: county 6 + township 3 + community 3 + grid 3, the form of unit grids in GB/T 30428.1. */
export const unitGrid15: GridCodeScheme = {
  id: 'UNIT_GRID_15',
  name: { zh: '15 位网格编码（6+3+3+3）', en: '15-digit grid code (6+3+3+3)' },
  form: {
    zh: '15 位数字：12 位村（社区）代码加 3 位网格顺序码（001–999）',
    en: '15 digits: the 12-digit code of the village or community and a 3-digit number (001–999)',
  },
  example: '410326200200015',
  matches: (code) => code.length === 15 && isDigits(code) && isVillageCode(code.slice(0, 12)) && !code.endsWith('000'),
};

/**
 * 20 digits of CJ/T 349-2010: object of management or service 6 (CJ/T 348) + county 6 (GB/T 2260) + township 3 (GB/T 10114) +
 * community 3 (601 and up where communities were merged) + number of the professional grid 2 (00 where the community is one grid).
 */
export const professionalGrid20: GridCodeScheme = {
  id: 'CJT_349_20',
  name: { zh: '20 位专业网格编码（CJ/T 349）', en: '20-digit professional grid code (CJ/T 349)' },
  form: {
    zh: '20 位数字：6 位管理或服务对象代码、6 位县级代码、3 位乡级代码、3 位社区代码、2 位专业网格顺序码',
    en: '20 digits: object of management or service 6, county 6, township 3, community 3, number of the grid 2',
  },
  example: '01000041032620020015',
  matches: (code) => code.length === 20 && isDigits(code) && isVillageCode(code.slice(6, 18)),
};

/** The village's own code and a sequence, with or without a hyphen. */
export const villageSequence: GridCodeScheme = {
  id: 'VILLAGE_SEQUENCE',
  name: { zh: '村（社区）代码加序号', en: 'village code and sequence' },
  form: {
    zh: '12 位村（社区）代码，加 1–4 位序号，中间可有连字符',
    en: 'the 12-digit code of the village or community and a sequence of 1–4 digits, with a hyphen between them or without',
  },
  example: '410326200200-15',
  matches: (code) => {
    const sequence = code.slice(code.charAt(12) === '-' ? 13 : 12);
    return sequence.length <= 4 && isDigits(sequence) && Number(sequence) > 0 && isVillageCode(code.slice(0, 12));
  },
};

const prefixed = /^[A-Z]{1,8}(?:-?[0-9A-Z]{1,24}){1,4}$/;

/** Letters of the county's own choosing, then digits, letters and hyphens (e.g. ZS for dedicated grids). */
export const prefixedCode: GridCodeScheme = {
  id: 'PREFIXED',
  name: { zh: '带字母前缀的自编码', en: 'own code with a letter prefix' },
  form: {
    zh: '1–8 位大写字母前缀，后接数字、大写字母和连字符，至少含一位数字，总长不超过 32 位',
    en: 'a prefix of 1–8 capital letters, then digits, capital letters and hyphens, at least one digit, 32 characters at most',
  },
  example: 'ZS-410326-0078',
  matches: (code) => code.length <= 32 && /\d/.test(code) && prefixed.test(code),
};

/** The schemes that come with Gridloom, by id. A county with another one adds it by `withGridCodeSchemes`. */
export const gridCodeSchemes: ReadonlyMap<string, GridCodeScheme> = new Map(
  [unitGrid15, professionalGrid20, villageSequence, prefixedCode].map((scheme) => [scheme.id, scheme]),
);

/** The schemes that come with Gridloom and further ones; a further one with a known id takes its place. */
export function withGridCodeSchemes(...further: readonly GridCodeScheme[]): ReadonlyMap<string, GridCodeScheme> {
  return new Map([...gridCodeSchemes, ...further.map((scheme): [string, GridCodeScheme] => [scheme.id, scheme])]);
}

/** Checks a grid code against the scheme it is said to follow. */
export function checkGridCode(
  schemeId: string,
  code: string,
  schemes: ReadonlyMap<string, GridCodeScheme> = gridCodeSchemes,
): ValidGridCode | InvalidGridCode {
  const scheme = schemes.get(schemeId);
  if (scheme === undefined) {
    const known = [...schemes.keys()].join(', ');
    return {
      ok: false,
      reason: 'scheme',
      explanation: {
        zh: `没有名为“${schemeId}”的网格编码规则，可用的有：${known}。`,
        en: `There is no grid-code scheme "${schemeId}"; known are ${known}.`,
      },
    };
  }
  if (scheme.matches(code)) return { ok: true, scheme: schemeId, code };
  return {
    ok: false,
    reason: 'code',
    explanation: {
      zh: `网格编码“${code}”不符合${scheme.name.zh}：应为${scheme.form.zh}，例如 ${scheme.example}。`,
      en: `Grid code "${code}" does not follow the scheme "${scheme.name.en}": ${scheme.form.en}, e.g. ${scheme.example}.`,
    },
  };
}

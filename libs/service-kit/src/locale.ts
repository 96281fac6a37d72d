/** The two languages of every message. */
export type Locale = 'zh' | 'en';

/** A message in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** The language to answer in, from an Accept-Language header (RFC 9110); Chinese where neither is asked for. */
export const localeOf = (acceptLanguage: string | undefined): Locale => {
  const ranked = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], q: q === undefined ? 1 : Number(q) };
    })
    .filter((entry) => entry.q > 0)
    .sort((a, b) => b.q - a.q);
  const found = ranked.find((entry) => entry.language === 'zh' || entry.language === 'en');
  return found?.language === 'en' ? 'en' : 'zh';
};

/** A matter as it is compared with another one. */
export interface ComparedMatter {
  readonly text: string;
  readonly place?: string | null | undefined;
  readonly gridId?: string | null | undefined;
  readonly serviceItemCode?: string | null | undefined;
  readonly residentIds: readonly string[];
}

export type LikenessReason = 'PERSON' | 'PLACE' | 'GRID' | 'ITEM' | 'TEXT';

/** How alike two matters are, 0 to 1, and why. */
export interface Likeness {
  readonly kind: 'REPEAT' | 'JOINT';
  readonly score: number;
  readonly reasons: readonly LikenessReason[];
}

/** Pairs of characters; marks, spaces and words that every demand has are left out. */
const pairsOf = (text: string): ReadonlySet<string> => {
  const words = text
    .toLowerCase()
    .replace(/请|帮忙|希望|我们|反映|一下|问题/gu, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
  const characters = Array.from(words);
  return new Set(characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`));
};

/** The part of the shorter text's pairs that the longer one has too, 0 to 1. */
export const wordsInCommon = (one: string, other: string): number => {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  const shorter = Math.min(a.size, b.size);
  if (shorter === 0) return 0;
  return [...a].filter((pair) => b.has(pair)).length / shorter;
};

const weights: Readonly<Record<LikenessReason, number>> = {
  PERSON: 0.3,
  PLACE: 0.2,
  GRID: 0.05,
  ITEM: 0.15,
  TEXT: 0.35,
};
/** What counts as alike, and from which sum on somebody should look. */
const ALIKE = 0.3;
const SAME_PLACE = 0.5;
const ENOUGH = 0.35;

/** Compares two matters by person, place, grid, item and words; null where nobody need look. */
export const likenessOf = (matter: ComparedMatter, other: ComparedMatter): Likeness | null => {
  const text = wordsInCommon(matter.text, other.text);
  const place = matter.place && other.place ? wordsInCommon(matter.place, other.place) : 0;
  const same = (a: string | null | undefined, b: string | null | undefined) => !!a && a === b;
  const parts: readonly (readonly [LikenessReason, number])[] = [
    ['PERSON', matter.residentIds.some((id) => other.residentIds.includes(id)) ? 1 : 0],
    ['PLACE', place >= SAME_PLACE ? place : 0],
    ['GRID', same(matter.gridId, other.gridId) ? 1 : 0],
    ['ITEM', same(matter.serviceItemCode, other.serviceItemCode) ? 1 : 0],
    ['TEXT', text >= ALIKE ? text : 0],
  ];
  const reasons = parts.flatMap(([reason, part]) => (part > 0 ? [reason] : []));
  const matterAlike = reasons.some((reason) => reason === 'TEXT' || reason === 'PLACE' || reason === 'ITEM');
  const sum = parts.reduce((total, [reason, part]) => total + weights[reason] * part, 0);
  const score = Math.min(1, Math.round(sum * 1_000) / 1_000);
  if (!matterAlike || score < ENOUGH) return null;
  return { kind: reasons.includes('PERSON') ? 'REPEAT' : 'JOINT', score, reasons };
};

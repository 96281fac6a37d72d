const noise = /[\s，。,.、·\-—_()（）#]/g;
const digits: Readonly<Record<string, string>> = {
  〇: '0',
  零: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

/** An address as it is compared: half-width, without blanks, Chinese digits as digits, 室 and 户 as 号. */
export const comparableAddress = (address: string): string =>
  Array.from(address.normalize('NFKC').replace(noise, ''))
    .map((character) => digits[character] ?? character)
    .join('')
    .replace(/[室户]$/, '号')
    .toLowerCase();

const pairsOf = (text: string): string[] => {
  const characters = Array.from(text);
  return characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
};

/**
 * How alike two addresses are, 0 to 1: twice the pairs of neighbouring characters that both have, by all pairs (Dice). The same
 * village alone makes some; the same door makes 1.
 */
export const addressSimilarity = (a: string, b: string): number => {
  const [one, two] = [comparableAddress(a), comparableAddress(b)];
  if (one === two) return 1;
  const left = pairsOf(one);
  const right = pairsOf(two);
  if (left.length === 0 || right.length === 0) return 0;
  const counts = new Map<string, number>();
  for (const pair of left) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of right) {
    const n = counts.get(pair) ?? 0;
    if (n === 0) continue;
    counts.set(pair, n - 1);
    common += 1;
  }
  return (2 * common) / (left.length + right.length);
};

export const duplicateReasons = [
  'SAME_ID_NUMBER',
  'SAME_NAME_AND_BIRTH_YEAR',
  'SAME_BIRTH_DATE',
  'SIMILAR_ADDRESS',
  'SAME_PHONE',
] as const;
export type DuplicateReason = (typeof duplicateReasons)[number];

export interface ComparedPerson {
  readonly name: string;
  readonly birthDate: string;
  readonly idNumberHash: string | null;
  readonly phoneHash: string | null;
  readonly address: string | null;
}

const SIMILAR_FROM = 0.6;

const sameKnown = (a: string | null, b: string | null) => a !== null && a === b;

/**
 * Whether two records may be of one person, why, and how surely (1 to 100). The same id number is enough by itself; else name and
 * year of birth are the same, and the address is alike or the phone is the same. Two different id numbers make it less sure.
 */
export const comparePeople = (
  a: ComparedPerson,
  b: ComparedPerson,
): { readonly reasons: readonly DuplicateReason[]; readonly score: number } | null => {
  if (sameKnown(a.idNumberHash, b.idNumberHash)) return { reasons: ['SAME_ID_NUMBER'], score: 100 };
  if (a.name !== b.name || a.birthDate.slice(0, 4) !== b.birthDate.slice(0, 4)) return null;
  const likeness = a.address === null || b.address === null ? 0 : addressSimilarity(a.address, b.address);
  const isNear = likeness >= SIMILAR_FROM;
  const samePhone = sameKnown(a.phoneHash, b.phoneHash);
  if (!isNear && !samePhone) return null;
  const sameDay = a.birthDate === b.birthDate;
  const bothNumbered = a.idNumberHash !== null && b.idNumberHash !== null;
  return {
    reasons: [
      'SAME_NAME_AND_BIRTH_YEAR',
      ...(sameDay ? (['SAME_BIRTH_DATE'] as const) : []),
      ...(isNear ? (['SIMILAR_ADDRESS'] as const) : []),
      ...(samePhone ? (['SAME_PHONE'] as const) : []),
    ],
    score: Math.round(
      30 + (isNear ? likeness * 25 : 0) + (samePhone ? 20 : 0) + (sameDay ? 20 : 0) - (bothNumbered ? 20 : 0),
    ),
  };
};

import { addDays, makeIdNumber, SYNTHETIC_ID_PREFIX } from '@gridloom/standards';

/** Sequences that a birth date has for each sex: odd ones for men, even ones for women. */
const PER_DAY_AND_SEX = 500;
const DAYS_BACK = 40_000;

/**
 * Gives out id numbers of synthetic people, no one twice: the next free sequence of the birth date, or of the day before where the
 * day's sequences are used up.
 */
export const createIdNumbers = (today: string) => {
  const used = { MALE: new Uint16Array(DAYS_BACK), FEMALE: new Uint16Array(DAYS_BACK) };
  const days: string[] = [];
  const dayAgo = (ago: number): string => (days[ago] ??= addDays(today, -ago));
  return (daysOld: number, sex: 'MALE' | 'FEMALE'): string => {
    const counts = used[sex];
    let day = daysOld;
    while ((counts[day] ?? PER_DAY_AND_SEX) >= PER_DAY_AND_SEX) {
      day += 1;
      if (day >= DAYS_BACK)
        throw new RangeError('there are more people of this age than id numbers of their birth dates');
    }
    const nth = counts[day] ?? 0;
    counts[day] = nth + 1;
    return makeIdNumber({
      areaDigits: SYNTHETIC_ID_PREFIX,
      birthDate: dayAgo(day),
      sequence: nth * 2 + (sex === 'MALE' ? 1 : 0),
    });
  };
};

/** The numbering plan has given 154 to no operator, so that none of these numbers rings anywhere, while their form is right. */
const UNASSIGNED_PREFIX = '154';
const NUMBERS = 100_000_000;
/** Shares no factor with the number of numbers, so that no two people get the same one. */
const SPREAD = 61_803_399;

/** A mobile number for the n-th person; different for each up to a hundred million. */
export const syntheticPhone = (n: number): string =>
  UNASSIGNED_PREFIX + String(Number((BigInt(n) * BigInt(SPREAD)) % BigInt(NUMBERS))).padStart(8, '0');

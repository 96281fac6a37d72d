import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** Characters that nobody mistakes for one another. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const PART = 8;

/** A one-time code: the part that finds it, and the part that proves it. */
export interface EvaluationCode {
  readonly locator: string;
  readonly proof: string;
}

const part = () => Array.from({ length: PART }, () => alphabet[randomInt(alphabet.length)] ?? '').join('');

/** Two parts of 39 bits each, by the system's random numbers. */
export const newEvaluationCode = (): EvaluationCode => ({ locator: part(), proof: part() });

/** As people read it: `AB3D-EF4G-HJ5K-MN6P`. */
export const writeCode = ({ locator, proof }: EvaluationCode): string =>
  `${locator}${proof}`.replaceAll(/(.{4})(?=.)/gu, '$1-');

/** Reads a code however it was typed; null where it cannot be one. */
export const readCode = (text: string): EvaluationCode | null => {
  const bare = text.toUpperCase().replaceAll(/[\s-]/gu, '');
  if (bare.length !== 2 * PART || !new RegExp(`^[${alphabet}]*$`, 'u').test(bare)) return null;
  return { locator: bare.slice(0, PART), proof: bare.slice(PART) };
};

/** What is stored of a code; the locator salts it. */
export const hashCode = ({ locator, proof }: EvaluationCode): string =>
  createHash('sha256').update(`${locator}.${proof}`).digest('hex');

export const isSameHash = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
};

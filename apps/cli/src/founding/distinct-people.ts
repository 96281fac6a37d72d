import type { PlannedPerson, PlannedVillage, Random } from './planned-life.ts';

const strides = [61, 89, 127, 173, 211, 7, 3, 1] as const;

const haveCommonFactor = (a: number, b: number): boolean => (b === 0 ? a !== 1 : haveCommonFactor(b, a % b));

/** So many grown-up residents of a village, none twice, spread over it; fewer where it has no more. */
export function* distinctPeople(village: PlannedVillage, random: Random, count: number): Generator<PlannedPerson> {
  const { adults } = village;
  if (adults === 0) return;
  const start = random.int(0, adults - 1);
  const from = random.int(0, 4);
  const stride = strides.slice(from).find((step) => !haveCommonFactor(step, adults)) ?? 1;
  for (let n = 0; n < Math.min(count, adults); n += 1) yield village.adult((start + n * stride) % adults);
}

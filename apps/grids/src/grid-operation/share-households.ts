import type { PartRules } from './operation-plan.ts';
import { problemOf, type Problem } from './operation-problem.ts';

/** A household, or a dwelling in which none lives, as the rules of a split look at it. */
export interface Settled {
  readonly id: string;
  readonly address: string;
  readonly microGridId: string | null;
  /** For each part whether the dwelling stands within its boundary; none where nobody knows where it stands. */
  readonly within: readonly boolean[];
}

const isDigit = (character: string | undefined) => character !== undefined && /[0-9]/.test(character);

/** Whether an address has a part: 1号楼 is no part of 11号楼. */
export const addressHas = (address: string, part: string): boolean => {
  for (let at = address.indexOf(part); at >= 0; at = address.indexOf(part, at + 1)) {
    const cutsBefore = isDigit(part[0]) && isDigit(address[at - 1]);
    const cutsAfter = isDigit(part.at(-1)) && isDigit(address[at + part.length]);
    if (!cutsBefore && !cutsAfter) return true;
  }
  return false;
};

const indexes = <T>(items: readonly T[], holds: (item: T, index: number) => boolean): number[] =>
  items.flatMap((item, index) => (holds(item, index) ? [index] : []));

/** The parts to which something belongs by micro-grid, address or place. */
export const partsByPlace = (parts: readonly PartRules[], settled: Settled): number[] =>
  indexes(
    parts,
    (part, index) =>
      (settled.microGridId !== null && part.microGridIds.includes(settled.microGridId)) ||
      part.addresses.some((address) => addressHas(settled.address, address)) ||
      (part.withinBoundary && settled.within[index] === true),
  );

/**
 * Shares the households of a grid among the parts of a split, each to exactly one: by the lists first, then by micro-grid, address
 * and place, and whoever is left to the part that takes the rest.
 * @returns the index of the part of each household, in their order
 */
export const shareHouseholds = (parts: readonly PartRules[], households: readonly Settled[]): number[] | Problem => {
  const listed = parts.map(({ householdIds }) => new Set(householdIds));
  const rest = parts.findIndex((part) => part.rest);
  const shares: number[] = [];
  const nowhere: string[] = [];
  const twice: string[] = [];
  for (const household of households) {
    const byList = indexes(listed, (ids) => ids.has(household.id));
    const found = byList.length > 0 ? byList : partsByPlace(parts, household);
    if (found.length > 1) twice.push(household.id);
    const share = found[0] ?? rest;
    if (share < 0) nowhere.push(household.id);
    shares.push(share);
  }
  if (twice.length > 0)
    return problemOf(
      'HOUSEHOLD_TWICE',
      'input.parts',
      {
        zh: `有 ${twice.length} 户同时属于两个以上的新网格；请逐户列入其中一个。`,
        en: `${twice.length} households belong to more than one part; list each in one of them.`,
      },
      twice,
    );
  if (nowhere.length > 0)
    return problemOf(
      'HOUSEHOLD_NOWHERE',
      'input.parts',
      {
        zh: `有 ${nowhere.length} 户不属于任何一个新网格；请列入其中一个，或指定一个新网格接收其余各户。`,
        en: `${nowhere.length} households belong to no part; list them, or let one part take the rest.`,
      },
      nowhere,
    );
  const known = new Set(households.map(({ id }) => id));
  const strangers = parts.flatMap(({ householdIds }) => householdIds.filter((id) => !known.has(id)));
  if (strangers.length > 0)
    return problemOf(
      'HOUSEHOLD_ELSEWHERE',
      'input.parts',
      {
        zh: `所列的 ${strangers.length} 户不在该网格内。`,
        en: `${strangers.length} of the listed households do not live in the grid.`,
      },
      strangers,
    );
  return shares;
};

/**
 * Gives each micro-grid of a grid that is split to one part.
 * @returns the index of the part of each, in their order
 */
export const shareMicroGrids = (parts: readonly PartRules[], microGridIds: readonly string[]): number[] | Problem => {
  const rest = parts.findIndex((part) => part.rest);
  const known = new Set(microGridIds);
  const named = parts.flatMap((part) => part.microGridIds);
  const strangers = named.filter((id) => !known.has(id));
  if (strangers.length > 0)
    return problemOf(
      'MICRO_GRID_ELSEWHERE',
      'input.parts',
      { zh: '所列的微网格不属于该网格。', en: 'Some of the listed micro-grids are none of this grid.' },
      strangers,
    );
  const shares = microGridIds.map((id) => indexes(parts, (part) => part.microGridIds.includes(id)));
  const of = (isWrong: (found: readonly number[]) => boolean) =>
    microGridIds.filter((_, index) => isWrong(shares[index] ?? []));
  const twice = of((found) => found.length > 1);
  if (twice.length > 0)
    return problemOf(
      'MICRO_GRID_TWICE',
      'input.parts',
      { zh: '有微网格同时列入两个新网格。', en: 'A micro-grid is listed in more than one part.' },
      twice,
    );
  const nowhere = rest < 0 ? of((found) => found.length === 0) : [];
  if (nowhere.length > 0)
    return problemOf(
      'MICRO_GRID_NOWHERE',
      'input.parts',
      {
        zh: '有微网格不属于任何一个新网格；请列入其中一个，或指定一个新网格接收其余。',
        en: 'Some micro-grids belong to no part; list them, or let one part take the rest.',
      },
      nowhere,
    );
  return shares.map(([share]) => share ?? rest);
};

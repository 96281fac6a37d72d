import type { HouseholdRelation } from '@gridloom/grids/import';

import type { Random } from '../planned-life.ts';
import { familyName, givenName } from './names.ts';

/** Somebody of a household before there is a number of any kind. Grown-ups come first, the head before all. */
export interface Member {
  readonly relation: HouseholdRelation;
  readonly sex: 'MALE' | 'FEMALE';
  /** Whole years on the day of the founding. */
  readonly age: number;
  readonly name: string;
}

/** Whose age a member's is reckoned from: the head's own range, or so many years from the head's. */
interface Part {
  readonly relation: HouseholdRelation;
  readonly from: number;
  readonly to: number;
}

interface Form {
  readonly head: readonly [number, number];
  readonly others: readonly Part[];
  readonly adults: number;
  /** A child lives with grandparents while the parents work elsewhere (留守). */
  readonly leftBehind?: true;
}

const part = (relation: HouseholdRelation, from: number, to: number): Part => ({ relation, from, to });
const spouse = part('SPOUSE', -3, 3);
/** A minor whose parents are the head's generation, or the next one. */
const minor = part('SON', -40, -24);
const grandminor = part('GRANDCHILD', -70, -46);
const grownChild = part('SON', -29, -23);
const childInLaw = part('CHILD_IN_LAW', -28, -23);
const parent = part('PARENT', 22, 30);

const form = (
  head: readonly [number, number],
  adults: readonly Part[],
  minors: readonly Part[],
  leftBehind?: true,
): Form => ({
  head,
  others: [...adults, ...minors],
  adults: adults.length + 1,
  ...(leftBehind ? { leftBehind } : {}),
});

/** Forms of households by their size, the frequent ones as often as they come. */
const formsBySize: readonly (readonly Form[])[] = [
  [],
  [form([66, 88], [], []), form([66, 88], [], []), form([61, 79], [], []), form([24, 60], [], [])],
  [
    form([28, 60], [spouse], []),
    form([60, 80], [spouse], []),
    form([62, 84], [spouse], []),
    form([52, 78], [grownChild], []),
    form([30, 42], [], [minor]),
    form([62, 74], [], [grandminor], true),
  ],
  [
    form([29, 42], [spouse], [minor]),
    form([29, 42], [spouse], [minor]),
    form([46, 64], [spouse, grownChild], []),
    form([46, 64], [spouse, grownChild], []),
    form([40, 56], [spouse, parent], []),
    form([60, 72], [spouse], [grandminor], true),
  ],
  [
    form([30, 42], [spouse], [minor, minor]),
    form([30, 42], [spouse], [minor, minor]),
    form([31, 42], [spouse, parent], [minor]),
    form([50, 70], [spouse, grownChild, childInLaw], []),
    form([50, 64], [spouse, grownChild, grownChild], []),
  ],
  [
    form([31, 42], [spouse, parent], [minor, minor]),
    form([50, 66], [spouse, grownChild, childInLaw], [grandminor]),
    form([32, 42], [spouse], [minor, minor, minor]),
  ],
  [
    form([52, 66], [spouse, grownChild, childInLaw], [grandminor, grandminor]),
    form([32, 42], [spouse, parent, parent], [minor, minor]),
  ],
  [
    form([54, 66], [spouse, grownChild, childInLaw], [grandminor, grandminor, grandminor]),
    form([32, 42], [spouse, parent, parent], [minor, minor, minor]),
  ],
];

/** Who works away from home keeps a small household: alone, a couple, a couple with a child. */
const floatingForms: readonly (readonly Form[])[] = [
  [],
  [form([19, 56], [], [])],
  [form([22, 54], [spouse], [])],
  [form([25, 40], [spouse], [minor])],
];

/** The largest household of permanent residents, and of floating people. */
export const LARGEST_HOUSEHOLD = formsBySize.length - 1;
export const LARGEST_FLOATING_HOUSEHOLD = floatingForms.length - 1;

const formOf = (size: number, draw: number, isFloating: boolean): Form => {
  const forms = (isFloating ? floatingForms : formsBySize)[size] ?? [];
  const found = forms[draw % forms.length];
  if (!found) throw new RangeError(`no household has ${String(size)} people`);
  return found;
};

/** How many of a household's people are grown up; `draw` is the household's own number that chooses its form. */
export const adultsIn = (size: number, draw: number, isFloating: boolean): number =>
  formOf(size, draw, isFloating).adults;

/** Whether children of the household are left behind with their grandparents (留守). */
export const isLeftBehind = (size: number, draw: number, isFloating: boolean): boolean =>
  formOf(size, draw, isFloating).leftBehind === true;

const OLDEST = 99;

const ageOf = ({ relation, from, to }: Part, head: number, isAdult: boolean, random: Random): number => {
  const age = head + random.int(from, to);
  if (isAdult) return Math.min(OLDEST, Math.max(relation === 'SPOUSE' ? 22 : 18, age));
  return age < 0 || age > 17 ? random.int(0, Math.min(17, Math.max(0, head + to))) : age;
};

const sexOf = (
  relation: HouseholdRelation,
  head: Member['sex'],
  heir: Member['sex'],
  random: Random,
): Member['sex'] => {
  const other = (sex: Member['sex']) => (sex === 'MALE' ? 'FEMALE' : 'MALE');
  if (relation === 'SPOUSE') return other(head);
  if (relation === 'CHILD_IN_LAW') return other(heir);
  return random.chance(0.51) ? 'MALE' : 'FEMALE';
};

/** Families share their name: children that of the father, whoever marries in keeps an own one. */
export const membersOf = (size: number, draw: number, random: Random, isFloating: boolean): readonly Member[] => {
  const { head: range, others, adults } = formOf(size, draw, isFloating);
  const headAge = random.int(range[0], range[1]);
  const isAlone = size === 1;
  const headSex: Member['sex'] = random.chance(isAlone ? 0.45 : 0.86) ? 'MALE' : 'FEMALE';
  const family = familyName(random.int(0, 9_999));
  const named = (relation: HouseholdRelation, sex: Member['sex'], age: number, last: string): Member => ({
    relation,
    sex,
    age,
    name: last + givenName(sex, age, random.int(0, 9_999)),
  });
  const members: Member[] = [named('HEAD', headSex, headAge, family)];
  let heirSex: Member['sex'] = 'MALE';
  let parents = 0;
  for (const [index, each] of others.entries()) {
    const age = ageOf(each, headAge, index + 1 < adults, random);
    let sex = sexOf(each.relation, headSex, heirSex, random);
    let last = family;
    if (each.relation === 'SPOUSE' || each.relation === 'CHILD_IN_LAW') last = familyName(random.int(0, 9_999));
    if (each.relation === 'PARENT') {
      sex = parents === 0 ? 'FEMALE' : 'MALE';
      parents += 1;
      if (sex === 'FEMALE') last = familyName(random.int(0, 9_999));
    }
    if (each.relation === 'SON' && others[index + 1]?.relation === 'CHILD_IN_LAW') heirSex = sex;
    members.push(named(each.relation === 'SON' && sex === 'FEMALE' ? 'DAUGHTER' : each.relation, sex, age, last));
  }
  return members;
};

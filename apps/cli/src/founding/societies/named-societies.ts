import type { SocietyKind } from '@gridloom/societies/import';

import type { PlannedLife, PlannedSociety, PlannedVillage } from '../planned-life.ts';
import { story } from '../stories.ts';
import { societyName } from './society-names.ts';

/** A society with the name that it has in its village. */
export interface NamedSociety extends PlannedSociety {
  readonly name: string;
  readonly village: PlannedVillage;
  /** How many of its kind come before it in the village. */
  readonly nth: number;
}

const storyNames: Readonly<Record<string, { readonly kind: SocietyKind; readonly names: readonly string[] }>> = {
  [story.renzhuang]: { kind: 'SELF_GOVERNING', names: ['村民议事会'] },
  [story.wangping]: { kind: 'RECREATIONAL', names: ['舞蹈队', '戏曲社', '健步走队'] },
  [story.xiaosi]: { kind: 'VOLUNTEER', names: ['寺帮帮'] },
};

export const sibangbang = '寺帮帮';

const storyNameOf = (village: PlannedVillage, kind: SocietyKind, n: number): string | undefined => {
  const told = storyNames[village.code];
  const name = told?.kind === kind ? told.names[n] : undefined;
  return name === undefined || name === sibangbang ? name : `${village.name}${name}`;
};

/** The societies of a village, each with a name of its own. */
export const namedSocieties = (village: PlannedVillage): readonly NamedSociety[] => {
  const seen = new Map<SocietyKind, number>();
  const next = new Map<SocietyKind, number>();
  const taken = new Set<string>();
  return village.societies.map((society) => {
    const nth = seen.get(society.kind) ?? 0;
    seen.set(society.kind, nth + 1);
    let name = storyNameOf(village, society.kind, nth);
    while (name === undefined || taken.has(name)) {
      const n = next.get(society.kind) ?? 0;
      next.set(society.kind, n + 1);
      name = societyName(village.name, society.kind, n, village.isCommunity);
    }
    taken.add(name);
    return { ...society, name, village, nth };
  });
};

export function* allSocieties(life: PlannedLife): Generator<NamedSociety> {
  for (const village of life.villages) yield* namedSocieties(village);
}

/** Whether it is a council, or the like, that meets on the village's affairs. */
export const isCouncil = (society: NamedSociety): boolean => society.kind === 'SELF_GOVERNING' && society.nth === 0;

/** On which level a matter is handled, the lowest first. */
const handlingLevels = ['GRID', 'VILLAGE', 'TOWNSHIP', 'COUNTY'] as const;
export type HandlingLevel = (typeof handlingLevels)[number];

const levels: Readonly<Record<string, HandlingLevel>> = {
  VILLAGE_COMMITTEE: 'VILLAGE',
  COMMUNITY_COMMITTEE: 'VILLAGE',
  TOWNSHIP_GOVERNMENT: 'TOWNSHIP',
};

/** The level of a kind of body; departments, institutions and offices are the county's. */
export const levelOfBody = (kind: string): HandlingLevel => levels[kind] ?? 'COUNTY';

/** Which way a case goes between two levels. */
export const directionOf = (from: HandlingLevel, to: HandlingLevel): 'UP' | 'DOWN' | 'ACROSS' => {
  const difference = handlingLevels.indexOf(to) - handlingLevels.indexOf(from);
  return difference > 0 ? 'UP' : difference < 0 ? 'DOWN' : 'ACROSS';
};

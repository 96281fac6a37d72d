import type { AreaTree, Increment } from '@gridloom/service-kit';

/** Names of the kept figures; each is kept for every area at or above the row, those of people and visits for the grid too. */
export const metrics = {
  grids: 'grids',
  gridsUrban: 'grids.urban',
  gridsRural: 'grids.rural',
  gridsDedicated: 'grids.dedicated',
  gridsMicro: 'grids.micro',
  workers: 'workers',
  workersFullTime: 'workers.full-time',
  workersPartTime: 'workers.part-time',
  gridHeads: 'workers.grid-heads',
  permanent: 'residents.permanent',
  floating: 'residents.floating',
  households: 'households',
  visits: 'visits',
  householdsVisited: 'households.visited',
  demands: 'demands',
  patrols: 'patrols',
  hazardsFound: 'hazards.found',
  hazardsOpen: 'hazards.open',
  hazardsGone: 'hazards.gone',
  errandsOpen: 'errands.open',
} as const;

export type Metric = (typeof metrics)[keyof typeof metrics];

interface Place {
  readonly areaCode: string;
  readonly gridId: string;
}

/** Everything whose figures a row at that place belongs to: its grid, its area and all above. */
export const subjectsAt = (areas: AreaTree, { areaCode, gridId }: Place): string[] => [
  gridId,
  ...areas.withAncestors(areaCode),
];

/** Increments of one row at a place, for the grid and all areas. */
export const incrementsAt = (
  areas: AreaTree,
  place: Place,
  deltas: Readonly<Partial<Record<Metric, number>>>,
): Increment[] =>
  subjectsAt(areas, place).flatMap((subject) =>
    Object.entries(deltas).map(([metric, delta]) => ({ subject, metric, delta })),
  );

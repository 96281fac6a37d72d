import type { AreaTree, Increment } from '@gridloom/service-kit';

/** Names of the kept figures of an area with all below it; hours besides of a volunteer. Hours are kept in half hours. */
export const figures = {
  volunteers: 'volunteers',
  halfHours: 'halfHours',
  ordersPosted: 'ordersPosted',
  ordersCompleted: 'ordersCompleted',
} as const;

const inArea = (areas: AreaTree, areaCode: string, metric: string, delta: number): Increment[] =>
  areas.withAncestors(areaCode).map((subject) => ({ subject, metric, delta }));

export const countVolunteer = (areas: AreaTree, { areaCode }: { areaCode: string }): Increment[] =>
  inArea(areas, areaCode, figures.volunteers, 1);

export const countPosted = (areas: AreaTree, { areaCode }: { areaCode: string }): Increment[] =>
  inArea(areas, areaCode, figures.ordersPosted, 1);

export const countCompleted = (areas: AreaTree, { areaCode }: { areaCode: string }): Increment[] =>
  inArea(areas, areaCode, figures.ordersCompleted, 1);

/** An entry of the ledger; a correction below zero takes off. */
export const countHours = (
  areas: AreaTree,
  entry: { areaCode: string; volunteerId: string; halfHours: number },
): Increment[] => [
  { subject: entry.volunteerId, metric: figures.halfHours, delta: entry.halfHours },
  ...inArea(areas, entry.areaCode, figures.halfHours, entry.halfHours),
];

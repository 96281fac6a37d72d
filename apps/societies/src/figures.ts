import type { AreaTree, Increment } from '@gridloom/service-kit';

import type { SocietyKind } from './society/society.ts';

/** Names of the kept figures. Of an area (with all below it), a society, or a programme. */
export const figures = {
  societies: 'societies',
  ofKind: (kind: SocietyKind) => `societies.${kind}`,
  members: 'members',
  enrolled: 'enrolled',
  completed: 'completed',
  employed: 'employed',
  /** How many wages are known, and their sum in yuan a month. */
  wages: 'wages',
  wageSum: 'wageSum',
  mealsServed: 'mealsServed',
} as const;

/** A society that is not dissolved begins (1) or ceases (-1) to be counted. */
export const countSociety = (
  areas: AreaTree,
  society: { areaCode: string; kind: SocietyKind },
  delta: 1 | -1,
): Increment[] =>
  areas.withAncestors(society.areaCode).flatMap((subject) => [
    { subject, metric: figures.societies, delta },
    { subject, metric: figures.ofKind(society.kind), delta },
  ]);

/** A membership in force begins (1) or ends (-1). */
export const countMember = (
  areas: AreaTree,
  membership: { areaCode: string; societyId: string },
  delta: 1 | -1,
): Increment[] =>
  [membership.societyId, ...areas.withAncestors(membership.areaCode)].map((subject) => ({
    subject,
    metric: figures.members,
    delta,
  }));

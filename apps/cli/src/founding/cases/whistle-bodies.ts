import type { PlannedLife } from '../planned-life.ts';
import type { CaseDraft } from './case-drafts.ts';
import type { SponsorName } from './service-items.ts';

const convened: readonly SponsorName[] = [
  'URBAN_MANAGEMENT',
  'POLICE',
  'MARKET',
  'EMERGENCY',
  'ENVIRONMENT',
  'HOUSING',
  'TRANSPORT',
];

/** Departments that a township convenes for a case beyond its own power: the item's sponsor and two to four others. */
export const assistantsOf = (life: PlannedLife, { key, item }: CaseDraft): readonly string[] => {
  const random = life.random('whistle-bodies', key);
  const count = random.int(3, 5);
  const first = random.int(0, convened.length - 1);
  const names = [item.sponsor, ...convened.map((_, n) => convened[(first + n) % convened.length] ?? item.sponsor)];
  return [...new Set(names.map((name) => life.department(name).organizationId))].slice(0, count);
};

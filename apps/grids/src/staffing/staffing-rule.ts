import { defineEntity, p } from '@mikro-orm/core';

import type { GridKind } from '../grid/grid.ts';
import type { GridRole } from '../worker/grid-assignment.ts';

const StaffingRuleSetSchema = defineEntity({
  name: 'StaffingRuleSet',
  tableName: 'staffing_rule_set',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    validFrom: p.date(),
    setByAccountId: p.uuid(),
    setAt: p.datetime(),
  },
});

/** The staffing rules (配备标准) that are in force from a day on, until the next ones are. */
export class StaffingRuleSet extends StaffingRuleSetSchema.class {}
StaffingRuleSetSchema.setClass(StaffingRuleSet);

/** So many workers of these roles in each grid: one of the parts of 1+1+N. */
export interface StaffingRule {
  readonly position: number;
  readonly label: string;
  readonly roles: readonly GridRole[];
  /** Only for grids of this kind; null: for all. */
  readonly gridKind: GridKind | null;
  readonly minimum: number;
  /** One for each so many households begun, where that is more. */
  readonly householdsEach: number | null;
}

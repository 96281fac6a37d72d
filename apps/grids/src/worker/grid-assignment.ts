import { defineEntity, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

export const gridRoles = ['GRID_HEAD', 'FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4', 'SECRETARY'] as const;

export type GridRole = (typeof gridRoles)[number];

/** Roles whose holders go from door to door and record what they see. */
export const visitingRoles: readonly GridRole[] = ['GRID_HEAD', 'FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4'];

/** Thrown for an end that does not come after the beginning, or for an assignment that has its end already. */
export class AssignmentPeriodWrong extends Error {
  override readonly name = 'AssignmentPeriodWrong';
  readonly reason: 'ended before' | 'not after since';

  constructor(reason: AssignmentPeriodWrong['reason']) {
    super(`The assignment cannot end so: ${reason}`);
    this.reason = reason;
  }
}

const GridAssignmentSchema = defineEntity({
  name: 'GridAssignment',
  tableName: 'grid_assignment',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    gridWorkerId: p.uuid(),
    gridId: p.uuid(),
    areaCode: p.text(),
    role: p.text().$type<GridRole>(),
    since: p.date(),
    /** First day on which it is no longer held. */
    until: p.date().nullable(),
    /** Whether it stands in the kept figures: it does while it is current. */
    counted: p.boolean().default(false),
    /** Given where the worker stands in for somebody who is away: no figure counts it, and it follows the absence. */
    absenceId: p.uuid().nullable(),
    standsInForId: p.uuid().nullable(),
  },
});

/** A worker's dated role in a grid (网格长、专职、兼职、三级、四级网格员、社区书记). */
export class GridAssignment extends GridAssignmentSchema.class {
  isCurrentOn(day: string): boolean {
    return this.since <= day && (isAbsent(this.until) || this.until > day);
  }

  /** @param until first day on which it is no longer held. @throws AssignmentPeriodWrong */
  end(until: string): void {
    if (!isAbsent(this.until)) throw new AssignmentPeriodWrong('ended before');
    if (until <= this.since) throw new AssignmentPeriodWrong('not after since');
    this.until = until;
  }
}
GridAssignmentSchema.setClass(GridAssignment);

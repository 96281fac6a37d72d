import type { Role } from '@gridloom/access';
import { defineEntity, p } from '@mikro-orm/core';

export type JurisdictionKind = 'AREA' | 'GRID' | 'ORGANIZATION';

/** What a role comes from (角色来源). */
export const assignmentSources = ['APPOINTMENT', 'GRID_ASSIGNMENT', 'SOCIETY', 'VOLUNTEER', 'REGISTRATION'] as const;

export type AssignmentSource = (typeof assignmentSources)[number];

/** Roles under which nobody is known by name to the public: those of residents. */
export const privateRoles: readonly Role[] = ['RESIDENT', 'VOLUNTEER'];

const RoleAssignmentSchema = defineEntity({
  name: 'RoleAssignment',
  tableName: 'role_assignment',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    accountId: p.uuid(),
    role: p.text().$type<Role>(),
    jurisdictionKind: p.text().$type<JurisdictionKind>(),
    jurisdictionId: p.text(),
    areaCode: p.text(),
    since: p.date(),
    /** First day on which it is no longer held. */
    until: p.date().nullable(),
    source: p.text().$type<AssignmentSource>(),
    sourceId: p.uuid(),
  },
});

/** A role of an account over an area, a grid or a body, from a day to a day (角色). */
export class RoleAssignment extends RoleAssignmentSchema.class {
  /** Ends it; an end before the beginning means that it was never held. */
  end(until: string): void {
    this.until = until < this.since ? this.since : until;
  }
}
RoleAssignmentSchema.setClass(RoleAssignment);

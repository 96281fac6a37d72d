import type { Role } from '@gridloom/access';
import { gridAssignmentBegun, gridAssignmentEnded, type EventData } from '@gridloom/contracts';
import { subscription, type Subscription } from '@gridloom/messaging';
import type { BackgroundTools, EntityManager } from '@gridloom/service-kit';

import { followSource } from './follow-source.ts';
import type { RoleOfSource } from './keep-role.ts';

type GridAssignment = EventData<typeof gridAssignmentBegun>;

const roles: Readonly<Record<Exclude<GridAssignment['role'], 'SECRETARY'>, Role>> = {
  GRID_HEAD: 'GRID_HEAD',
  FULL_TIME: 'GRID_WORKER',
  PART_TIME: 'GRID_WORKER',
  LEVEL_3: 'GRID_WORKER',
  LEVEL_4: 'GRID_WORKER',
};

/** The role of whoever is assigned to a grid: over the grid, but that of a secretary over the village. */
export const roleOfGridAssignment = (assignment: GridAssignment): RoleOfSource => ({
  source: 'GRID_ASSIGNMENT',
  sourceId: assignment.gridAssignmentId,
  accountId: assignment.accountId,
  areaCode: assignment.areaCode,
  since: assignment.since,
  until: assignment.until,
  ...(assignment.role === 'SECRETARY'
    ? { role: 'COMMUNITY_SECRETARY', jurisdictionKind: 'AREA', jurisdictionId: assignment.areaCode }
    : { role: roles[assignment.role], jurisdictionKind: 'GRID', jurisdictionId: assignment.gridId }),
});

/** Grid workers get and lose their roles with their assignments. */
export const onGridAssignments = (tools: BackgroundTools): Subscription<EntityManager>[] =>
  [gridAssignmentBegun, gridAssignmentEnded].map((event) =>
    subscription(event, (fact, em, sql) =>
      followSource(em, sql, fact, { ...roleOfGridAssignment(fact.data), accountName: fact.data.accountName }, tools),
    ),
  );

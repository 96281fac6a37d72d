import { mayRole, type Caller, type Permission, type Role } from '@gridloom/access';
import type { AreaTree, Reach } from '@gridloom/service-kit';

/** Roles whose jurisdiction is a territory with the people in it. A resident's says only where the own home is. */
const territorial: readonly Role[] = [
  'COUNTY_ADMINISTRATOR',
  'GRID_OFFICE',
  'TOWNSHIP_OFFICER',
  'COMMUNITY_SECRETARY',
  'GRID_HEAD',
  'GRID_WORKER',
  'AUDITOR',
];

/** Where a permission reaches households and residents: by territory, by the cases of an organization, and the caller's own. */
export const householdReach = (caller: Caller, permission: Permission, areas: AreaTree): Reach => {
  const held = caller.kind === 'anonymous' ? [] : caller.assignments.filter(({ role }) => mayRole(role, permission));
  const areaCodes = new Set<string>();
  const gridIds = new Set<string>();
  const organizationIds = new Set<string>();
  let all = false;
  for (const { role, jurisdiction } of held) {
    if (jurisdiction.kind === 'ORGANIZATION') {
      if (role === 'DEPARTMENT_OFFICER') organizationIds.add(jurisdiction.id);
    } else if (territorial.includes(role)) {
      if (jurisdiction.kind === 'GRID') gridIds.add(jurisdiction.id);
      else {
        all ||= areas.isRoot(jurisdiction.code);
        for (const code of areas.withDescendants(jurisdiction.code)) areaCodes.add(code);
      }
    }
  }
  const own = caller.kind === 'account' && held.some(({ role }) => role === 'RESIDENT') ? caller.residentId : undefined;
  return {
    all,
    areaCodes: [...areaCodes],
    gridIds: [...gridIds],
    organizationIds: [...organizationIds],
    ...(own === undefined ? {} : { residentId: own }),
  };
};

interface Place {
  readonly areaCode: string;
  readonly gridId: string;
}

/** Whether a row lies in the territory of a reach. */
export const isInTerritory = (reach: Reach, { areaCode, gridId }: Place): boolean =>
  reach.all || reach.gridIds.includes(gridId) || reach.areaCodes.includes(areaCode);

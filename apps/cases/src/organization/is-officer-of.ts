import { mayRole, type Permission, type Role } from '@gridloom/access';

import type { Context } from '../context.ts';
import type { Handler } from './handlers.ts';

/** Roles by which a township, a village or the grid office acts as the body itself. */
const officersOf: Readonly<Record<string, Role>> = {
  TOWNSHIP_GOVERNMENT: 'TOWNSHIP_OFFICER',
  VILLAGE_COMMITTEE: 'COMMUNITY_SECRETARY',
  COMMUNITY_COMMITTEE: 'COMMUNITY_SECRETARY',
  GRID_OFFICE: 'GRID_OFFICE',
};

/** Whether the caller acts for a body with a permission: its officer, or who leads the township, village or office that it is. */
export const isOfficerOf = (
  context: Context,
  permission: Permission,
  organizationId: string,
  organization: Handler | null | undefined,
): boolean => {
  if (context.caller.kind !== 'account') return false;
  const asBody = organization ? officersOf[organization.kind] : undefined;
  return context.caller.assignments.some(
    ({ role, jurisdiction }) =>
      mayRole(role, permission) &&
      ((jurisdiction.kind === 'ORGANIZATION' && jurisdiction.id === organizationId) ||
        (jurisdiction.kind === 'AREA' && role === asBody && jurisdiction.code === organization?.areaCode)),
  );
};

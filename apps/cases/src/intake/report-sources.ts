import type { Role } from '@gridloom/access';

import type { CaseSource } from '../case/case-words.ts';
import type { Context } from '../context.ts';
import { loadOrganization } from '../organization/handlers.ts';

const office: readonly CaseSource[] = [
  'PATROL',
  'REPORT_IN',
  'SELF_REPORT',
  'HOTLINE_12345',
  'DEPARTMENT',
  'WHISTLE',
  'EMERGENCY',
];

/**
 * Which sources a role may name. What visits and societies hear comes as events of their own; orders of the hotline with their
 * upstream number by receiveHotlineOrders.
 */
const sourcesOf: Readonly<Partial<Record<Role, readonly CaseSource[]>>> = {
  RESIDENT: ['SELF_REPORT'],
  GRID_WORKER: ['PATROL', 'SELF_REPORT', 'EMERGENCY'],
  GRID_HEAD: ['PATROL', 'SELF_REPORT', 'EMERGENCY'],
  COMMUNITY_SECRETARY: ['PATROL', 'REPORT_IN', 'SELF_REPORT', 'WHISTLE', 'EMERGENCY'],
  TOWNSHIP_OFFICER: ['PATROL', 'REPORT_IN', 'SELF_REPORT', 'WHISTLE', 'EMERGENCY'],
  DEPARTMENT_OFFICER: ['REPORT_IN', 'DEPARTMENT', 'EMERGENCY'],
  GRID_OFFICE: office,
  COUNTY_ADMINISTRATOR: office,
};

/** Where a matter is. */
export interface MatterPlace {
  readonly areaCode: string;
  readonly gridId: string | null;
}

const reachesPlace = async (
  context: Context,
  { role, jurisdiction }: { readonly role: Role; readonly jurisdiction: { kind: string; code?: string; id?: string } },
  place: MatterPlace,
  ownGridAreas: ReadonlyMap<string, string>,
): Promise<boolean> => {
  // a resident tells of whatever is seen in the county
  if (role === 'RESIDENT') return true;
  if (jurisdiction.code !== undefined) return context.areas.isWithin(place.areaCode, jurisdiction.code);
  const id = jurisdiction.id ?? '';
  if (jurisdiction.kind === 'GRID') return id === place.gridId || ownGridAreas.get(id) === place.areaCode;
  const organization = await loadOrganization(context, id);
  return organization !== null && context.areas.isWithin(place.areaCode, organization.areaCode);
};

/** The sources that the caller may name for a matter at a place; none where the place is not the caller's. */
export const sourcesAt = async (
  context: Context,
  place: MatterPlace,
  ownGridAreas: ReadonlyMap<string, string>,
): Promise<readonly CaseSource[]> => {
  if (context.caller.kind !== 'account') return [];
  const found = await Promise.all(
    context.caller.assignments.map(async (assignment) =>
      (await reachesPlace(context, assignment, place, ownGridAreas)) ? (sourcesOf[assignment.role] ?? []) : [],
    ),
  );
  return [...new Set(found.flat())].sort();
};

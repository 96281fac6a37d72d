import type { Role } from './roles.ts';

const everyone = [
  'COUNTY_ADMINISTRATOR',
  'GRID_OFFICE',
  'TOWNSHIP_OFFICER',
  'DEPARTMENT_OFFICER',
  'COMMUNITY_SECRETARY',
  'GRID_HEAD',
  'GRID_WORKER',
  'SOCIETY_ORGANIZER',
  'VOLUNTEER',
  'RESIDENT',
  'DATA_TEAM',
  'AUDITOR',
] as const satisfies readonly Role[];

const officials = [
  'COUNTY_ADMINISTRATOR',
  'GRID_OFFICE',
  'TOWNSHIP_OFFICER',
  'DEPARTMENT_OFFICER',
  'COMMUNITY_SECRETARY',
  'GRID_HEAD',
  'GRID_WORKER',
] as const satisfies readonly Role[];

const territory = [
  'COUNTY_ADMINISTRATOR',
  'GRID_OFFICE',
  'TOWNSHIP_OFFICER',
  'COMMUNITY_SECRETARY',
  'GRID_HEAD',
  'GRID_WORKER',
] as const satisfies readonly Role[];

/**
 * The one table of rights (ADR on access): which roles hold a permission. Every subgraph reads it; where a row may be
 * seen or acted on is decided besides by the jurisdiction of the assignments that hold the permission.
 */
export const rights = {
  /** Own account, own assignments: whoever is signed in. */
  SIGNED_IN: everyone,
  /** Organizations, staff, party organizations, grid workers by name and post. */
  READ_DIRECTORY: everyone,
  /** Making and ending appointments to posts, and with them the roles of officials. */
  APPOINT: ['COUNTY_ADMINISTRATOR'],
  /** Establishing areas and revoking their codes. */
  MANAGE_AREAS: ['COUNTY_ADMINISTRATOR'],
  /** Entering bodies in the register, and dissolving them. */
  MANAGE_ORGANIZATIONS: ['COUNTY_ADMINISTRATOR'],
  /** Accounts of residents and volunteers, names masked: whoever serves the area. */
  READ_ACCOUNTS: territory,
  /** Attaching party organizations to grids. */
  ATTACH_PARTY_ORGANIZATION: ['TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Sinking the resources of bodies into villages and grids. */
  DEPLOY_ORGANIZATION: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Service items and who handles cases: what the pickers of a case desk list. */
  READ_SERVICE_ITEMS: everyone,
  /** Dwellings, households, residents (masked), visits and what they found. */
  READ_HOUSEHOLDS: [...territory, 'DEPARTMENT_OFFICER', 'RESIDENT'],
  /** Names and addresses of households unmasked: those who look after them. */
  LOOK_AFTER_HOUSEHOLDS: ['GRID_WORKER', 'GRID_HEAD'],
  /** Finding a resident by the whole id number. */
  FIND_RESIDENT: ['GRID_WORKER', 'GRID_HEAD', 'COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE'],
  /** Being shown personal data for a stated purpose; each look is recorded. */
  SHOW_PERSONAL_DATA: [
    'GRID_WORKER',
    'GRID_HEAD',
    'COMMUNITY_SECRETARY',
    'TOWNSHIP_OFFICER',
    'DEPARTMENT_OFFICER',
    'GRID_OFFICE',
  ],
  /** Who looked at personal data, when and why. */
  READ_ACCESS_RECORDS: ['AUDITOR', 'COUNTY_ADMINISTRATOR', 'GRID_OFFICE', 'COMMUNITY_SECRETARY'],
  RECORD_VISIT: ['GRID_WORKER', 'GRID_HEAD'],
  /** Who works in which grid, and as what. */
  MANAGE_GRID_ASSIGNMENTS: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Cases with their timeline and deadlines. */
  READ_CASES: [...officials, 'RESIDENT', 'SOCIETY_ORGANIZER', 'VOLUNTEER', 'AUDITOR'],
  ACCEPT_CASE: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  DISPATCH_CASE: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  HANDLE_CASE: ['DEPARTMENT_OFFICER', 'TOWNSHIP_OFFICER', 'COMMUNITY_SECRETARY', 'GRID_OFFICE'],
  VERIFY_CASE: ['GRID_WORKER', 'GRID_HEAD'],
  EVALUATE_CASE: ['RESIDENT', 'COMMUNITY_SECRETARY', 'GRID_OFFICE'],
  /** Societies with their members' number, meetings and matters. */
  READ_SOCIETIES: everyone,
  /** What residents told a society, in their own words. */
  READ_SOCIETY_DEMANDS: [...territory, 'SOCIETY_ORGANIZER', 'DEPARTMENT_OFFICER'],
  /** Filing a society with its village, community or township. */
  FILE_SOCIETY: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** A society's own affairs: members, meetings, matters, demands; by its organizer alone. */
  RUN_SOCIETY: ['SOCIETY_ORGANIZER'],
  /** Service orders and who claimed them. */
  READ_SERVICE_ORDERS: everyone,
  /** Becoming a volunteer oneself. */
  ENROL_AS_VOLUNTEER: ['RESIDENT'],
  POST_SERVICE_ORDER: ['SOCIETY_ORGANIZER', 'GRID_WORKER', 'RESIDENT'],
  CLAIM_SERVICE_ORDER: ['VOLUNTEER'],
  COMPLETE_SERVICE_ORDER: ['VOLUNTEER'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof rights;

export const isPermission = (value: string): value is Permission => Object.hasOwn(rights, value);

/** Whether a role holds a permission. */
export const mayRole = (role: Role, permission: Permission): boolean =>
  (rights[permission] as readonly Role[]).includes(role);

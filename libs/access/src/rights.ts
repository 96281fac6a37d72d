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
  /** Proposals to admit, change or withdraw service items, with the opinions of townships. */
  READ_ITEM_PROPOSALS: ['COUNTY_ADMINISTRATOR', 'GRID_OFFICE', 'TOWNSHIP_OFFICER', 'DEPARTMENT_OFFICER', 'AUDITOR'],
  /** Proposing that an item be admitted, changed or withdrawn: its department, or the grid office for it. */
  PROPOSE_SERVICE_ITEM: ['DEPARTMENT_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Saying what a township thinks of a proposal. */
  GIVE_ITEM_OPINION: ['TOWNSHIP_OFFICER'],
  /** Hearing townships and deciding on proposals. */
  DECIDE_SERVICE_ITEM: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Duty lists, their duties and whose they are. */
  MANAGE_DUTY_LISTS: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** The own duties of whoever works in grids. */
  READ_OWN_DUTIES: ['COMMUNITY_SECRETARY', 'GRID_HEAD', 'GRID_WORKER'],
  /** Drafting a whistle for a township or community, recalling and releasing it, rating who came. */
  BLOW_WHISTLE: ['TOWNSHIP_OFFICER', 'COMMUNITY_SECRETARY'],
  /** Approving whistles as a principal: never one's own. */
  APPROVE_WHISTLE: ['TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Answering a whistle for a body that is convened. */
  ANSWER_WHISTLE: ['DEPARTMENT_OFFICER', 'TOWNSHIP_OFFICER', 'GRID_OFFICE'],
  /** How long bodies have to answer, arrive and report. */
  MANAGE_WHISTLE_RULES: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Linking repeats, joining cases and splitting them again. */
  JOIN_CASES: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
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
  /** What is proposed to be corrected in records of people and housing. */
  READ_CORRECTIONS: [...territory, 'DEPARTMENT_OFFICER'],
  PROPOSE_CORRECTION: ['GRID_WORKER', 'GRID_HEAD'],
  /** Accepting corrections: the grid's own facts by its head or the secretary, a department's by the department. */
  DECIDE_CORRECTION: ['GRID_HEAD', 'COMMUNITY_SECRETARY', 'DEPARTMENT_OFFICER'],
  /** Patrols and hazards of the territory; whoever patrols sees the own ones besides. */
  READ_PATROLS: [...territory, 'VOLUNTEER'],
  /** Recording patrols, hazards and re-checks: in the own grid, volunteers in their village. */
  RECORD_PATROL: ['GRID_WORKER', 'GRID_HEAD', 'VOLUNTEER'],
  /** Laying out the routes of a grid. */
  MANAGE_PATROL_ROUTES: ['GRID_HEAD', 'COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE'],
  /** Making applications on behalf of residents of the own grid. */
  RUN_ERRAND: ['GRID_WORKER', 'GRID_HEAD'],
  /** How often to visit, what to look at, classes of hazards, kinds of errands: the county's rules of work in the grids. */
  MANAGE_FIELD_RULES: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Dwellings, households and residents: entering, changing, moving in and out; in the own grid, or the own village. */
  MANAGE_RESIDENTS: ['GRID_WORKER', 'GRID_HEAD', 'COMMUNITY_SECRETARY'],
  /** Why somebody is looked after: the grid, and departments for what they keep themselves. */
  MANAGE_CARE: ['GRID_WORKER', 'GRID_HEAD', 'COMMUNITY_SECRETARY', 'DEPARTMENT_OFFICER'],
  /** Making one record of two that are of one person, and two of one again. */
  MERGE_RESIDENTS: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE'],
  /** What is doubtful about people and housing: contradictions and doubles, to be worked off. */
  READ_DATA_QUALITY: territory,
  /** Having all of a village, township or county looked through again for contradictions and doubles. */
  RECHECK_DATA: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE'],
  /** Who works in which grid, and as what. */
  MANAGE_GRID_ASSIGNMENTS: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Registering grid workers, their absences and trainings. */
  MANAGE_GRID_WORKERS: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Corps, staffing rules and kinds of training: the county's own lists. */
  MANAGE_WORKFORCE_RULES: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Absences, trainings and where workers are missing. */
  READ_WORKFORCE: territory,
  /** Assessments of grid workers: a worker sees only the own, others those of their territory. */
  READ_ASSESSMENTS: territory,
  /** Where assessments of others are seen: all of the territory but the workers themselves. */
  OVERSEE_ASSESSMENTS: ['GRID_HEAD', 'COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Weights, computing, publishing, answering objections. */
  MANAGE_ASSESSMENTS: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Bringing in spreadsheets, within the own territory, and undoing that. */
  IMPORT_DATA: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Taking out spreadsheets of the own territory, masked as in the graph; each is recorded. */
  EXPORT_DATA: [
    'GRID_WORKER',
    'GRID_HEAD',
    'COMMUNITY_SECRETARY',
    'TOWNSHIP_OFFICER',
    'GRID_OFFICE',
    'COUNTY_ADMINISTRATOR',
  ],
  /** The own imports and exports, and which tables there are. */
  SEE_TRANSFERS: [
    'GRID_WORKER',
    'GRID_HEAD',
    'COMMUNITY_SECRETARY',
    'TOWNSHIP_OFFICER',
    'GRID_OFFICE',
    'COUNTY_ADMINISTRATOR',
    'AUDITOR',
  ],
  /** Everybody's imports and exports. */
  READ_TRANSFERS: ['AUDITOR', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Drawing, splitting, merging, renumbering and retiring grids, and taking it back. */
  MANAGE_GRIDS: ['TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Looking at what such an operation would move, and at those that were done. */
  PREVIEW_GRID_OPERATION: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Which households of a grid belong to which of its micro-grids. */
  ARRANGE_MICRO_GRIDS: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Saying where a dwelling stands: whoever comes by, and whoever keeps the map. */
  PLACE_DWELLINGS: ['GRID_WORKER', 'GRID_HEAD', 'COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE'],
  /** Cases with their timeline and deadlines. */
  READ_CASES: [...officials, 'RESIDENT', 'SOCIETY_ORGANIZER', 'VOLUNTEER', 'AUDITOR'],
  ACCEPT_CASE: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  DISPATCH_CASE: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  HANDLE_CASE: [
    'DEPARTMENT_OFFICER',
    'TOWNSHIP_OFFICER',
    'COMMUNITY_SECRETARY',
    'GRID_OFFICE',
    'GRID_HEAD',
    'GRID_WORKER',
  ],
  /** Bringing a matter in; which sources a role may name is with the intake. */
  REPORT_CASE: [...officials, 'RESIDENT'],
  /** Settling a case within the grid, without sending it anywhere. */
  SELF_HANDLE_CASE: ['GRID_WORKER', 'GRID_HEAD'],
  /** Sending a case on to another body: its handler, or whoever dispatches. */
  TRANSFER_CASE: [
    'DEPARTMENT_OFFICER',
    'TOWNSHIP_OFFICER',
    'COMMUNITY_SECRETARY',
    'GRID_OFFICE',
    'COUNTY_ADMINISTRATOR',
    'GRID_HEAD',
    'GRID_WORKER',
  ],
  /** Sending a case up a level. */
  ESCALATE_CASE: ['TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Deciding on extensions and deferrals, filing cases. */
  DECIDE_CASE_REQUEST: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Confirming by telephone that a case is done. */
  CALL_BACK_CASE: ['COMMUNITY_SECRETARY', 'GRID_OFFICE'],
  /** Opening a closed case again. */
  REOPEN_CASE: ['RESIDENT', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Publishing the county's case flow and its list of reasons. */
  MANAGE_CASE_FLOW: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Orders of hotline 12345: taking them in, answering them. */
  RUN_HOTLINE: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  VERIFY_CASE: ['GRID_WORKER', 'GRID_HEAD'],
  EVALUATE_CASE: ['RESIDENT', 'COMMUNITY_SECRETARY', 'GRID_OFFICE'],
  /** Urging whoever has to act (催办). */
  URGE_CASE: ['COMMUNITY_SECRETARY', 'TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR', 'GRID_HEAD'],
  /** Telling every level above of the situation on the spot of an emergency (信息续报). */
  REPORT_SITUATION: [
    'GRID_WORKER',
    'GRID_HEAD',
    'COMMUNITY_SECRETARY',
    'TOWNSHIP_OFFICER',
    'DEPARTMENT_OFFICER',
    'GRID_OFFICE',
    'COUNTY_ADMINISTRATOR',
  ],
  /** Putting cases under supervision (督办), and lifting it. */
  SUPERVISE_CASE: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Deadline rules, reminders and the working-day calendar of the county. */
  MANAGE_DEADLINES: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Where notices are delivered by webhook. */
  MANAGE_WEBHOOKS: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
  /** Deciding whether somebody is unsatisfied for good reason. */
  DECIDE_EVALUATION: ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'],
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

/**
 * What a county hands over to bring its organization in. Ids are UUIDs, codes are division codes, days are ISO days
 * (`2026-03-31`, Asia/Shanghai); `until` is the first day on which something no longer holds. Order of the importers:
 * areas, organizations, accounts, staff, appointments, role assignments, party organizations, party members, deployments,
 * report-ins, lead assignments.
 */

import type { AppointmentPost } from '../appointment/post.ts';
import type { AreaLevel } from '../area/area.ts';
import type { OrganizationKind } from '../organization/organization.ts';
import type { AssignmentSource, JurisdictionKind } from '../role-assignment/role-assignment.ts';
import type { Role } from '@gridloom/access';

export type { AppointmentPost, AreaLevel, AssignmentSource, JurisdictionKind, OrganizationKind, Role };

/** An area (行政区划). Parents come before their children; the county is the one without a parent. */
export interface AreaRecord {
  /** 6, 9 or 12 digits, according to `level`. */
  readonly code: string;
  /** As it is spoken: 柏树村, not 柏树村村民委员会. */
  readonly name: string;
  readonly level: AreaLevel;
  /** Present except for the county; one level above, earlier in the records. */
  readonly parentCode?: string;
  readonly validFrom: string;
  readonly validUntil?: string;
  /** The code that takes the place of a revoked one; present only with `validUntil`. */
  readonly successorCode?: string;
}

/** A body (单位). Its name is unique among those of its area that are not dissolved. */
export interface OrganizationRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganizationKind;
  /**
   * The area that it is responsible for: the county for COUNTY_GOVERNMENT, COUNTY_DEPARTMENT, GRID_OFFICE and
   * PUBLIC_INSTITUTION, a township for TOWNSHIP_GOVERNMENT, a village for VILLAGE_COMMITTEE and COMMUNITY_COMMITTEE.
   */
  readonly areaCode: string;
  /** Whether cases may be dispatched to it. */
  readonly handlesCases: boolean;
  readonly dissolvedOn?: string;
}

/** An account (账号): the `sub` of the tokens with which its holder signs in. */
export interface AccountRecord {
  readonly id: string;
  readonly name: string;
  /** The resident of the grids subgraph, for every account that holds RESIDENT; one account a resident. */
  readonly residentId?: string;
}

/** Somebody who serves in a body or a party organization (工作人员). */
export interface StaffRecord {
  readonly id: string;
  readonly name: string;
  /** Of whoever signs in; one staff record an account. A party secretary may have none. */
  readonly accountId?: string;
}

/**
 * A post in a body (任职). Every current appointment has exactly one role assignment with `source` APPOINTMENT and
 * `sourceId` its id, as the post gives it: see `roleOfPost` in appointment/post.ts.
 */
export interface AppointmentRecord {
  readonly id: string;
  /** Staff with an account. */
  readonly staffId: string;
  readonly organizationId: string;
  readonly post: AppointmentPost;
  readonly since: string;
  readonly until?: string;
}

/** A role that an account holds over something (角色). One open assignment (without `until`) for each source. */
export interface RoleAssignmentRecord {
  readonly id: string;
  readonly accountId: string;
  readonly role: Role;
  readonly jurisdictionKind: JurisdictionKind;
  /** Code of the area, or id of the grid or of the organization. */
  readonly jurisdictionId: string;
  /** Where that lies: the code itself for AREA, else the area of the grid or of the organization. */
  readonly areaCode: string;
  readonly since: string;
  readonly until?: string;
  /**
   * Where the role comes from, and the id of that:
   * APPOINTMENT (an appointment: county administrator, grid office, township and department officers, village secretaries, data
   * team, auditor) · GRID_ASSIGNMENT (a grid assignment of the grids subgraph: GRID_HEAD → GRID_HEAD, FULL_TIME, PART_TIME,
   * LEVEL_3, LEVEL_4 → GRID_WORKER over the grid, SECRETARY → COMMUNITY_SECRETARY over the grid's village) ·
   * SOCIETY (a society: its organizer, SOCIETY_ORGANIZER over the society's area) · VOLUNTEER (a volunteer, over the village) ·
   * REGISTRATION (a resident who signed up, RESIDENT over the village; the id is the account's).
   */
  readonly source: AssignmentSource;
  readonly sourceId: string;
}

/** A party organization (党组织). Parents come before their children. */
export interface PartyOrganizationRecord {
  readonly id: string;
  readonly name: string;
  /**
   * In capitals, by the county's configuration, e.g. COUNTY_COMMITTEE, TOWNSHIP_COMMITTEE, VILLAGE_ORGANIZATION, GRID_BRANCH,
   * GRID_GROUP, HUB_HOUSEHOLD.
   */
  readonly tier: string;
  /** Absent for the top alone. */
  readonly parentId?: string;
  readonly areaCode: string;
  /** The basic grid it is attached to; one party organization a grid. Those are what is counted as grid party organizations. */
  readonly gridId?: string;
  readonly secretaryId?: string;
  readonly foundedOn: string;
}

/** A party member (党员), never by name here. */
export interface PartyMemberRecord {
  readonly id: string;
  readonly partyOrganizationId: string;
  readonly admittedOn: string;
  readonly residentId?: string;
}

/**
 * Resources of a body that sink into a village or one of its grids (资源下沉). One open deployment for each body and place.
 * The distinct bodies at or below an area are what is counted as deployed organizations.
 */
export interface DeploymentRecord {
  readonly id: string;
  readonly organizationId: string;
  /** The village or community. */
  readonly areaCode: string;
  readonly gridId?: string;
  /** What it brings, in the county's words, e.g. 法律援助、反诈宣传. */
  readonly resources: string;
  readonly since: string;
  readonly until?: string;
}

/** A body that reports in to a village or community and serves there (双报到). */
export interface ReportInRecord {
  readonly id: string;
  readonly organizationId: string;
  /** The village or community. */
  readonly areaCode: string;
  readonly gridId?: string;
  readonly reportedOn: string;
  readonly endedOn?: string;
  /** How often it has served. */
  readonly services: number;
  /** Present exactly when it has served. */
  readonly lastServedOn?: string;
}

/** A department that is bound to lead an initiative (责任捆绑领办). */
export interface LeadAssignmentRecord {
  readonly id: string;
  readonly organizationId: string;
  /** In the county's words, e.g. 邻里中心建设. */
  readonly initiative: string;
  /** The county for one that is carried out everywhere. */
  readonly areaCode: string;
  readonly boundOn: string;
  /** How far it is, in words. */
  readonly progress?: string;
  readonly concludedOn?: string;
}

import type { Role } from '@gridloom/access';

import type { Organization, OrganizationKind } from '../organization/organization.ts';
import type { JurisdictionKind } from '../role-assignment/role-assignment.ts';

/** Posts in a body (职务). */
export const appointmentPosts = ['HEAD', 'OFFICER', 'SECRETARY', 'ADMINISTRATOR', 'DATA_ANALYST', 'AUDITOR'] as const;

export type AppointmentPost = (typeof appointmentPosts)[number];

export const isAppointmentPost = (value: string): value is AppointmentPost =>
  (appointmentPosts as readonly string[]).includes(value);

interface RoleOfPost {
  readonly role: Role;
  readonly over: Exclude<JurisdictionKind, 'GRID'>;
}

const departmentOfficer: RoleOfPost = { role: 'DEPARTMENT_OFFICER', over: 'ORGANIZATION' };
const townshipOfficer: RoleOfPost = { role: 'TOWNSHIP_OFFICER', over: 'AREA' };
const secretary: RoleOfPost = { role: 'COMMUNITY_SECRETARY', over: 'AREA' };
const gridOffice: RoleOfPost = { role: 'GRID_OFFICE', over: 'AREA' };

const rolesOfPosts: Readonly<Record<OrganizationKind, Readonly<Partial<Record<AppointmentPost, RoleOfPost>>>>> = {
  COUNTY_GOVERNMENT: {
    ADMINISTRATOR: { role: 'COUNTY_ADMINISTRATOR', over: 'AREA' },
    DATA_ANALYST: { role: 'DATA_TEAM', over: 'AREA' },
    AUDITOR: { role: 'AUDITOR', over: 'AREA' },
  },
  COUNTY_DEPARTMENT: { HEAD: departmentOfficer, OFFICER: departmentOfficer },
  PUBLIC_INSTITUTION: { HEAD: departmentOfficer, OFFICER: departmentOfficer },
  TOWNSHIP_GOVERNMENT: { HEAD: townshipOfficer, OFFICER: townshipOfficer },
  VILLAGE_COMMITTEE: { SECRETARY: secretary },
  COMMUNITY_COMMITTEE: { SECRETARY: secretary },
  GRID_OFFICE: { HEAD: gridOffice, OFFICER: gridOffice },
};

/** The posts that a kind of body has. */
export const postsOf = (kind: OrganizationKind): readonly AppointmentPost[] =>
  appointmentPosts.filter((post) => rolesOfPosts[kind][post] !== undefined);

/** The role that a post in a body gives, and over what; undefined where the body has no such post. */
export const roleOfPost = (
  organization: Pick<Organization, 'id' | 'kind' | 'areaCode'>,
  post: AppointmentPost,
):
  { readonly role: Role; readonly jurisdictionKind: JurisdictionKind; readonly jurisdictionId: string } | undefined => {
  const found = rolesOfPosts[organization.kind][post];
  return (
    found && {
      role: found.role,
      jurisdictionKind: found.over,
      jurisdictionId: found.over === 'AREA' ? organization.areaCode : organization.id,
    }
  );
};

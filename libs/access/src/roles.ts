/** The roles of a county (domain words in docs/glossary.md). What each may do is {@link rights}. */
export const roles = [
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
] as const;

export type Role = (typeof roles)[number];

export const isRole = (value: string): value is Role => (roles as readonly string[]).includes(value);

/** What a role assignment is over: an area with all below it, one grid, or one organization. */
export type Jurisdiction =
  | { readonly kind: 'AREA'; readonly code: string }
  | { readonly kind: 'GRID'; readonly id: string }
  | { readonly kind: 'ORGANIZATION'; readonly id: string };

/** A role that an account holds now. */
export interface Assignment {
  readonly role: Role;
  readonly jurisdiction: Jurisdiction;
}

/** Who asks. `residentId` is set where the account belongs to a resident of the county. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'account';
      readonly accountId: string;
      readonly residentId?: string;
      readonly assignments: readonly Assignment[];
    };

export const anonymous: Caller = { kind: 'anonymous' };

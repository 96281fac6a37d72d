import type { Caller, Jurisdiction, Role } from '@gridloom/access';

const account = (role: Role, jurisdiction: Jurisdiction, options: CallerOptions = {}): Caller => ({
  kind: 'account',
  accountId: options.accountId ?? crypto.randomUUID(),
  ...(options.residentId === undefined ? {} : { residentId: options.residentId }),
  assignments: [{ role, jurisdiction }],
});

interface CallerOptions {
  readonly accountId?: string;
  readonly residentId?: string;
}

/** Somebody with a role over an area and all below it. */
export const callerAt = (role: Role, areaCode: string, options?: CallerOptions): Caller =>
  account(role, { kind: 'AREA', code: areaCode }, options);

/** Somebody with a role over one grid. */
export const callerOfGrid = (role: Role, gridId: string, options?: CallerOptions): Caller =>
  account(role, { kind: 'GRID', id: gridId }, options);

/** Somebody with a role over one organization. */
export const callerOf = (role: Role, organizationId: string, options?: CallerOptions): Caller =>
  account(role, { kind: 'ORGANIZATION', id: organizationId }, options);

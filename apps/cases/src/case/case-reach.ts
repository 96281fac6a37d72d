import { assignmentsFor, type Caller, type Role } from '@gridloom/access';
import type { AreaTree, SubgraphContext } from '@gridloom/service-kit';

import type { Case } from './case.ts';

/** Roles that see cases as residents do: their own, not those of the area that the role is held over. */
const ownCasesOnly: readonly Role[] = ['RESIDENT', 'SOCIETY_ORGANIZER', 'VOLUNTEER'];

/** Roles that see what they brought in themselves, wherever it is. */
const seesOwnReports: readonly Role[] = ['RESIDENT', 'SOCIETY_ORGANIZER', 'DEPARTMENT_OFFICER'];

/** Which cases exist for a caller. */
export interface CaseReach {
  /** The whole county. */
  readonly all: boolean;
  readonly areaCodes: ReadonlySet<string>;
  readonly gridIds: ReadonlySet<string>;
  /** Bodies whose cases, as handler, assistant or convened by a whistle, are the caller's. */
  readonly organizationIds: ReadonlySet<string>;
  /** The resident whose own complaints they are. */
  readonly residentId: string | null;
  /** The account that brought them in, for residents, organizers of societies and departments. */
  readonly reporterAccountId: string | null;
}

/** Works out which cases exist for a caller from the assignments that hold READ_CASES. */
export const caseReachOf = (caller: Caller, areas: AreaTree): CaseReach => {
  const assignments = assignmentsFor(caller, 'READ_CASES');
  const official = assignments.filter(({ role }) => !ownCasesOnly.includes(role)).map((a) => a.jurisdiction);
  const codes = official.flatMap((place) => (place.kind === 'AREA' ? [place.code] : []));
  const reports = assignments.some(({ role }) => seesOwnReports.includes(role));
  const account = caller.kind === 'account' && assignments.length > 0 ? caller : undefined;
  return {
    all: codes.some((code) => areas.isRoot(code)),
    areaCodes: new Set(codes.flatMap((code) => areas.withDescendants(code))),
    gridIds: new Set(official.flatMap((place) => (place.kind === 'GRID' ? [place.id] : []))),
    organizationIds: new Set(official.flatMap((place) => (place.kind === 'ORGANIZATION' ? [place.id] : []))),
    residentId: account?.residentId ?? null,
    reporterAccountId: account && reports ? account.accountId : null,
  };
};

/** Whether a case exists for the caller; the same as {@link caseReachSql}. */
export const reaches = (reach: CaseReach, file: Case): boolean =>
  reach.all ||
  reach.areaCodes.has(file.areaCode) ||
  (!!file.gridId && reach.gridIds.has(file.gridId)) ||
  (!!file.handlerId && reach.organizationIds.has(file.handlerId)) ||
  file.assistantIds.some((id) => reach.organizationIds.has(id)) ||
  file.convenedIds.some((id) => reach.organizationIds.has(id)) ||
  (reach.residentId !== null && file.complainantResidentIds.includes(reach.residentId)) ||
  (reach.reporterAccountId !== null && file.reportedByAccountId === reach.reporterAccountId);

/** The condition for rows `c` of case_file that exist for the caller; its values are appended to `params`. */
export const caseReachSql = (reach: CaseReach, params: unknown[]): string => {
  if (reach.all) return 'true';
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const organizations = reach.organizationIds.size > 0 ? bind([...reach.organizationIds]) : null;
  const parts = [
    reach.areaCodes.size > 0 ? `c.area_code = any(${bind([...reach.areaCodes])}::text[])` : null,
    reach.gridIds.size > 0 ? `c.grid_id = any(${bind([...reach.gridIds])}::uuid[])` : null,
    organizations ? `c.handler_id = any(${organizations}::uuid[])` : null,
    organizations ? `c.assistant_ids && ${organizations}::uuid[]` : null,
    organizations ? `c.convened_ids && ${organizations}::uuid[]` : null,
    reach.residentId ? `c.complainant_resident_ids @> array[${bind(reach.residentId)}::uuid]` : null,
    reach.reporterAccountId ? `c.reported_by_account_id = ${bind(reach.reporterAccountId)}::uuid` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
};

/** Whether every case of an area with all below it exists for the caller. */
export const coversArea = (reach: CaseReach, areas: SubgraphContext['areas'], areaCode: string): boolean =>
  reach.all || areas.withDescendants(areaCode).every((code) => reach.areaCodes.has(code));

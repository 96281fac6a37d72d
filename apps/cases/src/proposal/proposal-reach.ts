import { assignmentsFor, type Caller } from '@gridloom/access';
import { holdsRoleAt } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ProposalAction, ServiceItemProposal } from './service-item-proposal.ts';

/** Roles that see every proposal of their area. */
const overseers = ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR', 'AUDITOR'] as const;

interface ProposalReach {
  readonly areaCodes: readonly string[];
  readonly organizationIds: readonly string[];
  /** Townships that the caller speaks for. */
  readonly townshipCodes: readonly string[];
}

export const townshipsOf = (caller: Caller): readonly string[] =>
  assignmentsFor(caller, 'GIVE_ITEM_OPINION').flatMap(({ jurisdiction }) =>
    jurisdiction.kind === 'AREA' ? [jurisdiction.code] : [],
  );

const reachOf = (context: Context): ProposalReach => {
  const assignments = assignmentsFor(context.caller, 'READ_ITEM_PROPOSALS');
  return {
    areaCodes: assignments.flatMap(({ role, jurisdiction }) =>
      jurisdiction.kind === 'AREA' && overseers.some((overseer) => overseer === role)
        ? context.areas.withDescendants(jurisdiction.code)
        : [],
    ),
    organizationIds: assignments.flatMap(({ jurisdiction }) =>
      jurisdiction.kind === 'ORGANIZATION' ? [jurisdiction.id] : [],
    ),
    townshipCodes: townshipsOf(context.caller),
  };
};

/** The condition for rows `p` of service_item_proposal that concern the caller; its values are appended to `params`. */
export const proposalReachSql = (context: Context, params: unknown[]): string => {
  const { areaCodes, organizationIds, townshipCodes } = reachOf(context);
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const parts = [
    areaCodes.length > 0 ? `p.area_code = any(${bind(areaCodes)}::text[])` : null,
    organizationIds.length > 0 ? `p.sponsor_id = any(${bind(organizationIds)}::uuid[])` : null,
    townshipCodes.length > 0
      ? `exists (select 1 from service_item_opinion o where o.proposal_id = p.id and o.area_code = any(${bind(townshipCodes)}::text[]))`
      : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
};

/** Whether the caller acts for a department: its officer, or the grid office for it. */
export const mayProposeFor = (context: Context, sponsorId: string, areaCode: string): boolean =>
  holdsRoleAt(context, ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'], { areaCode }) ||
  assignmentsFor(context.caller, 'PROPOSE_SERVICE_ITEM').some(
    ({ jurisdiction }) => jurisdiction.kind === 'ORGANIZATION' && jurisdiction.id === sponsorId,
  );

/** Whether the caller is one of those who take this step with this proposal, whatever its state. */
export const mayTakeStep = (
  context: Context,
  action: ProposalAction,
  proposal: ServiceItemProposal,
  askedTownships: readonly string[],
): boolean => {
  switch (action) {
    case 'REVISE':
    case 'WITHDRAW':
    case 'RESTORE':
      return mayProposeFor(context, proposal.sponsorId, proposal.areaCode);
    case 'GIVE_OPINION':
      return townshipsOf(context.caller).some((code) => askedTownships.includes(code));
    case 'HEAR':
    case 'ADMIT':
    case 'REFUSE':
    case 'ASK_FOR_CHANGES':
      return holdsRoleAt(context, ['GRID_OFFICE', 'COUNTY_ADMINISTRATOR'], { areaCode: proposal.areaCode });
  }
};

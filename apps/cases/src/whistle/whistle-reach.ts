import { holdsRoleAt } from '@gridloom/service-kit';

import { reaches } from '../case/case-reach.ts';
import type { Case } from '../case/case.ts';
import type { Context } from '../context.ts';
import { loadOrganization } from '../organization/handlers.ts';
import { isOfficerOf } from '../organization/is-officer-of.ts';
import type { Whistle, WhistleAction } from './whistle.ts';

/** The condition for rows `w` of whistle that exist for the caller: of the caller's area, or the caller's body is convened. */
export const whistleReachSql = (context: Context, params: unknown[]): string => {
  const { caseReach: reach } = context;
  if (reach.all) return 'true';
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const parts = [
    reach.areaCodes.size > 0 ? `w.area_code = any(${bind([...reach.areaCodes])}::text[])` : null,
    reach.organizationIds.size > 0
      ? `exists (select 1 from whistle_answer o where o.whistle_id = w.id and o.organization_id = any(${bind([...reach.organizationIds])}::uuid[]))`
      : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
};

/** Whether a whistle can be drafted for a case by the caller: it exists for the caller, who acts for its village or township. */
export const mayDraftFor = (context: Context, file: Case): boolean =>
  reaches(context.caseReach, file) &&
  holdsRoleAt(context, ['TOWNSHIP_OFFICER', 'COMMUNITY_SECRETARY'], { areaCode: file.areaCode });

/** Whether the caller acts for the body that convened: its officers, or those of its area where it is not known. */
const isOfCaller = async (context: Context, whistle: Whistle): Promise<boolean> =>
  whistle.callerId
    ? isOfficerOf(context, 'BLOW_WHISTLE', whistle.callerId, await loadOrganization(context, whistle.callerId))
    : holdsRoleAt(context, ['TOWNSHIP_OFFICER', 'COMMUNITY_SECRETARY'], whistle);

/**
 * Whether the caller is a principal for the whistle: whoever answers for the township, or the county, and did not draft it. A
 * community's own secretary is none.
 */
const isPrincipal = (context: Context, whistle: Whistle): boolean =>
  context.caller.kind === 'account' &&
  context.caller.accountId !== whistle.draftedByAccountId &&
  holdsRoleAt(context, ['TOWNSHIP_OFFICER', 'GRID_OFFICE', 'COUNTY_ADMINISTRATOR'], whistle);

/** Whether the caller is one of those who take this step with this whistle, whatever its state. */
export const mayTakeWhistleStep = async (
  context: Context,
  action: WhistleAction,
  whistle: Whistle,
  organizationId: string | null,
): Promise<boolean> => {
  switch (action) {
    case 'APPROVE':
    case 'DECLINE':
      return isPrincipal(context, whistle);
    case 'ANSWER':
    case 'ARRIVE':
    case 'RECORD_OUTCOME':
      return (
        organizationId !== null &&
        isOfficerOf(context, 'ANSWER_WHISTLE', organizationId, await loadOrganization(context, organizationId))
      );
    case 'RELEASE':
    case 'RATE':
    case 'RECALL':
      return isOfCaller(context, whistle);
  }
};

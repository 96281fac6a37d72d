import type { Case } from '../case/case.ts';
import type { Complainant } from '../case/complainant.ts';
import type { Context } from '../context.ts';

/** Whether a case exists for the caller by office, not only as a complainant or as who brought it in. */
const seesByOffice = ({ caseReach: reach }: Context, file: Case): boolean =>
  reach.all ||
  reach.areaCodes.has(file.areaCode) ||
  (!!file.gridId && reach.gridIds.has(file.gridId)) ||
  [file.handlerId ?? '', ...file.assistantIds, ...file.convenedIds].some((id) => reach.organizationIds.has(id));

/**
 * The complainants of a case that the caller may see. One of several complainants of a joint case sees no other one, and who brought a
 * case in sees none who was joined to it.
 */
export const visibleComplainants = (
  context: Context,
  file: Case,
  complainants: readonly Complainant[],
): Complainant[] => {
  if (seesByOffice(context, file)) return [...complainants];
  const { residentId, reporterAccountId } = context.caseReach;
  const broughtIn = reporterAccountId !== null && file.reportedByAccountId === reporterAccountId;
  return complainants.filter(
    (complainant) =>
      (residentId !== null && complainant.residentId === residentId) ||
      (broughtIn && (complainant.joinedFromCaseId ?? file.id) === file.id),
  );
};

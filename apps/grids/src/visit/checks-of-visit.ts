import type { Context } from '../context.ts';
import type { CheckOfVisit, Visit, VisitAnswer } from './visit.ts';

/** Whoever made the visit reads what belongs to it. */
const shownLike = <T extends object>({ authoredRows }: Context, parent: object, row: T): T => {
  if (authoredRows.has(parent)) authoredRows.add(row);
  return row;
};

/** What was looked at, with the place of the visit, which decides who reads its notes whole. */
export const checksOfVisit = (context: Context, visit: Visit): CheckOfVisit[] =>
  visit.checks.map((check) =>
    shownLike(context, visit, { ...check, visitId: visit.id, areaCode: visit.areaCode, gridId: visit.gridId }),
  );

export const answerOfCheck = (
  context: Context,
  check: CheckOfVisit,
): (VisitAnswer & { readonly areaCode: string; readonly gridId: string }) | null =>
  check.answer ? shownLike(context, check, { ...check.answer, areaCode: check.areaCode, gridId: check.gridId }) : null;

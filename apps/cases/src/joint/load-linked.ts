import { manyByKey } from '@gridloom/service-kit';

import { reaches } from '../case/case-reach.ts';
import { Case } from '../case/case.ts';
import type { Context } from '../context.ts';

/** Cases that refer to a case, as merged into it or as its repeats, that exist for the caller; oldest first. */
export const loadLinked = (context: Context, by: 'mergedIntoId' | 'repeatOfId', caseId: string): Promise<Case[]> =>
  context.batches.load('Case.linked', by, caseId, async (ids) => {
    const files = await context.em.find(
      Case,
      { [by]: { $in: [...ids] } },
      { orderBy: { reportedAt: 'asc', id: 'asc' }, disableIdentityMap: true },
    );
    const seen = files.filter((file) => reaches(context.caseReach, file));
    return manyByKey(ids, seen, (file) => file[by] ?? '');
  });

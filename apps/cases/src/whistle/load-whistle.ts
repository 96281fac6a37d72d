import { manyByKey, oneByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { Whistle, WhistleAnswer } from './whistle.ts';

/** The whistle blown for a case. */
export const loadWhistle = (context: Context, caseId: string): Promise<Whistle | null> =>
  context.batches.load('Case.whistle', null, caseId, async (ids) => {
    const whistles = await context.em.find(Whistle, { caseId: { $in: [...ids] } }, { disableIdentityMap: true });
    return oneByKey(ids, whistles, (whistle) => whistle.caseId);
  });

/** What the bodies that it convened did, in order. */
export const loadWhistleAnswers = (context: Context, whistleId: string): Promise<WhistleAnswer[]> =>
  context.batches.load('Whistle.answers', null, whistleId, async (ids) => {
    const answers = await context.em.find(
      WhistleAnswer,
      { whistleId: { $in: [...ids] } },
      { orderBy: { whistleId: 'asc', position: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, answers, (answer) => answer.whistleId);
  });

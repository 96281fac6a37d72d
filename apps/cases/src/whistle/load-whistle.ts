import { manyByKey, oneByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { loadOrganization } from '../organization/handlers.ts';
import { mayTakeWhistleStep, whistleReachSql } from './whistle-reach.ts';
import { Whistle, WhistleAnswer, WhistleStep, type WhistleAction } from './whistle.ts';

/** A whistle if it exists for the caller, else null; two statements for all that are asked for at once. */
export const findWhistle = (context: Context, id: string): Promise<Whistle | null> =>
  context.batches.load('Whistle', null, id.toLowerCase(), async (ids) => {
    const params: unknown[] = [ids.filter(isUuid)];
    const seen = await context.sql(
      `select w.id::text from whistle w where w.id = any($1::uuid[]) and ${whistleReachSql(context, params)}`,
      params,
    );
    const found = await context.em.find(
      Whistle,
      { id: { $in: seen.map((row) => row.id as string) } },
      { disableIdentityMap: true },
    );
    return oneByKey(ids, found, (whistle) => whistle.id);
  });

/** The whistles for a case that went out, the newest first. */
export const loadWhistles = (context: Context, caseId: string): Promise<Whistle[]> =>
  context.batches.load('Case.whistles', null, caseId, async (ids) => {
    const whistles = await context.em.find(
      Whistle,
      { caseId: { $in: [...ids] }, blownAt: { $ne: null } },
      { orderBy: { blownAt: 'desc', id: 'desc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, whistles, (whistle) => whistle.caseId);
  });

/** The whistle that was blown last for a case. */
export const loadWhistle = async (context: Context, caseId: string): Promise<Whistle | null> =>
  (await loadWhistles(context, caseId))[0] ?? null;

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

export const loadWhistleSteps = (context: Context, whistleId: string): Promise<WhistleStep[]> =>
  context.batches.load('Whistle.steps', null, whistleId, async (ids) => {
    const steps = await context.em.find(
      WhistleStep,
      { whistleId: { $in: [...ids] } },
      { orderBy: { whistleId: 'asc', position: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, steps, (step) => step.whistleId);
  });

/** What the caller may do with a whistle now, as officer of any body that it convenes. */
export const allowedWhistleSteps = async (context: Context, whistle: Whistle): Promise<WhistleAction[]> => {
  const answers = await loadWhistleAnswers(context, whistle.id);
  const bodies = answers.map(({ organizationId }) => organizationId);
  const known = whistle.callerId ? [whistle.callerId, ...bodies] : bodies;
  await Promise.all(known.map((id) => loadOrganization(context, id)));
  const allowed = await Promise.all(
    whistle.allowedActions().map(async (action) => {
      const may = await Promise.all(
        [null, ...bodies].map((body) => mayTakeWhistleStep(context, action, whistle, body)),
      );
      return may.includes(true) ? [action] : [];
    }),
  );
  return allowed.flat();
};

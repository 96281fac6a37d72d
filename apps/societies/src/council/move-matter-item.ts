import { matterProgressed, matterSettled } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { isUuid, notFound, runCommand } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { MoveMatterItemInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { lockActiveSociety } from '../society/own-society.ts';
import { Society } from '../society/society.ts';
import { matterData } from './matter-data.ts';
import { Matter, MatterItem } from './matter.ts';

/** Says where an item of a matter stands now; the matter is settled with its last item, and open again if one falls back. */
export const moveMatterItem = (context: Context, input: MoveMatterItemInput) =>
  runCommand<ResultOf<'MoveMatterItemResult'>>(context, {
    name: 'moveMatterItem',
    input,
    work: async (em) => {
      const field = 'input.matterItemId';
      const known = isUuid(input.matterItemId) ? await em.findOne(MatterItem, { id: input.matterItemId }) : null;
      const owner = known ? await em.findOne(Matter, { id: known.matterId }) : null;
      if (!known || !owner) return { result: notFound(context.locale, field) };
      const society = await lockActiveSociety(context, em, owner.societyId, field);
      if (!(society instanceof Society)) return { result: society };
      // Read again behind the society's lock: another move may have been committed meanwhile.
      const matter = await em.refreshOrFail(owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const item = await em.refreshOrFail(known);
      const now = context.now();
      const moved = matter.move(item, input.status, shanghaiDay(now));
      await em.flush();
      const event = moved === 'SETTLED' ? matterSettled : moved === 'PROGRESSED' ? matterProgressed : undefined;
      return {
        result: { __typename: 'MoveMatterItemSuccess' as const, matterId: matter.id },
        ...(event
          ? {
              events: [
                eventDraft({
                  event,
                  aggregateId: matter.id,
                  aggregateVersion: matter.version,
                  areaCode: matter.areaCode,
                  occurredAt: now,
                  data: matterData(matter),
                }),
              ],
            }
          : {}),
      };
    },
  });

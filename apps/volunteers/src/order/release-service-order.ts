import { Refused } from '@gridloom/access';
import { orderReleased } from '@gridloom/contracts';
import { runCommand } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ReleaseServiceOrderInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { Claim } from './claim.ts';
import { lockOrder, lockOwnVolunteer } from './lock-order.ts';
import { orderDrafts } from './order-events.ts';
import { orderNotOpen } from './order-not-open.ts';
import { ServiceOrder } from './service-order.ts';

/** Gives the caller's own claim back, so that somebody else may claim the order. */
export const releaseServiceOrder = (context: Context, input: ReleaseServiceOrderInput) =>
  runCommand<ResultOf<'ReleaseServiceOrderResult'>>(context, {
    name: 'releaseServiceOrder',
    input,
    work: async (em, sql) => {
      const volunteer = await lockOwnVolunteer(context, em);
      const order = await lockOrder(context, em, sql, input.serviceOrderId);
      if (!(order instanceof ServiceOrder)) return { result: order };
      const claim = await em.findOne(Claim, { serviceOrderId: order.id, volunteerId: volunteer.id });
      if (!claim) {
        throw new Refused('FORBIDDEN', context.say({ zh: '您没有认领此单。', en: 'You have not claimed this order.' }));
      }
      if (claim.completedAt != null || order.release() === 'CLOSED') {
        return {
          result: orderNotOpen(context, order.status, {
            zh: '您的服务已完成，或此单已取消，不能退回。',
            en: 'Your service is done, or the order is called off; it cannot be given back.',
          }),
        };
      }
      const now = context.now();
      em.remove(claim);
      await em.flush();
      return {
        result: { __typename: 'ReleaseServiceOrderSuccess', serviceOrderId: order.id },
        events: await orderDrafts(sql, orderReleased, order, now, volunteer.id),
      };
    },
  });

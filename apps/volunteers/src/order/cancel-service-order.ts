import { Refused } from '@gridloom/access';
import { orderCancelled } from '@gridloom/contracts';
import { runCommand } from '@gridloom/service-kit';

import { callerAccount } from '../caller-account.ts';
import type { Context } from '../context.ts';
import type { CancelServiceOrderInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import { lockOrder } from './lock-order.ts';
import { orderDrafts } from './order-events.ts';
import { orderNotOpen } from './order-not-open.ts';
import { ServiceOrder } from './service-order.ts';

/** Calls an order off: who posted it, as long as nobody has completed it. */
export const cancelServiceOrder = (context: Context, input: CancelServiceOrderInput) =>
  runCommand<ResultOf<'CancelServiceOrderResult'>>(context, {
    name: 'cancelServiceOrder',
    input,
    work: async (em, sql) => {
      const order = await lockOrder(context, em, sql, input.serviceOrderId);
      if (!(order instanceof ServiceOrder)) return { result: order };
      if (order.posterAccountId !== callerAccount(context)) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '只有发布人可以取消此单。', en: 'Only who posted the order may call it off.' }),
        );
      }
      const now = context.now();
      if (order.cancel(now) === 'CLOSED') {
        return {
          result: orderNotOpen(context, order.status, {
            zh: '此单已取消，或已有志愿者完成服务，不能取消。',
            en: 'It is called off already, or a volunteer has completed the service.',
          }),
        };
      }
      await em.flush();
      return {
        result: { __typename: 'CancelServiceOrderSuccess', serviceOrderId: order.id },
        events: await orderDrafts(sql, orderCancelled, order, now),
      };
    },
  });

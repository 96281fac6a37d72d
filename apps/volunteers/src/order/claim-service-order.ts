import { Refused } from '@gridloom/access';
import { orderClaimed } from '@gridloom/contracts';
import { conflict, runCommand, type SqlExecutor } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ClaimServiceOrderInput } from '../generated/resolvers.ts';
import type { ResultOf } from '../result-of.ts';
import type { Volunteer } from '../volunteer/volunteer.ts';
import { Claim } from './claim.ts';
import { lockOrder, lockOwnVolunteer } from './lock-order.ts';
import { orderDrafts } from './order-events.ts';
import { orderNotOpen } from './order-not-open.ts';
import { claimableAreas } from './order-reach.ts';
import { ServiceOrder } from './service-order.ts';

/** Another order of the volunteer, still to be done, whose time overlaps. */
const overlapping = async (
  sql: SqlExecutor,
  volunteer: Volunteer,
  order: ServiceOrder,
): Promise<string | undefined> => {
  const [row] = await sql(
    `select o.id from claim c join service_order o on o.id = c.service_order_id
     where c.volunteer_id = $1 and c.completed_at is null and o.status in ('POSTED', 'CLAIMED') and o.id <> $2
       and o.starts_at < $4 and o.ends_at > $3 limit 1`,
    [volunteer.id, order.id, order.startsAt, order.endsAt],
  );
  return row?.id as string | undefined;
};

/**
 * Claims an order. The order's row is locked, so that of any number of volunteers at once exactly as many win as are needed; the
 * volunteer's row is locked too, so that nobody wins two orders of the same time.
 */
export const claimServiceOrder = (context: Context, input: ClaimServiceOrderInput) =>
  runCommand<ResultOf<'ClaimServiceOrderResult'>>(context, {
    name: 'claimServiceOrder',
    input,
    work: async (em, sql) => {
      const volunteer = await lockOwnVolunteer(context, em);
      const order = await lockOrder(context, em, sql, input.serviceOrderId);
      if (!(order instanceof ServiceOrder)) return { result: order };
      if (!claimableAreas(context).includes(order.areaCode)) {
        throw new Refused(
          'FORBIDDEN',
          context.say({ zh: '只能认领本乡镇的接单。', en: 'You may claim orders of your township only.' }),
        );
      }
      const known = await em.findOne(Claim, { serviceOrderId: order.id, volunteerId: volunteer.id });
      if (known) {
        return {
          result: conflict(context.locale, { zh: '您已认领此单。', en: 'You have claimed this order already.' }),
        };
      }
      const now = context.now();
      const claimed = order.claim(now);
      if (claimed === 'FULL') {
        return {
          result: conflict(context.locale, {
            zh: '此单已被他人认领，人数已满。',
            en: 'Others were faster: as many volunteers as needed have claimed it.',
          }),
        };
      }
      if (claimed === 'CLOSED') {
        return {
          result: orderNotOpen(context, order.status, {
            zh: '此单已完成、已取消或已过时间，不能认领；请在待认领（POSTED）的接单中选择。',
            en: 'The order is completed, cancelled or over; choose one that is POSTED.',
          }),
        };
      }
      const other = await overlapping(sql, volunteer, order);
      if (other !== undefined) {
        return {
          result: {
            __typename: 'ServiceTimeOverlap',
            code: 'RULE_VIOLATED',
            message: context.say({
              zh: '您在同一时间已认领另一单；请先完成它，或选择其他时间的接单。',
              en: 'You have claimed another order of the same time; complete it first, or choose one of another time.',
            }),
            otherServiceOrderId: other,
          },
        };
      }
      em.create(Claim, {
        id: context.newId(),
        serviceOrderId: order.id,
        volunteerId: volunteer.id,
        areaCode: order.areaCode,
        claimedAt: now,
        completedAt: null,
      });
      await em.flush();
      return {
        result: { __typename: 'ClaimServiceOrderSuccess', serviceOrderId: order.id },
        events: await orderDrafts(sql, orderClaimed, order, now, volunteer.id),
      };
    },
  });

import { Refused } from '@gridloom/access';
import { orderCompleted, serviceHoursCertified } from '@gridloom/contracts';
import { eventDraft } from '@gridloom/messaging';
import { applyIncrements, invalidInput, runCommand, type InvalidInput } from '@gridloom/service-kit';

import { wrongLength } from '../check-input.ts';
import type { Context } from '../context.ts';
import { countCompleted, countHours } from '../figures.ts';
import type { CompleteServiceOrderInput } from '../generated/resolvers.ts';
import { ServiceHours, toHalfHours } from '../hours/service-hours.ts';
import type { ResultOf } from '../result-of.ts';
import { Claim } from './claim.ts';
import { lockOrder, lockOwnVolunteer } from './lock-order.ts';
import { orderDrafts } from './order-events.ts';
import { orderNotOpen } from './order-not-open.ts';
import { ServiceOrder } from './service-order.ts';

const wrongHours = (context: Context, hours: number, most: number): InvalidInput => {
  const allowed = `0.5–${String(most / 2)}`;
  return invalidInput(
    context.locale,
    'input.hours',
    {
      zh: `时长须为 0.5 的倍数，且在 ${allowed} 小时之间（不超过接单时长加 1 小时），收到 ${String(hours)}。`,
      en: `Hours are a multiple of 0.5, ${allowed} (the order's time and one hour more), got ${String(hours)}.`,
    },
    allowed,
  );
};

/** Completes the caller's own claim and certifies its hours: whoever records them certifies them. */
export const completeServiceOrder = (context: Context, input: CompleteServiceOrderInput) =>
  runCommand<ResultOf<'CompleteServiceOrderResult'>>(context, {
    name: 'completeServiceOrder',
    input,
    work: async (em, sql) => {
      const volunteer = await lockOwnVolunteer(context, em);
      const order = await lockOrder(context, em, sql, input.serviceOrderId);
      if (!(order instanceof ServiceOrder)) return { result: order };
      const claim = await em.findOne(Claim, { serviceOrderId: order.id, volunteerId: volunteer.id });
      if (!claim) {
        throw new Refused(
          'FORBIDDEN',
          context.say({
            zh: '只有认领此单的志愿者可以完成它。',
            en: 'Only a volunteer who claimed it may complete it.',
          }),
        );
      }
      const halfHours = toHalfHours(input.hours);
      if (halfHours === undefined || halfHours < 1 || halfHours > order.mostHalfHours) {
        return { result: wrongHours(context, input.hours, order.mostHalfHours) };
      }
      const wrong = wrongLength(context, 'input.note', input.note, 1, 500);
      if (wrong) return { result: wrong };
      const now = context.now();
      const completed = claim.completedAt == null ? order.completeClaim(now) : 'CLOSED';
      if (completed === 'CLOSED') {
        return {
          result: orderNotOpen(context, order.status, {
            zh: '此单已完成或已取消，时长只能认定一次。',
            en: 'It is completed or cancelled; its hours are certified once.',
          }),
        };
      }
      claim.completedAt = now;
      const entry = em.create(ServiceHours, {
        id: context.newId(),
        volunteerId: volunteer.id,
        serviceOrderId: order.id,
        areaCode: order.areaCode,
        halfHours,
        kind: 'CERTIFIED',
        correctsId: null,
        note: input.note?.trim() ?? null,
        recordedByAccountId: volunteer.accountId,
        servedAt: now < order.endsAt ? now : order.endsAt,
        recordedAt: now,
      });
      await em.flush();
      const orderDone = completed === 'ORDER_COMPLETED';
      await applyIncrements(sql, [
        ...countHours(context.areas, entry),
        ...(orderDone ? countCompleted(context.areas, order) : []),
      ]);
      return {
        result: { __typename: 'CompleteServiceOrderSuccess', serviceOrderId: order.id, serviceHoursId: entry.id },
        events: [
          eventDraft({
            event: serviceHoursCertified,
            aggregateId: entry.id,
            aggregateVersion: 1,
            areaCode: entry.areaCode,
            occurredAt: now,
            data: {
              serviceHoursId: entry.id,
              volunteerId: volunteer.id,
              serviceOrderId: order.id,
              hours: halfHours / 2,
              areaCode: entry.areaCode,
            },
          }),
          ...(orderDone ? await orderDrafts(sql, orderCompleted, order, now, volunteer.id) : []),
        ],
      };
    },
  });

import { orderState, type EventData, type EventDefinition } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';
import type { SqlExecutor } from '@gridloom/service-kit';

import type { ServiceOrder } from './service-order.ts';

type OrderData = EventData<typeof orderState>;

const orderData = (order: ServiceOrder, volunteerId: string | undefined): OrderData => ({
  serviceOrderId: order.id,
  status: order.status,
  areaCode: order.areaCode,
  ...(order.caseId == null ? {} : { caseId: order.caseId }),
  ...(order.societyId == null ? {} : { societyId: order.societyId }),
  ...(volunteerId === undefined ? {} : { volunteerId }),
});

/** What happened to an order, and its state; the state names who claimed it first. The order has been flushed. */
export const orderDrafts = async (
  sql: SqlExecutor,
  event: EventDefinition<OrderData>,
  order: ServiceOrder,
  occurredAt: Date,
  volunteerId?: string,
): Promise<EventDraft[]> => {
  const [first] =
    order.claimedCount === 0
      ? []
      : await sql('select volunteer_id from claim where service_order_id = $1 order by claimed_at, id limit 1', [
          order.id,
        ]);
  const told = {
    aggregateId: order.id,
    aggregateVersion: order.version,
    areaCode: order.areaCode,
    occurredAt,
  };
  return [
    eventDraft({ event, ...told, data: orderData(order, volunteerId) }),
    eventDraft({ event: orderState, ...told, data: orderData(order, first?.volunteer_id as string | undefined) }),
  ];
};

import { isUuid, oneByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { orderReachSql, ownOrderSql } from './order-reach.ts';
import { orderView, type ServiceOrderView } from './order-view.ts';

/** An order by id, if it exists for the caller. */
export const findOrder = async (context: Context, id: string): Promise<ServiceOrderView | null> =>
  isUuid(id)
    ? context.batches.load('ServiceOrder', null, id.toLowerCase(), async (ids) => {
        const reach = await context.orderReach();
        const params: unknown[] = [ids];
        const own = ownOrderSql(reach.accountId, 'o', params);
        const rows = await context.sql(
          `select o.*, ${own} as own from service_order o
           where o.id = any($1::uuid[]) and ${orderReachSql(reach, 'o', params)}`,
          params,
        );
        return oneByKey(ids, rows.map(orderView), (order) => order.id);
      })
    : null;

import type { Mask } from '@gridloom/access';
import type { SubgraphContext } from '@gridloom/service-kit';

import { orderReachOf, type OrderReach } from './order/order-reach.ts';
import { showsWhole } from './shown-whole.ts';

/** What resolvers and commands of volunteers work with. */
export interface Context extends SubgraphContext {
  /** Which orders and volunteers exist for the caller; worked out once a request. */
  readonly orderReach: () => Promise<OrderReach>;
  readonly reveals: (parent: object, field: string, mask: Mask) => boolean;
}

export const extendContext = (context: SubgraphContext): Context => ({
  ...context,
  orderReach: orderReachOf(context),
  reveals: showsWhole,
});

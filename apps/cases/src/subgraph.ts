import { organizationState } from '@gridloom/contracts';
import { projection } from '@gridloom/messaging';
import { readSubgraphSdl, type SubgraphDefinition } from '@gridloom/service-kit';

import { publishes } from '../events.ts';
import { caseSnapshot } from './case/case-snapshot.ts';
import { extendContext, type Context } from './context.ts';
import { database } from './database.ts';
import { onSocietyDemandWorded, onVisitDemandWorded } from './demand/on-demand-worded.ts';
import { onOrders } from './order/on-order.ts';
import { applyOrganizations } from './organization/handlers.ts';
import { resolvers } from './resolvers.ts';
import { serviceItemSnapshot } from './service-item/service-item-snapshot.ts';

export const subgraph: SubgraphDefinition<Context> = {
  database,
  sdl: readSubgraphSdl(new URL('../', import.meta.url)),
  resolvers,
  publishes,
  consumers: (tools) => [
    { group: 'demands', subscriptions: [onVisitDemandWorded(tools), onSocietyDemandWorded(tools)] },
    { group: 'orders', subscriptions: onOrders(tools) },
  ],
  projections: [projection(organizationState, applyOrganizations)],
  snapshots: [serviceItemSnapshot, caseSnapshot],
  extendContext,
};

import { readSubgraphSdl, type SubgraphDefinition } from '@gridloom/service-kit';

import { publishes } from '../events.ts';
import { extendContext, type Context } from './context.ts';
import { database } from './database.ts';
import { onGridChanged } from './grid/on-grid-changed.ts';
import { onResidentsMerged } from './resident/on-residents-merged.ts';
import { resolvers } from './resolvers.ts';
import { snapshots } from './snapshots.ts';

export const subgraph: SubgraphDefinition<Context> = {
  database,
  sdl: readSubgraphSdl(new URL('../', import.meta.url)),
  resolvers,
  publishes,
  consumers: () => [
    { group: 'grids', subscriptions: onGridChanged() },
    { group: 'residents', subscriptions: onResidentsMerged() },
  ],
  snapshots,
  extendContext,
};

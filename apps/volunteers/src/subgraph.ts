import { readSubgraphSdl, type SubgraphDefinition } from '@gridloom/service-kit';

import { publishes } from '../events.ts';
import { caseView } from './case-view.ts';
import { extendContext, type Context } from './context.ts';
import { database } from './database.ts';
import { onResidentsMerged } from './resident/on-residents-merged.ts';
import { resolvers } from './resolvers.ts';
import { snapshots } from './snapshots.ts';
import { societyView } from './society-view.ts';

export const subgraph: SubgraphDefinition<Context> = {
  database,
  sdl: readSubgraphSdl(new URL('../', import.meta.url)),
  resolvers,
  publishes,
  consumers: () => [{ group: 'residents', subscriptions: onResidentsMerged() }],
  projections: [societyView, caseView],
  snapshots,
  extendContext,
};

import { readConfig, runSubgraph, subgraphConfig } from '@gridloom/service-kit';

import { subgraph } from './subgraph.ts';

await runSubgraph(subgraph, readConfig(subgraphConfig));

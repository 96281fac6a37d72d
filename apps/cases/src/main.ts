import { readConfig, runSubgraph } from '@gridloom/service-kit';

import { casesConfig } from './config.ts';
import { createSubgraph } from './subgraph.ts';

const { webhookAddresses, ...config } = readConfig(casesConfig);
await runSubgraph(createSubgraph({ webhookAddresses }), config);

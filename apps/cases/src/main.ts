import { openFileStorage, readConfig, runSubgraph } from '@gridloom/service-kit';

import { casesConfig } from './config.ts';
import { createSubgraph } from './subgraph.ts';

const { webhookAddresses, sealing, files, ...config } = readConfig(casesConfig);
await runSubgraph(createSubgraph({ webhookAddresses, sealing, storage: openFileStorage(files) }), config);

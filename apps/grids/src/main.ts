import { openFileStorage, readConfig, runSubgraph } from '@gridloom/service-kit';

import { gridsConfig } from './config.ts';
import { createSubgraph } from './subgraph.ts';

const { sealing, files, ...config } = readConfig(gridsConfig);
await runSubgraph(createSubgraph(sealing, openFileStorage(files)), config);

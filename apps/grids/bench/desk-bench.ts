import { tmpdir } from 'node:os';

import { createSealingProvider, parseHashKey, parseSealingKeys } from '@gridloom/access';
import { openFileStorage } from '@gridloom/service-kit';
import { benchDesk } from '@gridloom/testkit';

import { createSubgraph } from '../src/subgraph.ts';
import { deskQueries } from './desk-queries.ts';

// What desks ask of the grids subgraph in counties of different size. Usage: node desk-bench.ts RUNS SEALING_KEYS HASH_KEY URL…;
// prints one line of JSON.
const [runs = '20', sealingKeys = '', hashKey = '', ...urls] = process.argv.slice(2);

const sealing = createSealingProvider({ keys: parseSealingKeys(sealingKeys), hashKey: parseHashKey(hashKey) });
const times = await benchDesk(
  createSubgraph(sealing, openFileStorage({ kind: 'folder', path: tmpdir() })),
  deskQueries(sealing),
  urls,
  Number(runs),
);
process.stdout.write(`${JSON.stringify(times)}\n`);

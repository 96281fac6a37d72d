import { benchDesk } from '@gridloom/testkit';

import { subgraph } from '../src/subgraph.ts';
import { deskQueries } from './desk-queries.ts';

// What desks ask of the cases subgraph in counties of different size. Usage: node desk-bench.ts RUNS COUNTY URL…; prints one line of JSON.
const [runs = '20', county = '', ...urls] = process.argv.slice(2);

const times = await benchDesk(subgraph, deskQueries(county), urls, Number(runs));
process.stdout.write(`${JSON.stringify(times)}\n`);

import type { Command } from 'commander';

import { repositoryRoot } from '../graph/load-subgraph-sdl.ts';
import { namesOf } from './names.ts';
import { newSubgraph } from './new-subgraph.ts';

/** `gridloom new-subgraph NAME`. */
export function register(program: Command): void {
  program
    .command('new-subgraph')
    .description('make a subgraph (新建子图) that composes, starts and answers through the gateway')
    .argument('<name>', 'name of the subgraph, small letters, e.g. parcels')
    .option('--aggregate <name>', 'its first aggregate; else the name in the singular')
    .option('--term <term>', 'the Chinese term of the aggregate, for descriptions')
    .action(async (name: string, options: { aggregate?: string; term?: string }) => {
      const files = await newSubgraph(repositoryRoot, namesOf(name, options), new Date());
      process.stdout.write(`${files.map((file) => `  ${file}`).join('\n')}\n
Next: npm install (links the package), npm run codegen (types of the resolvers), npm start.
`);
    });
}

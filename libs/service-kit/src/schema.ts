import { buildSubgraphSchema } from '@apollo/subgraph';
import { enforceAccess } from '@gridloom/access';
import { parse, type GraphQLSchema } from 'graphql';

import { scalarResolvers } from './scalars.ts';
import type { SubgraphContext } from './context.ts';
import type { SubgraphDefinition } from './subgraph.ts';

type Modules = Exclude<Parameters<typeof buildSubgraphSchema>[0], { kind: string }>;

/** The executable schema of a subgraph with access enforced on every field and reference. */
export const buildSchema = <C extends SubgraphContext>(
  subgraph: Pick<SubgraphDefinition<C>, 'sdl' | 'resolvers'>,
): GraphQLSchema =>
  enforceAccess(
    buildSubgraphSchema([
      { typeDefs: parse(subgraph.sdl), resolvers: { ...scalarResolvers, ...subgraph.resolvers } },
    ] as Modules),
  );

import { readManifest } from '@gridloom/service-kit';
import { parse } from 'graphql';

import { composeTwice } from './compose-twice.ts';
import { hideDirectives } from './hide-directives.ts';
import { loadSubgraphSdl, repositoryRoot } from './load-subgraph-sdl.ts';

/**
 * The supergraph of the manifest's subgraphs, composed offline from their SDL files.
 * @throws GraphProblem when one has no SDL or they do not compose
 */
export function composeSupergraph(root = repositoryRoot): string {
  const { subgraphs, graph } = readManifest(root);
  return composeTwice(
    subgraphs.map(({ name, port }) => ({
      name,
      url: `http://127.0.0.1:${port}/graphql`,
      typeDefs: hideDirectives(parse(loadSubgraphSdl(name, root)), graph.hiddenDirectives),
    })),
  );
}

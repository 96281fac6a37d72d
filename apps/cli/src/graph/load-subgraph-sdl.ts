import { existsSync } from 'node:fs';

import { readManifest, readSubgraphSdl } from '@gridloom/service-kit';

import { GraphProblem } from './graph-problem.ts';

/** The root of the repository that this file is part of. */
export const repositoryRoot = new URL('../../../../', import.meta.url);

/**
 * The whole SDL of a subgraph: the shared prelude, then its own files.
 * @throws GraphProblem when the manifest does not name the subgraph, or it has no SDL
 */
export function loadSubgraphSdl(name: string, root = repositoryRoot): string {
  const subgraph = readManifest(root).subgraphs.find((candidate) => candidate.name === name);
  if (!subgraph) {
    throw new GraphProblem(`infra/services.json names no subgraph ${name}.`);
  }
  const folder = new URL(`${subgraph.directory}/`, root);
  if (!existsSync(new URL('schema.graphql', folder)) && !existsSync(new URL('schema/', folder))) {
    throw new GraphProblem(`${subgraph.directory} has no SDL: write schema.graphql or schema/*.graphql there.`);
  }
  return readSubgraphSdl(folder);
}

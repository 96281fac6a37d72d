import { writeFileSync } from 'node:fs';

import { readManifest } from '@gridloom/service-kit';
import type { Command } from 'commander';

import { checkGraph } from './check-graph.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { GraphProblem } from './graph-problem.ts';
import { repositoryRoot } from './load-subgraph-sdl.ts';

/** `gridloom graph compose` and `gridloom graph check`. */
export function register(program: Command): void {
  const graph = program.command('graph').description('The composed graph (供图): compose it, check it');
  graph
    .command('compose')
    .description('compose the supergraph offline from the SDL files of the manifest')
    .action(() => reporting(compose));
  graph
    .command('check')
    .description('refuse a stale supergraph, documents that no longer validate and unannounced breaking changes')
    .option('--base <revision>', 'compare with the supergraph at this revision instead of the last one that landed')
    .action((options: { base?: string }) => reporting(() => checkGraph(repositoryRoot, options.base)));
}

/** A problem of the graph is the user's to solve: it is shown without a stack, with exit code 1. */
async function reporting(task: () => string[] | Promise<string[]>): Promise<void> {
  try {
    for (const line of await task()) process.stdout.write(`${line}\n`);
  } catch (error) {
    if (!(error instanceof GraphProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function compose(): string[] {
  const file = readManifest().graph.supergraph;
  writeFileSync(new URL(file, repositoryRoot), composeSupergraph());
  return [`${file} written.`];
}

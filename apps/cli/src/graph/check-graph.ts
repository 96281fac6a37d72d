import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { readManifest } from '@gridloom/service-kit';

import { compareSupergraphs, landedSupergraph, unannounced } from './breaking-changes.ts';
import { checkDocuments } from './check-documents.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { publicSchema } from './compose-twice.ts';
import { GraphProblem } from './graph-problem.ts';

const changelogFile = 'docs/graph-changelog.md';
const documentsFolder = 'apps/journeys/documents/';

const list = (lines: readonly string[]) => lines.map((line) => `\n  - ${line}`).join('');

/**
 * Checks the graph of the repository at `root`: the committed supergraph is what the SDL files compose to, every document
 * of the front ends validates against it, and what breaks readers of the one that landed last is announced.
 * @returns what was found, one sentence each
 * @throws GraphProblem for the first of the three that does not hold
 */
export async function checkGraph(root: URL, base?: string): Promise<string[]> {
  const file = readManifest(root).graph.supergraph;
  const composed = composeSupergraph(root);
  const committed = new URL(file, root);
  if (!existsSync(committed) || readFileSync(committed, 'utf8') !== composed) {
    throw new GraphProblem(
      `${file} is not what the SDL files compose to: run \`npm run graph:compose\` and commit it.`,
    );
  }
  const validated = refuseBrokenDocuments(root, composed);
  const landed = landedSupergraph(fileURLToPath(root), file, composed, base);
  if (landed === undefined) return [validated, 'No supergraph has landed yet: there is nothing to break.'];
  return [validated, ...(await refuseBreakingChanges(root, landed, composed))];
}

function refuseBrokenDocuments(root: URL, composed: string): string {
  const folder = new URL(documentsFolder, root);
  const documents = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
  const problems = checkDocuments(publicSchema(composed), documents);
  if (problems.length > 0) throw new GraphProblem(`Documents that the graph does not answer:${list(problems)}`);
  return `${documents.length} documents validate against the supergraph.`;
}

async function refuseBreakingChanges(root: URL, landed: string, composed: string): Promise<string[]> {
  const { breaking, dangerous, safe } = await compareSupergraphs(landed, composed);
  const changelog = new URL(changelogFile, root);
  const open = unannounced(breaking, existsSync(changelog) ? readFileSync(changelog, 'utf8') : '');
  if (open.length > 0) {
    throw new GraphProblem(`Breaking changes that ${changelogFile} does not announce in these words:${list(open)}`);
  }
  return [
    ...dangerous.map((message) => `dangerous: ${message}`),
    `${breaking.length} breaking, ${dangerous.length} dangerous and ${safe.length} safe changes.`,
  ];
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { readManifest } from '@gridloom/service-kit';
import { format, resolveConfig } from 'prettier';

import { CommandProblem } from '../command-problem.ts';
import { composeSupergraph } from '../graph/compose-supergraph.ts';
import { GraphProblem } from '../graph/graph-problem.ts';
import type { Names } from './names.ts';

const templates = new URL('template/', import.meta.url);
const ENDING = '.template';
const manifestFile = 'infra/services.json';

interface Packages {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const readPackage = (file: URL) => JSON.parse(readFileSync(file, 'utf8')) as Packages;

/** `20260302080000`, as migrations are named. */
const timestamp = (now: Date) => now.toISOString().replaceAll(/\D/g, '').slice(0, 14);

/**
 * Writes the files of a new subgraph into the repository at `root`, adds it to the manifest and composes the supergraph.
 * @returns the files written, from the root
 * @throws CommandProblem where the name is taken or the graph would not compose; nothing is left behind
 */
export async function newSubgraph(root: URL, names: Names, now: Date): Promise<string[]> {
  const manifest = readManifest(root);
  const directory = `apps/${names.name}`;
  const folder = new URL(`${directory}/`, root);
  if (manifest.subgraphs.some(({ name }) => name === names.name) || existsSync(folder)) {
    throw new CommandProblem(`There is a subgraph ${names.name} already: take another name.`);
  }
  const files = await formatted(root, render(root, names, now));
  const manifestBefore = readFileSync(new URL(manifestFile, root), 'utf8');
  const written = [...files].map(([file, text]) => {
    const target = new URL(file, folder);
    mkdirSync(dirname(target.pathname), { recursive: true });
    writeFileSync(target, text);
    return `${directory}/${file}`;
  });
  const port = Math.max(...manifest.subgraphs.map((subgraph) => subgraph.port)) + 1;
  const entry = {
    name: names.name,
    package: `@gridloom/${names.name}`,
    directory,
    port,
    database: `gridloom_${names.name}`,
  };
  const manifestAfter = { ...manifest, subgraphs: [...manifest.subgraphs, entry] };
  writeFileSync(
    new URL(manifestFile, root),
    await format(JSON.stringify(manifestAfter, null, 2), await styleOf(root, manifestFile)),
  );
  try {
    writeFileSync(new URL(manifest.graph.supergraph, root), composeSupergraph(root));
  } catch (error) {
    rmSync(folder, { recursive: true });
    writeFileSync(new URL(manifestFile, root), manifestBefore);
    if (!(error instanceof GraphProblem)) throw error;
    throw new CommandProblem(`${names.name} was not made, since the graph does not compose with it: ${error.message}`);
  }
  return [...written, manifestFile, manifest.graph.supergraph];
}

const styleOf = async (root: URL, file: string) => {
  const filepath = new URL(file, root).pathname;
  return { ...(await resolveConfig(filepath, { useCache: false })), filepath };
};

async function formatted(root: URL, files: Map<string, string>): Promise<Map<string, string>> {
  const done = new Map<string, string>();
  for (const [file, text] of files) done.set(file, await format(text, await styleOf(root, file)));
  return done;
}

function render(root: URL, names: Names, now: Date): Map<string, string> {
  const { version } = readPackage(new URL('package.json', root));
  const { dependencies = {} } = readPackage(new URL('libs/service-kit/package.json', root));
  const values: Readonly<Record<string, string>> = {
    ...names,
    version,
    mikroOrm: dependencies['@mikro-orm/core'] ?? '*',
    timestamp: timestamp(now),
  };
  const fill = (text: string) =>
    text.replaceAll(
      /__([A-Za-z]+?)__/g,
      (whole, key: string) => (Object.hasOwn(values, key) ? values[key] : whole) ?? whole,
    );
  return new Map(
    readdirSync(templates, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ENDING))
      .sort()
      .map((file) => [fill(file.slice(0, -ENDING.length)), fill(readFileSync(join(templates.pathname, file), 'utf8'))]),
  );
}

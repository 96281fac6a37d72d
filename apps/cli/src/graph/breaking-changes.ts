import { execFileSync } from 'node:child_process';

import { CriticalityLevel, diff } from '@graphql-inspector/core';

import { publicSchema } from './compose-twice.ts';
import { GraphProblem } from './graph-problem.ts';

/** What changed for the graph's readers between two supergraphs. */
export interface GraphChanges {
  readonly breaking: readonly string[];
  readonly dangerous: readonly string[];
  readonly safe: readonly string[];
}

/** Compares what callers see of two supergraphs; each change is one sentence. */
export async function compareSupergraphs(before: string, after: string): Promise<GraphChanges> {
  const changes = await diff(publicSchema(before), publicSchema(after));
  const of = (level: CriticalityLevel) =>
    changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message);
  return {
    breaking: of(CriticalityLevel.Breaking),
    dangerous: of(CriticalityLevel.Dangerous),
    safe: of(CriticalityLevel.NonBreaking),
  };
}

/** The breaking changes that the changelog of the graph does not announce in the very words. */
export function unannounced(breaking: readonly string[], changelog: string): string[] {
  return breaking.filter((message) => !changelog.includes(message));
}

const git = (root: string, ...args: string[]) =>
  execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 2 ** 20,
  });

/**
 * The supergraph that landed last: the file at `base`, if one is given; else the committed file, or the version before it
 * where the working tree has nothing newer than the committed one. Undefined when none has landed yet.
 * @throws GraphProblem when there is no git history to ask, or `base` is not in it
 */
export function landedSupergraph(root: string, file: string, composed: string, base?: string): string | undefined {
  try {
    if (base !== undefined) {
      git(root, 'rev-parse', '--verify', '--quiet', `${base}^{commit}`);
      return fileAt(root, base, file);
    }
    if (git(root, 'rev-list', '--all', '--max-count=1').trim() === '') return undefined;
    const versions = git(root, 'log', '-n', '2', '--format=%H', '--', file).split('\n').filter(Boolean);
    const [newest, before] = versions;
    if (newest === undefined) return undefined;
    const landed = fileAt(root, newest, file);
    return landed === composed && before !== undefined ? fileAt(root, before, file) : landed;
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new GraphProblem(
      `There is no landed supergraph to compare with${base === undefined ? '' : ` at ${base}`}: ${reason || 'no such commit'}`,
    );
  }
}

function fileAt(root: string, revision: string, file: string): string | undefined {
  const listed = git(root, 'ls-tree', '--name-only', revision, '--', file).trim();
  return listed === '' ? undefined : git(root, 'show', `${revision}:${file}`);
}

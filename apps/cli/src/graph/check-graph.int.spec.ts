import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { checkGraph } from './check-graph.ts';
import { composeSupergraph } from './compose-supergraph.ts';

const manifest = {
  gateway: { name: 'gateway', package: '@gridloom/gateway', directory: 'apps/gateway', port: 4000 },
  subgraphs: [
    { name: 'areas', package: '@gridloom/areas', directory: 'apps/areas', port: 4101, database: 'gridloom_areas' },
  ],
  graph: { supergraph: 'infra/graph/supergraph.graphql', hiddenDirectives: ['auth', 'public', 'sensitive'] },
};

let folder = '';
const root = () => pathToFileURL(`${folder}/`);

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: folder });

const writeSchema = (fields: string) => {
  write('apps/areas/schema.graphql', `type Query @public { area: Area } type Area @public { code: ID! ${fields} }`);
};
const compose = () => {
  write(manifest.graph.supergraph, composeSupergraph(root()));
};
const commit = () => {
  git('add', '.');
  git('commit', '--quiet', '--message', 'feat: change the graph');
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridloom-graph-'));
  git('init', '--quiet');
  write('infra/services.json', JSON.stringify(manifest));
  write('apps/journeys/documents/area.graphql', 'query Area { area { code } }');
  writeSchema('name: String!');
  compose();
  commit();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('checking the graph of a repository', () => {
  it('is content with a supergraph that has not changed', async () => {
    expect(await checkGraph(root())).toEqual([
      '1 documents validate against the supergraph.',
      '0 breaking, 0 dangerous and 0 safe changes.',
    ]);
  });

  it('refuses a supergraph that is not what the SDL files compose to', async () => {
    writeSchema('name: String! level: Int!');

    await expect(checkGraph(root())).rejects.toThrow('run `npm run graph:compose`');
  });

  it('refuses a breaking change, before and after it is committed, until the changelog announces it', async () => {
    writeSchema('');
    compose();
    await expect(checkGraph(root())).rejects.toThrow("Field 'name' was removed from object type 'Area'");

    commit();
    await expect(checkGraph(root())).rejects.toThrow("Field 'name' was removed from object type 'Area'");

    write('docs/graph-changelog.md', "- Field 'name' was removed from object type 'Area': there are codes.\n");
    expect(await checkGraph(root())).toContain('1 breaking, 0 dangerous and 0 safe changes.');
  });

  it('compares with the revision that it is given', async () => {
    writeSchema('');
    compose();
    commit();

    expect(await checkGraph(root(), 'HEAD')).toContain('0 breaking, 0 dangerous and 0 safe changes.');
    await expect(checkGraph(root(), 'no-such-branch')).rejects.toThrow('no-such-branch');
  });

  it('refuses a graph that no longer answers a document', async () => {
    write('apps/journeys/documents/area.graphql', 'query Area { area { population } }');

    await expect(checkGraph(root())).rejects.toThrow('area.graphql: line 1: Cannot query field "population"');
  });
});

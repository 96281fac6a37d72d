import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkEvents } from './check-events.ts';
import { generateFiles } from './generate-files.ts';
import { writeFiles } from './repository-files.ts';
import { schemaFile } from './schema-files.ts';

const OPEN = schemaFile('gridloom.cases.case.closed.v1', 'open');
const VERSION = '0.1.0';
const files = generateFiles(VERSION);
let root: string;

const git = (...args: string[]): void => {
  execFileSync(
    'git',
    ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false', ...args],
    { cwd: root, stdio: 'ignore' },
  );
};
const commit = (): void => {
  git('add', '--all');
  git('commit', '--message', 'a version');
};
const rewrite = (file: string, change: (schema: Record<string, unknown>) => object): void => {
  const at = path.join(root, file);
  writeFileSync(
    at,
    `${JSON.stringify(change(JSON.parse(readFileSync(at, 'utf8')) as Record<string, unknown>), null, 2)}\n`,
  );
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'gridloom-events-'));
  mkdirSync(path.join(root, 'docs'));
  git('init');
  writeFiles(root, files);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('The check of the event contract', () => {
  test('finds nothing to break before anything has landed', () => {
    expect(checkEvents(root, VERSION)).toEqual([
      'No schema has landed yet: there is nothing to break.',
      `${files.size} generated files are up to date.`,
    ]);
  });

  test('passes what has landed, and an optional field that came after', () => {
    rewrite(OPEN, (schema) => {
      const { urgency: _, ...properties } = schema.properties as Record<string, unknown>;
      return { ...schema, properties, required: (schema.required as string[]).filter((name) => name !== 'urgency') };
    });
    rewrite(schemaFile('gridloom.cases.case.refused.v1', 'open'), (schema) => {
      const { demandId: _, ...properties } = schema.properties as Record<string, unknown>;
      return { ...schema, properties };
    });
    commit();
    writeFiles(root, files);
    expect(() => checkEvents(root, VERSION)).toThrow(`${OPEN}: urgency is new and required (newly required)`);
    expect(() => checkEvents(root, VERSION)).not.toThrow('demandId');
  });

  test('compares with the version before where the committed one is the newest, or with the one it is told', () => {
    rewrite(OPEN, (schema) => ({ ...schema, description: 'Other words.' }));
    commit();
    git('tag', 'first');
    writeFiles(root, files);
    commit();
    expect(() => checkEvents(root, VERSION)).toThrow(/description was "Other words."/);
    expect(checkEvents(root, VERSION, 'HEAD')).toHaveLength(2);
    expect(() => checkEvents(root, VERSION, 'first')).toThrow(/\(changed\)/);
    expect(() => checkEvents(root, VERSION, 'nowhere')).toThrow('git knows no commit nowhere');
  });

  test('refuses a published version that was removed', () => {
    writeFileSync(path.join(root, schemaFile('gridloom.cases.case.forgotten.v1', 'open')), '{}\n');
    commit();
    writeFiles(root, files);
    expect(() => checkEvents(root, VERSION)).toThrow(
      'gridloom.cases.case.forgotten.v1.open.json: the published version was removed',
    );
  });

  test('refuses generated files that are missing, edited or orphaned', () => {
    rmSync(path.join(root, OPEN));
    appendFileSync(path.join(root, 'docs/asyncapi.yaml'), '\n');
    writeFileSync(path.join(root, schemaFile('gridloom.cases.case.teleported.v1', 'open')), '{}\n');
    expect(() => checkEvents(root, VERSION)).toThrow(
      `out of date.\n  - ${OPEN} is not what its definitions make\n  - docs/asyncapi.yaml is not what its definitions make\n  - ${schemaFile('gridloom.cases.case.teleported.v1', 'open')} belongs to no event`,
    );
  });
});

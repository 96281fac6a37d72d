import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Files } from './check-files.ts';
import { EventsProblem } from './events-problem.ts';
import { SCHEMA_FOLDER } from './schema-files.ts';

/** The generated files that are in the working tree. */
export function presentFiles(root: string, others: readonly string[]): Files {
  const schemas = listed(path.join(root, SCHEMA_FOLDER)).map((name) => `${SCHEMA_FOLDER}/${name}`);
  return new Map(
    [...schemas, ...others].flatMap((file) => {
      const text = readIfThere(path.join(root, file));
      return text === undefined ? [] : [[file, text]];
    }),
  );
}

/** Writes the files, and removes schemas of events that are no more. */
export function writeFiles(root: string, files: Files): void {
  mkdirSync(path.join(root, SCHEMA_FOLDER), { recursive: true });
  for (const name of listed(path.join(root, SCHEMA_FOLDER))) {
    if (!files.has(`${SCHEMA_FOLDER}/${name}`)) rmSync(path.join(root, SCHEMA_FOLDER, name));
  }
  for (const [file, text] of files) writeFileSync(path.join(root, file), text);
}

/**
 * The schemas as they landed last: those at `base`, if one is given; else the committed ones, or the version before them where
 * the definitions make nothing newer than the committed ones. None in a repository where none has landed.
 * @throws EventsProblem when git does not know the base
 */
export function publishedFiles(root: string, generated: Files, base: string | undefined): Files {
  if (base !== undefined) {
    if (git(root, ['rev-parse', '--verify', '--quiet', `${base}^{commit}`]) === undefined) {
      throw new EventsProblem(`git knows no commit ${base}: give --base another one.`);
    }
    return schemasAt(root, base);
  }
  const [newest, before] = (git(root, ['log', '-n', '2', '--format=%H', '--', SCHEMA_FOLDER])?.toString() ?? '')
    .split('\n')
    .filter(Boolean);
  if (newest === undefined) return new Map();
  const landed = schemasAt(root, newest);
  const newer = [...landed].some(([file, text]) => generated.get(file) !== text);
  return newer || before === undefined ? landed : schemasAt(root, before);
}

function schemasAt(root: string, revision: string): Files {
  const listing = git(root, ['ls-tree', '-r', '-z', revision, '--', `${SCHEMA_FOLDER}/`])?.toString() ?? '';
  const blobs = listing.split('\0').flatMap((line) => {
    const [, object, file] = /^\d+ blob ([0-9a-f]+)\t(.+)$/.exec(line) ?? [];
    return object === undefined || file === undefined ? [] : [{ object, file }];
  });
  const contents =
    git(root, ['cat-file', '--batch'], blobs.map(({ object }) => `${object}\n`).join('')) ?? Buffer.alloc(0);
  const files = new Map<string, string>();
  let at = 0;
  for (const { file } of blobs) {
    const start = contents.indexOf(10, at) + 1;
    const size = Number(contents.toString('utf8', at, start).trim().split(' ').at(-1));
    files.set(file, contents.toString('utf8', start, start + size));
    at = start + size + 1;
  }
  return files;
}

function git(root: string, args: readonly string[], input = ''): Buffer | undefined {
  try {
    return execFileSync('git', args, {
      cwd: root,
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 256 * 1024 * 1024,
    });
  } catch {
    // Whatever git says no to is a revision or a history that is not there.
    return undefined;
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    // The folder appears with the first schema.
    return [];
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A file that is not there is told as one that differs.
    return undefined;
  }
}

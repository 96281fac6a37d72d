import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = new URL('../../../../', import.meta.url);
const entry = fileURLToPath(new URL('./explorer.jsx', import.meta.url));

/** Everything that decides what the bundle holds. */
const fingerprint = () =>
  createHash('sha256')
    .update(readFileSync(entry))
    .update(readFileSync(new URL('package-lock.json', root)))
    .digest('hex')
    .slice(0, 16);

/**
 * Bundles GraphiQL with its editor workers into static files, once for each version, under node_modules/.cache: the page
 * loads nothing from any other network.
 * @returns the folder of the files
 */
export const buildExplorer = async (): Promise<string> => {
  const cache = fileURLToPath(new URL('node_modules/.cache/gridloom/', root));
  const folder = `${cache}explorer-${fingerprint()}`;
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache)) if (old.startsWith('explorer-')) rmSync(cache + old, { recursive: true });
  const making = `${folder}.${String(process.pid)}`;
  const common = {
    bundle: true,
    minify: true,
    outdir: making,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  } as const;
  await build({
    ...common,
    entryPoints: { explorer: entry },
    format: 'esm',
    loader: { '.ttf': 'file', '.woff2': 'file' },
    jsx: 'automatic',
  });
  await build({
    ...common,
    entryPoints: {
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
    format: 'iife',
  });
  try {
    renameSync(making, folder);
  } catch (error) {
    // Another gateway on this machine was faster.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
};

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const leftOut = new Set(['node_modules', '.git', '.nx', '.gridloom', 'generated', 'dist', 'coverage']);

/**
 * Copies the repository's files into a temporary folder, for a test that writes into it. Packages are linked to those that are
 * installed, the workspace's own to their copies.
 * @returns the folder; whoever asked removes it
 */
export function copyRepository(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gridloom-copy-'));
  cpSync(root, folder, { recursive: true, filter: (source) => !leftOut.has(basename(source)) });
  const installed = join(root, 'node_modules');
  const packages = join(folder, 'node_modules');
  mkdirSync(join(packages, '@gridloom'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@gridloom') symlinkSync(join(installed, name), join(packages, name));
  }
  for (const kind of ['apps', 'libs']) {
    for (const name of readdirSync(join(folder, kind))) {
      symlinkSync(join(folder, kind, name), join(packages, '@gridloom', name));
      // versions of a package's own, where another one is installed at the root
      const own = join(root, kind, name, 'node_modules');
      if (existsSync(own)) symlinkSync(own, join(folder, kind, name, 'node_modules'));
    }
  }
  return folder;
}

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A path on which only the given programs are, for specs about machines that lack one: name → shell script. */
export async function makeToolFolder(
  tools: Record<string, string>,
): Promise<{ env: NodeJS.ProcessEnv; folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gridloom-tools-'));
  for (const [name, script] of Object.entries(tools)) {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }
  return { env: { PATH: folder }, folder, remove: () => rm(folder, { recursive: true }) };
}

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { FileMissing } from './file-missing.ts';
import type { FileStorage } from './file-storage.ts';

const isMissing = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/**
 * Files in a folder, readable by the service's user alone. A file is written aside and moved to its place when it is whole, so
 * that a process that dies leaves nothing that looks like a file.
 */
export const folderStorage = (root: string): FileStorage => {
  // Folders of some hundred files each: one folder of a million is slow to list and to back up.
  const pathOf = (key: string) => join(root, 'kept', key.slice(-2), key);
  return {
    put: async (key, bytes) => {
      const aside = join(root, 'incoming', `${key}.${randomUUID()}`);
      const place = pathOf(key);
      await mkdir(dirname(aside), { recursive: true, mode: 0o700 });
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      try {
        await pipeline(bytes, createWriteStream(aside, { mode: 0o600, flush: true }));
        await rename(aside, place);
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
    },
    get: async (key) => {
      try {
        const handle = await open(pathOf(key), 'r');
        return handle.createReadStream();
      } catch (error) {
        if (isMissing(error)) throw new FileMissing(key);
        throw error;
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
};

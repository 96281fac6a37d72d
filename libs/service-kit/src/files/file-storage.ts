import type { Readable } from 'node:stream';

import type { FileAddress } from './file-address.ts';
import { folderStorage } from './folder-storage.ts';
import { s3Storage } from './s3-storage.ts';

/** Where the bytes of files are kept. Keys are made by the service, never by who sends a file. */
export interface FileStorage {
  /** Keeps what the stream gives, all of it or, where it fails or is aborted, nothing. */
  put(key: string, bytes: Readable): Promise<void>;
  /** Throws {@link FileMissing} where nothing is kept under the key. */
  get(key: string): Promise<Readable>;
  /** What is gone already stays gone. */
  remove(key: string): Promise<void>;
}

/** Opens the storage that a configuration names. */
export const openFileStorage = (address: FileAddress): FileStorage =>
  address.kind === 'folder' ? folderStorage(address.path) : s3Storage(address);

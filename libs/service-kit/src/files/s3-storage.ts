import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { S3Client } from '@aws-sdk/client-s3';

import type { FileAddress } from './file-address.ts';
import { FileMissing } from './file-missing.ts';
import type { FileStorage } from './file-storage.ts';

type S3Address = Extract<FileAddress, { kind: 's3' }>;

/** Only an installation that uses it pays for the library's memory. */
const loadLibrary = () => import('@aws-sdk/client-s3');

/**
 * Files in a bucket of a store that speaks S3. A file goes through a folder of this machine first: the store wants to know its
 * length, and gets whole files alone.
 */
export const s3Storage = (address: S3Address): FileStorage => {
  const { bucket, prefix, endpoint, region, accessKeyId, secretAccessKey } = address;
  let opened: Promise<S3Client> | undefined;
  const client = () => {
    opened ??= loadLibrary().then(
      ({ S3Client: Client }) =>
        new Client({
          endpoint,
          region,
          // Stores other than Amazon's know no bucket as a host name, and not all know the newer checksums.
          forcePathStyle: true,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
          credentials: { accessKeyId, secretAccessKey },
        }),
    );
    return opened;
  };
  return {
    put: async (key, bytes) => {
      const { PutObjectCommand } = await loadLibrary();
      const folder = await mkdtemp(join(tmpdir(), 'gridloom-file-'));
      try {
        const spool = join(folder, 'bytes');
        await pipeline(bytes, createWriteStream(spool, { mode: 0o600 }));
        const { size } = await stat(spool);
        const s3 = await client();
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: prefix + key,
            Body: createReadStream(spool),
            ContentLength: size,
          }),
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    get: async (key) => {
      const { GetObjectCommand, NoSuchKey } = await loadLibrary();
      try {
        const s3 = await client();
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + key }));
        if (Body instanceof Readable) return Body;
      } catch (error) {
        if (error instanceof NoSuchKey) throw new FileMissing(key);
        throw error;
      }
      throw new FileMissing(key);
    },
    remove: async (key) => {
      const { DeleteObjectCommand } = await loadLibrary();
      const s3 = await client();
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }));
    },
  };
};

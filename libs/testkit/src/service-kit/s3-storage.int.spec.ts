import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { filesConfig, openFileStorage, type FileStorage } from '@gridloom/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

/** What a request was, besides its bytes. */
interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly length: string | undefined;
}

describe('A store that speaks S3', () => {
  const objects = new Map<string, Buffer>();
  const seen: Seen[] = [];
  let server: Server;
  let storage: FileStorage;

  beforeAll(async () => {
    server = createServer((request, response) => {
      void (async () => {
        const { method, headers } = request;
        const path = request.url?.split('?')[0] ?? '';
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        seen.push({ method, path, authorization: headers.authorization, length: headers['content-length'] });
        if (method === 'PUT') objects.set(path, Buffer.concat(chunks));
        if (method === 'DELETE') objects.delete(path);
        const found = objects.get(path);
        if (method === 'GET' && !found) {
          response.writeHead(404, { 'content-type': 'application/xml' });
          response.end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
        } else response.writeHead(method === 'DELETE' ? 204 : 200).end(method === 'GET' ? found : undefined);
      })();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const address = filesConfig.GRIDLOOM_FILES.parse(
      `s3://KEY:${encodeURIComponent('se/cret+')}@127.0.0.1:${String(port)}/county/grids?region=cn-north-1&tls=no`,
    );
    expect(address).toMatchObject({ kind: 's3', bucket: 'county', prefix: 'grids/', secretAccessKey: 'se/cret+' });
    storage = openFileStorage(address);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('keeps a file under the prefix, signed and with its length, gives it back and removes it', async () => {
    await storage.put('a-key', Readable.from([Buffer.from('织'), Buffer.from('网')], { objectMode: false }));
    expect(seen.at(-1)).toMatchObject({
      method: 'PUT',
      path: '/county/grids/a-key',
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=KEY\/\d{8}\/cn-north-1\/s3\//),
      length: '6',
    });
    expect(await text(await storage.get('a-key'))).toBe('织网');
    await storage.remove('a-key');
    await expect(storage.get('a-key')).rejects.toThrow('The storage has no file a-key');
  });

  test('gets nothing of a file that breaks off on its way', async () => {
    const before = seen.length;
    const broken = Readable.from(
      (async function* () {
        yield await Promise.resolve(Buffer.from('half'));
        throw new Error('gone');
      })(),
      { objectMode: false },
    );
    await expect(storage.put('half', broken)).rejects.toThrow('gone');
    expect(seen).toHaveLength(before);
  });
});

describe('Where files are kept', () => {
  test.each([['https://files.example/'], ['s3://host/bucket'], ['s3://key:secret@host'], ['/var/lib/files']])(
    'is not %s',
    (text) => {
      expect(filesConfig.GRIDLOOM_FILES.safeParse(text).success).toBe(false);
    },
  );

  test('may be a folder', () => {
    expect(filesConfig.GRIDLOOM_FILES.parse('file:///var/lib/%E7%BB%87%E7%BD%91')).toEqual({
      kind: 'folder',
      path: '/var/lib/织网',
    });
  });
});

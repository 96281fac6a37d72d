import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { anonymous, type Caller } from '@gridloom/access';
import {
  claimFiles,
  createLog,
  fileMigration,
  fileMigrationDown,
  filesOfSubjects,
  filesRouter,
  openFileStorage,
  releaseFiles,
  type FilesDefinition,
  type SubgraphContext,
} from '@gridloom/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Migration } from '@mikro-orm/migrations';
import express from 'express';

import { callerAt } from '../callers.ts';
import { testSubgraph, type TestSubgraph } from '../test-subgraph.ts';
import { smallSubgraph } from './small-subgraph.ts';

class KeepFiles extends Migration {
  override up(): void {
    for (const statement of fileMigration()) this.addSql(statement);
  }

  override down(): void {
    for (const statement of fileMigrationDown()) this.addSql(statement);
  }
}

const NOW = new Date('2026-03-02T02:00:00Z');
const worker = callerAt('GRID_WORKER', '410326200200');
const other = callerAt('GRID_WORKER', '410326200201');
const head = callerAt('GRID_HEAD', '410326200200');
const volunteer = callerAt('VOLUNTEER', '410326');
const everybody: Readonly<Record<string, Caller>> = { worker, other, head, volunteer, nobody: anonymous };

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  Buffer.alloc(5_000, 1),
]);

let folder: string;
let subgraph: TestSubgraph;
let files: FilesDefinition;
let server: Server;
let address: string;

/** Names of the files that the storage holds, half-written ones included. */
const stored = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridloom-files-'));
  files = {
    storage: openFileStorage({ kind: 'folder', path: folder }),
    purposes: [
      {
        name: 'PHOTO',
        title: { zh: '照片', en: 'a photo' },
        permission: 'RECORD_VISIT',
        maxBytes: 1024 ** 2,
        types: ['image/png', 'image/jpeg'],
        mayRead: (context, file) =>
          Promise.resolve(
            file.subject === 'visit:1' &&
              context.caller.kind === 'account' &&
              context.caller.assignments.some(({ role }) => role === 'GRID_HEAD'),
          ),
      },
      {
        name: 'TABLE',
        title: { zh: '表格', en: 'a table' },
        permission: 'RECORD_VISIT',
        maxBytes: 1024,
        types: ['text/csv'],
      },
      { name: 'MADE', title: { zh: '结果', en: 'a result' }, maxBytes: 1024, types: ['text/csv'] },
    ],
  };
  const { database } = smallSubgraph;
  subgraph = await testSubgraph(
    {
      ...smallSubgraph,
      files,
      database: {
        ...database,
        jobs: true,
        migrations: [...database.migrations, { name: '20260102000000-keep-files', class: KeepFiles }],
      },
    },
    { now: NOW },
  );
  const contexts = new WeakMap<IncomingMessage, SubgraphContext>();
  const app = express();
  app.use(async (request, _response, next) => {
    const as = everybody[request.header('x-as') ?? 'nobody'];
    contexts.set(request, await subgraph.context({ ...(as ? { as } : {}), locale: 'en' }));
    next();
  });
  app.use(
    '/files',
    filesRouter(
      files,
      (request) => {
        const context = contexts.get(request);
        if (!context) throw new TypeError('A request came without its context');
        return context;
      },
      createLog({ service: 'small', level: 'silent' }),
    ),
  );
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await subgraph.stop();
  rmSync(folder, { recursive: true, force: true });
});

const send = (as: string, body: string | Buffer, { purpose = 'PHOTO', name = 'a.png' } = {}) =>
  fetch(`${address}/files?purpose=${purpose}&name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'x-as': as },
    body,
  });

const errorOf = async (answer: Response) => {
  const body = (await answer.json()) as {
    errors: { message: string; extensions: { code: string; allowed?: string } }[];
  };
  return { status: answer.status, ...body.errors[0]?.extensions, message: body.errors[0]?.message };
};

const sent = async (as: string): Promise<string> => ((await (await send(as, png)).json()) as { id: string }).id;

describe('A file', () => {
  test('is kept whole, and given back to whoever sent it and to nobody else', async () => {
    const answer = await send('worker', png, { name: '../../照片 1.png' });
    expect(answer.status).toBe(201);
    const file = (await answer.json()) as { id: string };
    expect(file).toMatchObject({
      name: '照片 1.png',
      contentType: 'image/png',
      bytes: png.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      expiresAt: '2026-03-03T02:00:00.000Z',
    });
    const back = await fetch(`${address}/files/${file.id}`, { headers: { 'x-as': 'worker' } });
    expect(Buffer.from(await back.arrayBuffer()).equals(png)).toBe(true);
    expect(back.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('照片 1.png')}`,
    );
    expect(back.headers.get('x-content-type-options')).toBe('nosniff');
    for (const as of ['other', 'head']) {
      const refused = await fetch(`${address}/files/${file.id}`, { headers: { 'x-as': as } });
      expect(await errorOf(refused)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
    expect((await fetch(`${address}/files/${file.id}`)).status).toBe(401);
    expect((await fetch(`${address}/files/not-an-id`, { headers: { 'x-as': 'worker' } })).status).toBe(404);
  });

  test.each([
    ['nobody', png, 'PHOTO', 401, 'UNAUTHENTICATED'],
    ['volunteer', png, 'PHOTO', 403, 'FORBIDDEN'],
    ['worker', png, 'WHATEVER', 400, 'BAD_USER_INPUT'],
    ['worker', Buffer.from('a,b'), 'MADE', 400, 'BAD_USER_INPUT'],
    ['worker', Buffer.from('<html><script>'), 'PHOTO', 415, 'BAD_USER_INPUT'],
    ['worker', png, 'TABLE', 413, 'LIMIT_EXCEEDED'],
    ['worker', Buffer.from([0, 1, 2]), 'TABLE', 415, 'BAD_USER_INPUT'],
    ['worker', Buffer.alloc(0), 'TABLE', 400, 'BAD_USER_INPUT'],
  ])('sent by %s is refused where it is not allowed (%#)', async (as, body, purpose, status, code) => {
    const before = stored();
    expect(await errorOf(await send(as, body, { purpose }))).toMatchObject({ status, code });
    expect(stored()).toEqual(before);
  });

  test('of 300 MB is refused before it is read, by what is allowed, and nothing of it is kept', async () => {
    const before = stored();
    const outgoing = httpRequest(`${address}/files?purpose=PHOTO&name=large.png`, {
      method: 'POST',
      headers: { 'x-as': 'worker', 'content-length': String(300 * 1024 ** 2) },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(png);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    let body = '';
    for await (const chunk of answer) body += String(chunk);
    expect(JSON.parse(body)).toEqual({
      errors: [
        { message: 'A file for a photo has 1 MB at most.', extensions: { code: 'LIMIT_EXCEEDED', allowed: '1 MB' } },
      ],
    });
    outgoing.destroy();
    expect(stored()).toEqual(before);
  });

  test('that grows beyond the limit on its way, without a word before, leaves nothing', async () => {
    const before = stored();
    const outgoing = httpRequest(`${address}/files?purpose=PHOTO`, { method: 'PUT', headers: { 'x-as': 'worker' } });
    outgoing.on('error', () => undefined);
    outgoing.write(png);
    outgoing.write(Buffer.alloc(2 * 1024 ** 2, 2));
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    answer.resume();
    outgoing.destroy();
    expect(stored()).toEqual(before);
    expect(await subgraph.sql(`select count(*)::int as n from stored_file where state = 'RECEIVING'`)).toEqual([
      { n: 0 },
    ]);
  });
});

describe('What is done with a file', () => {
  test('claims it once for one subject, again without effect, and lets others read it by that', async () => {
    const id = await sent('worker');
    const accountId = worker.kind === 'account' ? worker.accountId : '';
    const claim = { fileIds: [id], purpose: 'PHOTO', accountId, subject: 'visit:1', now: NOW };
    expect(await claimFiles(subgraph.sql, { ...claim, accountId: crypto.randomUUID() })).toEqual({
      ok: false,
      missing: [id],
    });
    expect(await claimFiles(subgraph.sql, { ...claim, purpose: 'TABLE' })).toEqual({ ok: false, missing: [id] });
    expect(await claimFiles(subgraph.sql, claim)).toMatchObject({
      ok: true,
      files: [{ id, state: 'CLAIMED', expiresAt: null }],
    });
    expect(await claimFiles(subgraph.sql, claim)).toMatchObject({ ok: true });
    expect(await claimFiles(subgraph.sql, { ...claim, subject: 'visit:2' })).toEqual({ ok: false, missing: [id] });
    expect((await filesOfSubjects(subgraph.sql, ['visit:1', 'visit:2'])).get('visit:1')).toMatchObject([{ id }]);
    expect((await fetch(`${address}/files/${id}`, { headers: { 'x-as': 'head' } })).status).toBe(200);
    expect((await fetch(`${address}/files/${id}`, { headers: { 'x-as': 'other' } })).status).toBe(404);
  });

  test('sweeps it away a day later if nothing claimed it, and when it was given up', async () => {
    const unclaimed = await sent('worker');
    await releaseFiles(subgraph.sql, 'visit:1', NOW);
    subgraph.setNow(new Date('2026-03-03T01:59:59Z'));
    await subgraph.runScheduledJob('sweep-files');
    expect(stored()).toContain(unclaimed);
    subgraph.setNow(new Date('2026-03-03T02:00:01Z'));
    expect((await fetch(`${address}/files/${unclaimed}`, { headers: { 'x-as': 'worker' } })).status).toBe(404);
    await subgraph.runScheduledJob('sweep-files');
    expect(stored()).toEqual([]);
    expect(await subgraph.sql('select count(*)::int as n from stored_file')).toEqual([{ n: 0 }]);
    subgraph.setNow(NOW);
  });

  test('keeps one account from filling the disk with what nothing uses', async () => {
    const accountId = worker.kind === 'account' ? worker.accountId : '';
    await subgraph.sql(
      `insert into stored_file (id, account_id, purpose, name, content_type, bytes, sha256, state, created_at, expires_at)
       values (gen_random_uuid(), $1, 'PHOTO', 'x', 'image/png', $2, 'x', 'UNCLAIMED', $3, $4)`,
      [accountId, 1024 ** 3, NOW, new Date('2026-03-03T02:00:00Z')],
    );
    expect(await errorOf(await send('worker', png))).toMatchObject({
      status: 413,
      code: 'LIMIT_EXCEEDED',
      allowed: '1024 MB',
    });
    expect((await send('head', png)).status).toBe(201);
  });
});

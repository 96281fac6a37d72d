import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createLog, startTracing } from '@gridloom/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { gatewayConfig } from './config.ts';
import { startGateway, type RunningGateway } from './gateway.ts';

interface Seen {
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** A server where a subgraph should be: it notes what it is asked, and answers as told. */
const listenAt = async (answer: (query: string) => unknown, seen: Seen[]): Promise<Server> => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ headers: { ...request.headers }, body });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

/** A server where a subgraph's files should be: it refuses what is announced as more than a megabyte without reading it. */
const keepFilesAt = async (seen: Seen[]): Promise<Server> => {
  const server = createServer((request, response) => {
    void (async () => {
      if (Number(request.headers['content-length'] ?? 0) > 1024 ** 2) {
        response.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
        response.end('{"errors":[{"message":"1 MB at most"}]}');
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen.push({ headers: { ...request.headers }, body: `${request.method ?? ''} ${request.url ?? ''}` });
      response.writeHead(200, {
        'content-type': 'image/png',
        'content-disposition': 'attachment',
        'x-inner': 'secret',
      });
      response.end(Buffer.concat(chunks));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

const addressOf = (server: Server) => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/graphql`;

const ISSUER = 'http://127.0.0.1:9';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const keySet = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] };

/** An access token as the issuer signs it. */
const tokenFor = (claims: Record<string, unknown>): string => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const signed = `${part({ alg: 'RS256', kid: 'k' })}.${part({ iss: ISSUER, aud: 'gridloom', sub: 'a', exp, ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
};

describe('the gateway', () => {
  const seen: Seen[] = [];
  let organization: Server;
  let files: Server;
  let issuer: Server;
  let gateway: RunningGateway;
  let stopTracing: () => Promise<void>;

  beforeAll(async () => {
    stopTracing = startTracing('gateway', undefined);
    files = await keepFilesAt(seen);
    organization = await listenAt(
      (query) =>
        query.includes('partyMemberCount')
          ? { data: null, errors: [{ message: 'At postgres://secret', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }
          : { data: { area: { __typename: 'Area', code: '410326', name: '汝阳县' } } },
      seen,
    );
    issuer = await listenAt(() => keySet, []);
    const elsewhere = ['grids', 'cases', 'societies'].map((name) => `${name}=http://127.0.0.1:9/graphql`);
    const config = gatewayConfig.parse({
      GRIDLOOM_PORT: '24999',
      GRIDLOOM_OIDC_ISSUER: ISSUER,
      GRIDLOOM_OIDC_JWKS_URL: addressOf(issuer),
      GRIDLOOM_SUBGRAPHS: [
        `organization=${addressOf(organization)}`,
        ...elsewhere,
        `volunteers=${addressOf(files)}`,
      ].join(','),
      GRIDLOOM_MAX_BODY_BYTES: '2048',
    });
    gateway = await startGateway(config, createLog({ service: 'gateway', level: 'silent' }));
  });
  afterAll(async () => {
    await gateway.stop();
    await stopTracing();
    files.closeAllConnections();
    for (const server of [organization, issuer, files]) await new Promise((resolve) => server.close(resolve));
  });

  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as {
      data?: unknown;
      errors?: { message: string; extensions: Record<string, unknown> }[];
    };
  };

  it('hands on who asks, in which language, and the trace', async () => {
    const authorization = `Bearer ${tokenFor({})}`;
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await ask('{ area(code: "410326") { name } }', {
      authorization,
      'accept-language': 'en',
      traceparent,
    });
    expect(answer.data).toEqual({ area: { name: '汝阳县' } });
    expect(seen.at(-1)?.headers).toMatchObject({
      authorization,
      'accept-language': 'en',
      traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c'),
    });
  });

  it('turns a forged, an expired and a foreign token away itself, in the reader’s language', async () => {
    const asked = seen.length;
    const wrong = ['not.a.token', tokenFor({ exp: 1 }), tokenFor({ iss: 'http://elsewhere' }), `${tokenFor({})}x`];
    for (const token of wrong) {
      const answer = await ask('{ area(code: "410326") { name } }', {
        authorization: `Bearer ${token}`,
        'accept-language': 'en',
      });
      expect(answer.data).toBeUndefined();
      expect(answer.errors?.[0]).toMatchObject({
        message: 'The access token is not valid or has expired; sign in again.',
        extensions: { code: 'UNAUTHENTICATED' },
      });
    }
    expect(seen).toHaveLength(asked);
  });

  it('names a subgraph that does not answer, in the reader’s language, and never its address', async () => {
    const english = await ask('{ area(code: "410326") { gridStatistics { total } } }', { 'accept-language': 'en' });
    expect(english.errors?.[0]).toMatchObject({
      message: 'The service "grids" does not answer; try again in a moment.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
    expect(JSON.stringify(english)).not.toContain('127.0.0.1');
  });

  it('masks what a subgraph lets slip', async () => {
    const answer = await ask('{ area(code: "410326") { partyMemberCount } }');
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(answer.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  });

  it('refuses a body that is too large or no JSON, and simple requests of other sites', async () => {
    const large = await ask(`{ area(code: "${'4'.repeat(4_000)}") { name } }`, { 'accept-language': 'en' });
    expect(large.errors?.[0]?.message).toContain('2048 bytes');
    const broken = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    const simple = await fetch(`${gateway.url}/graphql?query={__typename}`);
    expect(simple.status).toBe(400);
  });

  it('hands files on to a subgraph and back as they are, with who asks', async () => {
    const authorization = `Bearer ${tokenFor({})}`;
    const bytes = Buffer.alloc(300_000, 7);
    const answer = await fetch(`${gateway.url}/files/volunteers?purpose=PHOTO&name=a%20b.png`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'image/png' },
      body: bytes,
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment',
    });
    expect(answer.headers.has('x-inner')).toBe(false);
    expect(seen.at(-1)).toMatchObject({
      headers: { authorization },
      body: 'POST /files/?purpose=PHOTO&name=a%20b.png',
    });
    await fetch(`${gateway.url}/files/volunteers/templates/people.xlsx`);
    expect(seen.at(-1)?.body).toBe('GET /files/templates/people.xlsx');
  });

  it('gives the answer of a subgraph that refuses a file before it has read it', async () => {
    const outgoing = httpRequest(`${gateway.url}/files/volunteers?purpose=PHOTO`, {
      method: 'POST',
      headers: { 'content-length': String(300 * 1024 ** 2) },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(Buffer.alloc(1_000));
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    answer.resume();
    outgoing.destroy();
  });

  it('knows no files elsewhere, and names a service that is down', async () => {
    const to = async (path: string, method = 'GET') => {
      const answer = await fetch(`${gateway.url}${path}`, { method, headers: { 'accept-language': 'en' } });
      return { status: answer.status, text: await answer.text() };
    };
    expect(await to('/files/nothing/x')).toMatchObject({ status: 404 });
    expect(await to('/files/volunteers/x', 'DELETE')).toMatchObject({ status: 404 });
    const down = await to('/files/grids/x');
    expect(down).toMatchObject({
      status: 502,
      text: expect.stringContaining('The service \\"grids\\" does not answer'),
    });
    expect(down.text).not.toContain('127.0.0.1');
    const forged = await fetch(`${gateway.url}/files/volunteers/x`, { headers: { authorization: 'Bearer x.y.z' } });
    expect(forged.status).toBe(401);
  });

  it('serves the explorer and the status page from its own files alone', async () => {
    const html = { accept: 'text/html' };
    const explorer = await (await fetch(`${gateway.url}/graphql`, { headers: html })).text();
    const status = await (await fetch(`${gateway.url}/`, { headers: html })).text();
    for (const page of [explorer, status]) expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(explorer).toContain('figures: Figures');
    const script = await fetch(`${gateway.url}/explorer/explorer.js`);
    expect(script.status).toBe(200);
    const county = (await (await fetch(`${gateway.url}/status.json`)).json()) as {
      ready: boolean;
      subgraphs: unknown[];
    };
    expect(county).toMatchObject({ ready: false });
    expect(county.subgraphs).toHaveLength(5);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
  });
});

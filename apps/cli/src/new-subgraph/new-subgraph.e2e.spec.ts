import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, testAreas, testKafka, testTopicPrefix, type TestDatabase } from '@gridloom/testkit';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Client } from 'pg';

import { composeSupergraph } from '../graph/compose-supergraph.ts';
import { copyRepository } from './copy-repository.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const administrator = 'a0000000-0000-4000-8000-000000000001';
const run = promisify(execFile);

let folder = '';
let database: TestDatabase;
let issuer: Server;
let issuerUrl = '';
let token = '';
const processes: ChildProcess[] = [];

const listen = async (server: Server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const freePort = async () => {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
};

/** Starts a service of the copy and waits until `path` answers as it should. */
const startService = async (name: string, path: string, env: Readonly<Record<string, string>>) => {
  const port = await freePort();
  const child = spawn(process.execPath, [join(folder, 'apps', name, 'src/main.ts')], {
    env: {
      ...process.env,
      GRIDLOOM_LOG_LEVEL: 'silent',
      GRIDLOOM_PORT: String(port),
      GRIDLOOM_OIDC_ISSUER: issuerUrl,
      GRIDLOOM_OIDC_JWKS_URL: `${issuerUrl}/jwks`,
      ...env,
    },
    stdio: 'ignore',
  });
  processes.push(child);
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with exit code ${child.exitCode}`);
    const answer = await fetch(`${url}${path}`).catch(() => undefined);
    if (answer?.ok === true) return url;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

beforeAll(async () => {
  folder = copyRepository(root);
  database = await createTestDatabase('parcels');
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256' }] });
  issuer = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(keys);
  });
  issuerUrl = `http://127.0.0.1:${await listen(issuer)}`;
  token = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'test' })
    .setSubject(administrator)
    .setIssuer(issuerUrl)
    .setAudience('gridloom')
    .setExpirationTime('10m')
    .sign(privateKey);
}, 60_000);

afterAll(async () => {
  for (const child of processes) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
  issuer.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** The areas and the administrator that the projections of a county would have. */
const seed = async () => {
  const client = new Client({ connectionString: database.appUrl });
  await client.connect();
  for (const { code, name, level, parentCode, ancestors } of testAreas) {
    await client.query(
      `insert into area_view (code, version, name, level, parent_code, ancestors, valid_from)
       values ($1, 1, $2, $3, $4, $5, '2020-01-01')`,
      [code, name, level, parentCode, ancestors],
    );
  }
  await client.query(
    `insert into role_assignment_view (id, version, account_id, role, jurisdiction_kind, jurisdiction_id, since)
     values ($1, 1, $1, 'COUNTY_ADMINISTRATOR', 'AREA', '410326', '2020-01-01')`,
    [administrator],
  );
  await client.end();
};

const migrate = async () => {
  const importUrl = pathToFileURL(join(folder, 'apps/parcels/src/import/index.ts')).href;
  const kitUrl = pathToFileURL(join(folder, 'libs/service-kit/src/index.ts')).href;
  const program = `
    const { database } = await import('${importUrl}');
    const { migrateDatabase } = await import('${kitUrl}');
    await migrateDatabase(database, '${database.migratorUrl}');`;
  await run(process.execPath, ['--input-type=module', '--eval', program]);
};

test('a new subgraph composes, type-checks, starts and answers through the gateway', async () => {
  const program = join(folder, 'apps/cli/src/main.ts');
  const { stdout } = await run(process.execPath, [program, 'new-subgraph', 'parcels', '--term', '地块'], {
    cwd: folder,
  });

  expect(stdout).toContain('apps/parcels/schema.graphql');
  expect(composeSupergraph(pathToFileURL(`${folder}/`))).toBe(
    readFileSync(join(folder, 'infra/graph/supergraph.graphql'), 'utf8'),
  );
  const bin = join(root, 'node_modules');
  await run(process.execPath, [join(bin, '@graphql-codegen/cli/esm/bin.js'), '--config', 'codegen.ts'], {
    cwd: folder,
  });
  await run(process.execPath, [join(bin, 'typescript/bin/tsc'), '-p', 'apps/parcels/tsconfig.json'], { cwd: folder });

  await migrate();
  await seed();
  const parcels = await startService('parcels', '/readyz', {
    GRIDLOOM_DATABASE_URL: database.appUrl,
    GRIDLOOM_KAFKA_BROKERS: testKafka().join(','),
    GRIDLOOM_TOPIC_PREFIX: testTopicPrefix('parcels'),
    GRIDLOOM_KAFKA_PARTITIONS: '1',
  });
  const gateway = await startService('gateway', '/healthz', {
    GRIDLOOM_SUBGRAPHS: `parcels=${parcels}/graphql`,
    GRIDLOOM_EXPLORER: 'false',
  });
  const ask = async (query: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const answer = await fetch(`${gateway}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return answer.json();
  };
  const signedIn = { authorization: `Bearer ${token}` };

  expect(
    await ask(
      `mutation { registerParcel(input: { name: "老粮站", areaCode: "410326200200" }) {
        ... on RegisterParcelSuccess { parcel { name area { code } } } ... on UserError { message } } }`,
      signedIn,
    ),
  ).toEqual({ data: { registerParcel: { parcel: { name: '老粮站', area: { code: '410326200200' } } } } });
  expect(await ask('{ parcelFigures(areaCode: "410326") { registered } }')).toEqual({
    data: { parcelFigures: { registered: 1 } },
  });
  expect(await ask('{ parcels { totalCount } }')).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
}, 600_000);

test('a name that is taken, and one that the graph cannot bear, leave nothing behind', async () => {
  const program = join(folder, 'apps/cli/src/main.ts');
  const make = (...names: string[]) => run(process.execPath, [program, 'new-subgraph', ...names], { cwd: folder });
  const manifest = () => readFileSync(join(folder, 'infra/services.json'), 'utf8');
  const before = manifest();

  await expect(make('grids')).rejects.toThrow('There is a subgraph grids already');
  await expect(make('matters', '--aggregate', 'grid')).rejects.toThrow('does not compose');

  expect(manifest()).toBe(before);
  expect(existsSync(join(folder, 'apps/matters'))).toBe(false);
}, 60_000);

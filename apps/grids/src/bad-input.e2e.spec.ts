import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

import { applyRoleAssignments } from '@gridloom/service-kit';
import { makeIdNumber } from '@gridloom/standards';
import { startTestService, testTopicPrefix, type TestService } from '@gridloom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, YAOGOU, type County } from './testing/county.ts';
import { anIssuer } from './testing/sign-in.ts';

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64url');
const accounts = { worker: idOf('account', 2), gridOffice: idOf('account', 50) };
type Person = keyof typeof accounts;
const tables = [
  ...['grid', 'grid_operation', 'household', 'resident', 'dwelling', 'occupancy', 'people_change'],
  ...['visit', 'visit_demand', 'counter', 'outbox', 'stored_file'],
];

describe('Bad input at the door of the running service', () => {
  let county: County;
  let issuer: Awaited<ReturnType<typeof anIssuer>>;
  let service: TestService;
  let folder: string;

  beforeAll(async () => {
    county = await aCounty();
    await county.subgraph.sql('update grid set boundary = null where id <> all($1::uuid[])', [[idOf('grid', 3)]]);
    await applyRoleAssignments(
      [
        { accountId: accounts.worker, role: 'GRID_WORKER', jurisdictionKind: 'GRID', jurisdictionId: idOf('grid', 1) },
        { accountId: accounts.gridOffice, role: 'GRID_OFFICE', jurisdictionKind: 'AREA', jurisdictionId: '410326' },
      ].map((data) => ({ key: data.accountId, sequence: 1, data: { ...data, since: '2020-01-01' } })),
      county.subgraph.sql,
    );
    folder = mkdtempSync(join(tmpdir(), 'gridloom-bad-input-'));
    issuer = await anIssuer();
    service = await startTestService(new URL('main.ts', import.meta.url), {
      databaseUrl: county.subgraph.appUrl,
      topicPrefix: testTopicPrefix('bad-input'),
      env: {
        ...issuer.env,
        GRIDLOOM_SEALING_KEYS: `test:aes-256-gcm:${secret(7)}`,
        GRIDLOOM_HASH_KEY: secret(9),
        GRIDLOOM_FILES: pathToFileURL(folder).href,
      },
    });
    await service.untilReady();
  });
  afterAll(async () => {
    await service.stop('SIGKILL');
    await issuer.stop();
    await county.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const headersOf = (who: Person) => ({
    authorization: `Bearer ${issuer.tokenOf(accounts[who])}`,
    'accept-language': 'en',
  });
  const send = async (mutation: string, selection: string, input: object, who: Person = 'worker') => {
    const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
    const answer = await fetch(`${service.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headersOf(who) },
      body: JSON.stringify({
        query: `mutation Send($input: ${name}Input!) { answer: ${mutation}(input: $input) { __typename ... on UserError { code message } ${selection} } }`,
        variables: { input },
      }),
    });
    const { data, errors } = (await answer.json()) as { data?: { answer: unknown }; errors?: unknown };
    expect(errors).toBeUndefined();
    return data?.answer;
  };
  const invalid = '... on InvalidInput { field allowed }';

  /** All rows, and the files that are kept. */
  const everything = async () => {
    const rows = await Promise.all(
      tables.map(async (table) => {
        // Only what the relay has published of the outbox changes by itself.
        const row = table === 'outbox' ? `to_jsonb(t) - 'published_at'` : 'to_jsonb(t)';
        return county.subgraph.sql(
          `select count(*)::int as n, md5(coalesce(string_agg(md5((${row})::text), '' order by md5((${row})::text)), '')) as digest from ${table} t`,
        );
      }),
    );
    return {
      rows,
      files: readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
    };
  };
  const leavesNothing = async (act: () => Promise<void>) => {
    const before = await everything();
    await act();
    expect(await everything()).toEqual(before);
  };

  const person = (idNumber: string) => ({
    gridId: idOf('grid', 1),
    address: '柏树乡柏树村九组1号',
    members: [{ relation: 'HEAD', name: '张一', idNumber, populationKind: 'FLOATING' }],
  });
  const good = makeIdNumber({ areaDigits: '600000', birthDate: '1990-05-06', sequence: 77 });
  const wrongDigit = `${good.slice(0, 17)}${good.endsWith('7') ? '8' : '7'}`;

  test.each([
    ['a wrong check digit', 'registerHousehold', person(wrongDigit), 'input.members.0.idNumber', /check digit/i],
    [
      'a birth date in the future',
      'registerHousehold',
      person(makeIdNumber({ areaDigits: '600000', birthDate: '2199-05-06', sequence: 1 })),
      'input.members.0.idNumber',
      /future|birth/i,
    ],
    [
      'an occupancy that ends before it begins',
      'endOccupancy',
      { residentId: idOf('resident', 1), dwellingId: idOf('dwelling', 1), until: '2009-01-01' },
      'input.until',
      /before|after|begin/i,
    ],
  ] as const)('%s is refused by its field, and nothing is half done', async (_, mutation, input, field, message) => {
    await leavesNothing(async () => {
      expect(await send(mutation, invalid, input)).toMatchObject({
        code: 'INVALID_INPUT',
        field,
        message: expect.stringMatching(message),
      });
    });
  });

  test('10,000 visits in one request are refused with how many may come, and none of them is kept', async () => {
    const visits = Array.from({ length: 10_000 }, (_, n) => ({
      clientKey: `device-${String(n)}`,
      householdId: idOf('household', 1),
      recordedAt: new Date(Date.parse('2026-02-28T01:00:00Z') + n * 1_000).toISOString(),
    }));
    await leavesNothing(async () => {
      expect(await send('recordVisits', invalid, { visits })).toMatchObject({
        code: 'LIMIT_EXCEEDED',
        field: 'input.visits',
        allowed: '1–500',
      });
    });
  });

  const square = (x: number, y: number) => ({
    geoJson: {
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [x + 0.01, y],
          [x + 0.01, y + 0.01],
          [x, y + 0.01],
          [x, y],
        ],
      ],
    },
  });
  const draw = (name: string, more: object) =>
    send(
      'drawGrid',
      '... on GridOperationRefused { problem field subjectIds }',
      { areaCode: BAISHU, kind: 'RURAL', name, codes: [{ scheme: 'PREFIXED', code: `T${name}` }], ...more },
      'gridOffice',
    );

  test('polygons over each other, across two villages, or in no village are refused by name, and no grid comes to be', async () => {
    expect(
      await draw('甲', { codes: [{ scheme: 'PREFIXED', code: 'TA1' }], boundary: square(112.6, 34.3) }),
    ).toMatchObject({
      __typename: 'GridOperationSuccess',
    });
    await leavesNothing(async () => {
      const codes = [{ scheme: 'PREFIXED', code: 'TB1' }];
      const over = square(112.605, 34.3);
      expect(await draw('乙', { codes, boundary: over })).toMatchObject({
        problem: 'BOUNDARY_OVERLAPS',
        field: 'input.boundary',
      });
      expect(await draw('丙', { codes, areaCode: YAOGOU, boundary: over })).toMatchObject({
        problem: 'BOUNDARY_ACROSS_VILLAGES',
        field: 'input.boundary',
      });
      expect(await draw('丁', { codes, areaCode: '410326200' })).toMatchObject({
        problem: 'AREA_WRONG',
        field: 'input.areaCode',
      });
    });
  });

  const photo = (headers: Readonly<Record<string, string>>) => {
    const outgoing = request(`${service.address}/files?purpose=VISIT_PHOTO&name=large.jpg`, {
      method: 'POST',
      headers: { ...headersOf('worker'), ...headers },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(
      Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(5_000, 1)]),
    );
    return outgoing;
  };
  const tooLarge = async (outgoing: ReturnType<typeof request>) => {
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(JSON.parse(await text(answer))).toMatchObject({
      errors: [{ message: expect.stringContaining('20 MB'), extensions: { code: 'LIMIT_EXCEEDED', allowed: '20 MB' } }],
    });
    outgoing.destroy();
  };

  test('a photo of 200 MB is refused before it is read where it says so, and on its way where it does not; nothing of it stays', async () => {
    await leavesNothing(() => tooLarge(photo({ 'content-length': String(200 * 1024 ** 2) })));
    await leavesNothing(async () => {
      const outgoing = photo({});
      for (let megabytes = 0; megabytes < 21; megabytes += 1) outgoing.write(Buffer.alloc(1024 ** 2, 2));
      await tooLarge(outgoing);
    });
  });
});

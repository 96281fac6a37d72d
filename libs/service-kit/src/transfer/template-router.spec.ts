import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { anonymous, type Caller } from '@gridloom/access';
import { readSheet } from '@gridloom/tables';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';

import type { SubgraphContext } from '../context.ts';
import { templateRouter } from './template-router.ts';
import type { ImportPlan, TransferTable } from './transfer-definition.ts';

const plan: ImportPlan<SubgraphContext> = {
  permission: 'IMPORT_DATA',
  stage: [],
  prepare: () => () => [],
  resolve: () => Promise.resolve(),
  target: { table: 'thing', columns: [], label: 't.name' },
};
const asked: string[] = [];
const things: TransferTable = {
  name: 'things',
  title: { zh: '事物', en: 'Things' },
  columns: [{ key: 'village', heading: { zh: '村', en: 'Village' }, kind: 'text', longest: 20, required: true }],
  lists: {
    village: ({ caller }) => {
      asked.push(caller.kind);
      return Promise.resolve(['柏树村', '窑沟村']);
    },
  },
  import: plan,
};
const seen: TransferTable = { name: 'seen', title: { zh: '所见', en: 'Seen' }, columns: [] };

const secretary: Caller = {
  kind: 'account',
  accountId: '00000000-0000-4000-8000-000000000001',
  assignments: [{ role: 'COMMUNITY_SECRETARY', jurisdiction: { kind: 'AREA', code: '410326200200' } }],
};
let caller: Caller = secretary;
let server: Server;

beforeAll(async () => {
  const context = () => ({ caller, locale: 'zh', say: ({ zh }: { zh: string }) => zh }) as unknown as SubgraphContext;
  server = createServer(express().use('/files/templates', templateRouter({ tables: [things, seen] }, context)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

const fetched = (file: string, as: Caller = secretary) => {
  caller = as;
  asked.length = 0;
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${String(port)}/files/templates/${file}`, { headers: { connection: 'close' } });
};

describe('A template', () => {
  test('comes as a workbook with lists that are read for whoever asks', async () => {
    const response = await fetched('things.xlsx');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('事物.xlsx'));
    expect(asked).toEqual(['account']);
    const bytes = Buffer.from(await response.arrayBuffer());
    for await (const { cells } of readSheet(Readable.from([bytes]), 'XLSX', 10)) expect(cells).toEqual(['村*']);
  });

  test('comes as text without reading any list', async () => {
    const response = await fetched('things.csv');
    expect(await response.text()).toContain('村*');
    expect(asked).toEqual([]);
  });

  test.each([
    ['of a table that is not there', 'nothing.xlsx', secretary],
    ['of a table that goes out alone', 'seen.xlsx', secretary],
    ['in no format', 'things.pdf', secretary],
    ['for whoever may not import', 'things.xlsx', anonymous],
  ])('%s is not there', async (_, file, as) => {
    const response = await fetched(file, as);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(asked).toEqual([]);
  });
});

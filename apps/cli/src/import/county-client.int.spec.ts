import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { takeOut } from '../export/take-out.ts';
import { bringIn } from './bring-in.ts';
import { accessToken } from './config.ts';
import { countyClient, type CountyClient } from './county-client.ts';

const counts = { rowsRead: 2, rowsTotal: 2, rowsWritten: 2, inserted: 2, updated: 0, unchanged: 0, faulty: 0 };
const ended = { id: 'run', ...counts, problem: null, faults: [], faultyRows: null };

describe('Spreadsheets at the keyboard', () => {
  /** What a gateway would be asked; it answers runs from the list, the last one for ever. */
  const asked: { readonly path: string; readonly body: string; readonly token: string | undefined }[] = [];
  let runs: object[] = [];
  let server: Server;
  let county: CountyClient;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'gridloom-import-'));
    server = createServer((request, response) => {
      void (async () => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        const address = request.url ?? '';
        asked.push({ path: address, body, token: request.headers.authorization });
        const answer = () =>
          body.includes('mutation')
            ? { importRun: { id: 'run' }, exportRun: { id: 'run' } }
            : runs.length > 1
              ? runs.shift()
              : runs[0];
        response.setHeader('content-type', 'application/json');
        if (address.startsWith('/files/grids?purpose=IMPORT')) response.writeHead(201).end('{"id":"file"}');
        else if (address === '/files/grids/result') response.end('a,b');
        else response.end(JSON.stringify({ data: { answer: answer() } }));
      })();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gateway = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    county = countyClient({ gateway, token: 't', language: 'en' });
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    asked.length = 0;
  });

  const sheet = () => {
    const file = path.join(folder, '户.csv');
    writeFileSync(file, '户编号\nH-1');
    return file;
  };

  test('are sent, imported and told of, under the token', async () => {
    runs = [
      { ...ended, status: 'RUNNING', rowsRead: 1, rowsTotal: null },
      { ...ended, status: 'DONE' },
    ];
    const said: string[] = [];
    await bringIn(county, 'grids.households', sheet(), { dryRun: false }, (line) => said.push(line));
    expect(said).toEqual([
      '1 read, 2 written',
      'Imported: 2 new, 0 changed, 0 unchanged. Import run can be undone for 30 days.',
    ]);
    expect(asked[0]).toMatchObject({ body: '户编号\nH-1', token: 'Bearer t' });
    expect(asked[0]?.path).toContain(`name=${encodeURIComponent('户.csv')}`);
    expect(asked[1]?.body).toContain('"input":{"table":"households","fileId":"file","dryRun":false}');
  });

  test('with faulty rows end in a failure that names them', async () => {
    const faults = [{ row: 2, column: 'grid', message: 'no such grid' }];
    runs = [{ ...ended, status: 'REJECTED', faulty: 1, faults, faultyRows: { id: 'sheet', name: 'x' } }];
    const said: string[] = [];
    const work = bringIn(county, 'grids.households', sheet(), { dryRun: true }, (line) => said.push(line));
    await expect(work).rejects.toThrow('1 rows are faulty; nothing was written. They are in /files/grids/sheet');
    expect(said).toEqual(['row 2, grid: no such grid']);
  });

  test('are taken out to a file', async () => {
    runs = [{ id: 'run', status: 'DONE', rowsTotal: 1, rowsWritten: 1, problem: null, file: { id: 'result' } }];
    const file = path.join(folder, 'out.csv');
    const said: string[] = [];
    await takeOut(county, 'grids.households', file, { area: '410326200' }, (line) => said.push(line));
    expect(readFileSync(file, 'utf8')).toBe('a,b');
    expect(asked[0]?.body).toContain('"format":"CSV","areaCode":"410326200"');
    expect(said).toEqual([`1 rows in ${file}. The export is on record.`]);
  });

  test('that cannot be told what they are, or by nobody, are refused in one line', async () => {
    const nothing = () => undefined;
    await expect(bringIn(county, 'households', sheet(), { dryRun: false }, nothing)).rejects.toThrow('grids.residents');
    await expect(bringIn(county, 'grids.x', `${folder}/none`, { dryRun: false }, nothing)).rejects.toThrow('no file');
    await expect(takeOut(county, 'grids.x', 'x.pdf', {}, nothing)).rejects.toThrow('.csv or .xlsx');
    expect(() => accessToken({})).toThrow('GRIDLOOM_TOKEN is not set');
    const nowhere = countyClient({ gateway: 'http://127.0.0.1:9', token: 't', language: 'zh' });
    await expect(bringIn(nowhere, 'grids.x', sheet(), { dryRun: false }, nothing)).rejects.toThrow('Nobody answers');
  });
});

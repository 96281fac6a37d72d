import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@gridloom/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { accounts, foundPeople } from '../issuer/people-of-a-county.ts';
import { startIssuer, type Issuer } from '../issuer/start-issuer.ts';
import { loadOrMakeKeys } from '../keys/development-keys.ts';

const main = path.resolve(import.meta.dirname, '../main.ts');

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function gridloom(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', main, ...args], (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('gridloom token', () => {
  let database: TestDatabase;
  let folder: string;
  let issuer: Issuer;

  beforeAll(async () => {
    database = await createTestDatabase('token');
    await foundPeople(database.migratorUrl, true);
    folder = await mkdtemp(path.join(tmpdir(), 'gridloom-token-'));
    issuer = await startIssuer({
      port: 0,
      organizationDatabaseUrl: database.appUrl,
      keys: await loadOrMakeKeys(folder),
    });
  });

  afterAll(async () => {
    await issuer.close();
    await rm(folder, { recursive: true });
    await database.drop();
  });

  it('prints the token and nothing else', async () => {
    const { status, stdout, stderr } = await gridloom(
      'token',
      '--role',
      'DEPARTMENT_OFFICER',
      '--jurisdiction',
      '410326',
      '--issuer',
      issuer.url,
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeJwt(stdout.trim()).sub).toBe(accounts.waterOfficer);
  });

  it('says in one line what there is where the role or the place is unknown', async () => {
    const unknownRole = await gridloom('token', '--role', 'KING', '--jurisdiction', '410326', '--issuer', issuer.url);
    expect(unknownRole).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^There is no role KING; roles are [A-Z_, ]+\.\n$/),
    });
    const unknownPlace = await gridloom(
      'token',
      '--role',
      'AUDITOR',
      '--jurisdiction',
      '430112',
      '--issuer',
      issuer.url,
    );
    expect(unknownPlace).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^No demo person works in 430112: this county is 410326;[^\n]*\n$/),
    });
  });

  it('says how to start the issuer where nobody answers', async () => {
    const outcome = await gridloom(
      'token',
      '--role',
      'AUDITOR',
      '--jurisdiction',
      '410326',
      '--issuer',
      'http://127.0.0.1:1',
    );
    expect(outcome).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^Nobody answers at http:\/\/127\.0\.0\.1:1: start the county by "npm start"[^\n]*\n$/,
      ),
    });
  });
});

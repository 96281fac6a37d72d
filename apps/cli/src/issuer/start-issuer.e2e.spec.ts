import { afterEach, describe, expect, it } from '@jest/globals';
import type { DevelopmentKeys } from '../keys/development-keys.ts';
import { IssuerRefused } from './config.ts';
import { startIssuer } from './start-issuer.ts';

const before = process.env.GRIDLOOM_MODE;
const keys: DevelopmentKeys = { sealingKeys: [], hashKey: '', issuer: { signingKeys: [], cookieKeys: [] } };

afterEach(() => {
  if (before === undefined) delete process.env.GRIDLOOM_MODE;
  else process.env.GRIDLOOM_MODE = before;
});

describe('a process in production mode', () => {
  it('starts no development issuer, and no port is opened for it', async () => {
    process.env.GRIDLOOM_MODE = 'production';
    const attempt = startIssuer({ port: 0, organizationDatabaseUrl: 'postgres://127.0.0.1:1/none', keys });
    await expect(attempt).rejects.toThrow(IssuerRefused);
  });
});

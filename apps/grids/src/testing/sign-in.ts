import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const AUDIENCE = 'gridloom';
const LASTS_SECONDS = 600;

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An issuer of tokens for a service that runs as a process: what to tell the service, and tokens for whom it is asked for. */
export const anIssuer = async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' };
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  return {
    env: { GRIDLOOM_OIDC_ISSUER: issuer, GRIDLOOM_OIDC_JWKS_URL: `${issuer}jwks` },
    tokenOf: (accountId: string): string => {
      const now = Math.floor(Date.now() / 1_000);
      const claims = { iss: issuer, aud: AUDIENCE, sub: accountId, iat: now, exp: now + LASTS_SECONDS };
      const signed = `${base64url({ alg: 'RS256', kid: 'test', typ: 'JWT' })}.${base64url(claims)}`;
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@gridloom/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { loadOrMakeKeys, type DevelopmentKeys } from '../keys/development-keys.ts';
import { requestToken } from '../token/request-token.ts';
import { accounts, foundPeople, grids } from './people-of-a-county.ts';
import { CONSOLE_CLIENT } from './provider.ts';
import { startIssuer, type Issuer } from './start-issuer.ts';

const callback = 'http://127.0.0.1:5173/callback';

/** As much of a browser as a sign-in needs: it keeps cookies and does not follow redirects by itself. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(
    url: string | URL,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie, ...headers },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  async follow(from: URL, response: Response): Promise<{ url: URL; response: Response }> {
    let url = from;
    let current = response;
    while ([302, 303].includes(current.status)) {
      url = new URL(current.headers.get('location') ?? '', url);
      if (url.href.startsWith(callback)) break;
      current = await this.open(url);
    }
    return { url, response: current };
  }
}

describe('the development issuer', () => {
  let database: TestDatabase;
  let folder: string;
  let keys: DevelopmentKeys;
  let issuer: Issuer;
  const faults: unknown[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('issuer');
    await foundPeople(database.migratorUrl, true);
    folder = await mkdtemp(path.join(tmpdir(), 'gridloom-issuer-'));
    keys = await loadOrMakeKeys(folder);
    issuer = await startIssuer({
      port: 0,
      organizationDatabaseUrl: database.appUrl,
      keys,
      onFault: (error) => faults.push(error),
    });
  });

  afterAll(async () => {
    await issuer.close();
    await rm(folder, { recursive: true });
    await database.drop();
    expect(faults).toEqual([]);
  });

  const authorization = (verifier: string): URL => {
    const url = new URL('/auth', issuer.url);
    url.search = new URLSearchParams({
      client_id: CONSOLE_CLIENT,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid profile graph',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state-1',
    }).toString();
    return url;
  };

  it('describes itself and shows its public keys alone', async () => {
    const discovery = await (await fetch(new URL('/.well-known/openid-configuration', issuer.url))).json();
    expect(discovery).toMatchObject({
      issuer: issuer.url,
      jwks_uri: issuer.jwksUrl,
      code_challenge_methods_supported: ['S256'],
    });
    const jwks = await (await fetch(issuer.jwksUrl)).json();
    expect(jwks).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256', kid: keys.issuer.signingKeys[0]?.kid }] });
    expect(JSON.stringify(jwks)).not.toContain(keys.issuer.signingKeys[0]?.d);
  });

  it('gives the token of a demo person that any service can verify, for twelve hours', async () => {
    const token = await requestToken(issuer.url, {
      role: 'GRID_WORKER',
      jurisdiction: '410326200200',
      grid: grids.baishu15,
    });
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUrl)), {
      issuer: issuer.url,
      audience: 'gridloom',
    });
    expect(payload.sub).toBe(accounts.worker15);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(12 * 3600);
    expect(Object.keys(payload)).not.toContain('role');
  });

  it('gives the same person for the same wish', async () => {
    const wish = { role: 'GRID_WORKER', jurisdiction: '410326' };
    const [one, other] = [await requestToken(issuer.url, wish), await requestToken(issuer.url, wish)];
    expect(decodeJwt(one).sub).toBe(decodeJwt(other).sub);
  });

  it('refuses an unknown role in one line', async () => {
    await expect(requestToken(issuer.url, { role: 'KING', jurisdiction: '410326' })).rejects.toThrow(
      /^There is no role KING; roles are .*\.$/,
    );
  });

  it('gives the command line no other grant, and front ends not this one', async () => {
    const post = async (form: Record<string, string>): Promise<number> =>
      (await fetch(new URL('/token', issuer.url), { method: 'POST', body: new URLSearchParams(form) })).status;
    expect(await post({ grant_type: 'client_credentials', client_id: 'gridloom-cli' })).toBe(400);
    expect(
      await post({
        grant_type: 'urn:gridloom:params:oauth:grant-type:demo-person',
        client_id: CONSOLE_CLIENT,
        role: 'AUDITOR',
        jurisdiction: '410326',
      }),
    ).toBe(400);
  });

  it('signs a person in by its own page, with PKCE, back to any port of this machine', async () => {
    const browser = new Browser();
    const verifier = randomBytes(32).toString('base64url');
    const start = authorization(verifier);
    const page = await browser.follow(start, await browser.open(start, undefined, { 'accept-language': 'en' }));
    expect(page.response.status).toBe(200);
    expect(await page.response.text()).toContain('演示登录');
    const listed = await browser.open(
      `${page.url.origin}${page.url.pathname}?role=COMMUNITY_SECRETARY&jurisdiction=410326200200&lang=en`,
    );
    expect(await listed.text()).toContain(accounts.secretary);
    const chosen = await browser.open(`${page.url.origin}${page.url.pathname}`, { account: accounts.secretary });
    const back = await browser.follow(page.url, chosen);
    expect(back.url.searchParams.get('state')).toBe('state-1');
    const exchange = async (codeVerifier: string): Promise<Response> =>
      fetch(new URL('/token', issuer.url), {
        method: 'POST',
        headers: { origin: 'http://127.0.0.1:5173' },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: CONSOLE_CLIENT,
          redirect_uri: callback,
          code: back.url.searchParams.get('code') ?? '',
          code_verifier: codeVerifier,
        }),
      });
    expect((await exchange(randomBytes(32).toString('base64url'))).status).toBe(400);
    const response = await exchange(verifier);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:5173');
    const tokens = (await response.json()) as { access_token: string; id_token: string };
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: accounts.secretary,
      aud: 'gridloom',
      iss: issuer.url,
      scope: 'graph',
    });
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: accounts.secretary, aud: CONSOLE_CLIENT });
  });

  it('wants PKCE', async () => {
    const url = authorization('x'.repeat(43));
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const response = await new Browser().open(url);
    expect(response.headers.get('location')).toContain('error=invalid_request');
  });

  it('leads nowhere but to this machine', async () => {
    const url = authorization('x'.repeat(43));
    url.searchParams.set('redirect_uri', 'https://elsewhere.example/callback');
    const response = await new Browser().open(url);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('登录未完成');
  });

  it('ends a sign-in that is cancelled, and says when one has expired', async () => {
    const browser = new Browser();
    const start = authorization('x'.repeat(43));
    const page = await browser.follow(start, await browser.open(start));
    const back = await browser.follow(page.url, await browser.open(page.url, { cancel: 'yes' }));
    expect(back.url.searchParams.get('error')).toBe('access_denied');
    const expired = await new Browser().open(page.url, undefined, { 'accept-language': 'en' });
    expect([expired.status, await expired.text()]).toEqual([
      400,
      expect.stringContaining('has expired or is finished'),
    ]);
  });

  it('does not sign in an account that does not exist', async () => {
    const browser = new Browser();
    const start = authorization('x'.repeat(43));
    const page = await browser.follow(start, await browser.open(start));
    for (const account of ['', 'nobody', '00000000-0000-4000-8000-999999999999']) {
      expect((await browser.open(page.url, { account })).status).toBe(400);
    }
  });

  it('answers no page of another site', async () => {
    const response = await fetch(new URL('/token', issuer.url), {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
      body: new URLSearchParams({
        grant_type: 'urn:gridloom:params:oauth:grant-type:demo-person',
        client_id: 'gridloom-cli',
        role: 'AUDITOR',
        jurisdiction: '410326',
      }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('names a taken port and the remedy in one line', async () => {
    const attempt = startIssuer({
      port: Number(new URL(issuer.url).port),
      organizationDatabaseUrl: database.appUrl,
      keys,
    });
    await expect(attempt).rejects.toThrow(
      /^The development sign-in did not start: port \d+ of this machine is taken\. Stop the program/,
    );
  });
});

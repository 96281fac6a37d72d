import { createServer } from 'node:http';
import { StackProblem } from '@gridloom/local-stack';
import { Pool } from 'pg';
import type { DevelopmentKeys } from '../keys/development-keys.ts';
import { refuseInProduction } from './config.ts';
import { DemoPeople } from './demo-people.ts';
import { handleLogin, interactionPath } from './login-handler.ts';
import { makeProvider } from './provider.ts';

export interface IssuerOptions {
  /** 4010 unless given; 0 takes a free one. */
  readonly port?: number;
  readonly organizationDatabaseUrl: string;
  readonly keys: DevelopmentKeys;
  readonly now?: () => Date;
  /** Told about every fault of the issuer; a caller's mistake is none. */
  readonly onFault?: (error: unknown) => void;
}

export interface Issuer {
  /** Its address, and the `iss` of its tokens. */
  readonly url: string;
  readonly jwksUrl: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
export const ISSUER_PORT = 4010;

/**
 * Starts the development OpenID Connect issuer, on this machine's loopback address alone. Throws IssuerRefused in production
 * mode, StackProblem where its port is taken. It starts whether the organization database has people yet or not.
 */
export async function startIssuer({
  port = ISSUER_PORT,
  organizationDatabaseUrl,
  keys,
  now = () => new Date(),
  onFault = (error) =>
    process.stderr.write(`sign-in: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
}: IssuerOptions): Promise<Issuer> {
  refuseInProduction();
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    throw portProblem(port, error);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the issuer listens on no port');
  const url = `http://${HOST}:${String(address.port)}`;
  const pool = new Pool({ connectionString: organizationDatabaseUrl, max: 4 });
  // A connection that breaks while it is idle is replaced; the request that needs one next reports what is wrong.
  pool.on('error', onFault);
  const people = new DemoPeople(pool, now);
  const provider = makeProvider(url, people, keys, now);
  provider.on('server_error', (_ctx, error) => {
    onFault(error);
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    const isLogin = interactionPath.test(new URL(request.url ?? '/', url).pathname);
    void (isLogin ? handleLogin(provider, people, request, response) : answer(request, response)).catch(
      (error: unknown) => {
        onFault(error);
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        response.end('The sign-in failed; see the log (登录失败，请查看日志)\n');
      },
    );
  });
  return {
    url,
    jwksUrl: `${url}/jwks`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
      await pool.end();
    },
  };
}

function portProblem(port: number, error: unknown): unknown {
  const taken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
  if (!taken) return error;
  return new StackProblem({
    what: 'The development sign-in did not start',
    cause: `port ${String(port)} of this machine is taken`,
    remedy: 'Stop the program that uses it, or choose another port',
  });
}

import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { currentTraceparent, localeOf, type Bilingual, type Logger } from '@gridloom/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import { Pool } from 'undici';

import type { SubgraphAddress } from '../status/county-status.ts';

/** A county on a slow line sends a large file for a long time; nothing moving for so long is the end. */
const QUIET_MS = 120_000;
/** How long a sender that was answered early may go on sending into nothing before the line is cut. */
const DRAIN_MS = 2_000;

const toSubgraph = ['authorization', 'accept-language', 'content-type', 'content-length'] as const;
const toSender = [
  'content-type',
  'content-length',
  'content-disposition',
  'x-content-type-options',
  'cache-control',
] as const;

const answer = (request: Request, response: Response, status: number, code: string, message: Bilingual) => {
  response
    .status(status)
    .json({ errors: [{ message: message[localeOf(request.headers['accept-language'])], extensions: { code } }] });
};

const headersOf = (request: Request): Record<string, string> => {
  const traceparent = currentTraceparent();
  const headers: Record<string, string> = traceparent === undefined ? {} : { traceparent };
  for (const name of toSubgraph) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
};

export interface FileForwarding {
  readonly handler: RequestHandler;
  close(): Promise<void>;
}

/**
 * Hands `/files/<subgraph>/…` on to the `/files/…` of a subgraph, both ways as a stream: nothing is kept here. Who may what is
 * decided there.
 */
export const forwardFiles = (addresses: readonly SubgraphAddress[], log: Logger): FileForwarding => {
  const pools = new Map(
    addresses.map(({ name, url }) => [
      name,
      new Pool(new URL(url).origin, { connections: 16, headersTimeout: QUIET_MS, bodyTimeout: QUIET_MS }),
    ]),
  );
  const forward = async (request: Request, response: Response): Promise<void> => {
    const [, name = '', ...rest] = request.path.split('/');
    const pool = pools.get(name);
    if (!pool || !['GET', 'POST', 'PUT'].includes(request.method)) {
      answer(request, response, 404, 'NOT_FOUND', {
        zh: '没有这个文件地址：应为 /files/<服务>/…',
        en: 'There are no files here: it is /files/<service>/…',
      });
      return;
    }
    const query = request.url.slice(request.path.length);
    const path = `/files/${rest.join('/')}${query}`;
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    // The subgraph may answer before it has read all; then only this stream ends, and the sender still gets the answer.
    const body = request.method === 'GET' ? null : request.pipe(new PassThrough());
    body?.on('error', () => request.resume());
    try {
      const got = await pool.request({
        method: request.method,
        path,
        headers: headersOf(request),
        body,
        signal: gone.signal,
      });
      response.status(got.statusCode);
      for (const header of toSender) {
        const value = got.headers[header];
        if (value !== undefined) response.setHeader(header, value);
      }
      if (!request.complete) {
        response.setHeader('connection', 'close');
        response.once('finish', () => {
          setTimeout(() => request.destroy(), DRAIN_MS).unref();
        });
        request.unpipe();
        request.resume();
      }
      await pipeline(got.body, response);
    } catch (error) {
      if (gone.signal.aborted && response.destroyed) return;
      log.warn({ err: error, subgraph: name }, 'A file could not be handed on');
      if (response.headersSent) response.destroy();
      else
        answer(request, response, 502, 'SUBGRAPH_UNAVAILABLE', {
          zh: `服务“${name}”暂时没有响应，请稍后再试。`,
          en: `The service "${name}" does not answer; try again in a moment.`,
        });
    }
  };
  return {
    handler: (request, response) => forward(request, response),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
};

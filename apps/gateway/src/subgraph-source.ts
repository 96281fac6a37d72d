import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { currentTraceparent, type Logger } from '@gridloom/service-kit';
import { GraphQLError } from 'graphql';
import { Pool } from 'undici';

import type { GatewayContext } from './context.ts';

type Response = Awaited<ReturnType<GraphQLDataSource<GatewayContext>['process']>>;

interface SourceOptions {
  readonly name: string;
  readonly url: string;
  readonly log: Logger;
  readonly connections?: number;
}

/**
 * Calls one subgraph over a pool of kept-alive connections (undici: 1.4 to 3 times as fast as the gateway's own client).
 * Hands on who asks, in which language, and the trace; says which service is down, never where it lives.
 */
export class SubgraphSource implements GraphQLDataSource<GatewayContext> {
  readonly #options: SourceOptions;
  readonly #pool: Pool;
  readonly #path: string;

  constructor(options: SourceOptions) {
    const url = new URL(options.url);
    this.#options = options;
    this.#path = url.pathname;
    this.#pool = new Pool(url.origin, {
      connections: options.connections ?? 32,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    });
  }

  async process({ request, context }: GraphQLDataSourceProcessOptions<GatewayContext>): Promise<Response> {
    const { authorization, acceptLanguage } = context as Partial<GatewayContext>;
    const traceparent = currentTraceparent();
    const { query, variables, operationName } = request;
    try {
      const answer = await this.#pool.request({
        method: 'POST',
        path: this.#path,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(authorization === undefined ? {} : { authorization }),
          ...(acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage }),
          ...(traceparent === undefined ? {} : { traceparent }),
        },
        body: JSON.stringify({ query, variables, operationName }),
      });
      const body: unknown = await answer.body.json();
      if (typeof body === 'object' && body !== null && ('data' in body || 'errors' in body)) return body as Response;
      throw new TypeError(`Answered ${String(answer.statusCode)} without data or errors`);
    } catch (error) {
      throw this.#unavailable(error, context as Partial<GatewayContext>);
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #unavailable(error: unknown, context: Partial<GatewayContext>): GraphQLError {
    const { name, log } = this.#options;
    log.warn({ err: error, subgraph: name }, 'A subgraph did not answer');
    const message =
      context.locale === 'en'
        ? `The service "${name}" does not answer; try again in a moment.`
        : `服务“${name}”暂时没有响应，请稍后再试。`;
    return new GraphQLError(message, { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
  }
}

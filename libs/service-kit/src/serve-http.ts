import { createServer, type IncomingMessage } from 'node:http';

import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type RequestHandler } from 'express';
import type { GraphQLSchema } from 'graphql';

import { answerInvalidToken } from './answer-invalid-token.ts';
import type { SubgraphContext } from './context.ts';
import { errorFormatter } from './errors.ts';
import type { Logger } from './log.ts';
import type { ServiceStatus } from './status.ts';
import { inSpan } from './tracing.ts';

interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  readonly context: (request: IncomingMessage) => Promise<SubgraphContext>;
  /** Further routes by path; each is given the context that was made of a request. */
  readonly routes?: Readonly<
    Record<string, (contextOf: (request: IncomingMessage) => SubgraphContext) => RequestHandler>
  >;
  readonly status: () => Promise<ServiceStatus>;
}

export interface HttpService {
  readonly port: number;
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 8 * 1_048_576;

/** The request's context made before the server sees it, so that a bad token is answered with 401. */
const contextFirst =
  (makeContext: HttpOptions['context'], contexts: WeakMap<IncomingMessage, SubgraphContext>): RequestHandler =>
  async (request, response, next) => {
    try {
      contexts.set(request, await makeContext(request));
      next();
    } catch (error) {
      answerInvalidToken(error, request, response);
    }
  };

/** Serves a schema at /graphql with /healthz, /readyz and /status beside it. */
export const serveHttp = async (options: HttpOptions): Promise<HttpService> => {
  const { schema, log, host } = options;
  const app = express();
  app.disable('x-powered-by');
  const httpServer = createServer(app);
  const server = new ApolloServer<SubgraphContext>({
    schema,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    formatError: errorFormatter(log),
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: 5_000 }),
    ],
  });
  await server.start();
  const contexts = new WeakMap<IncomingMessage, SubgraphContext>();
  const contextOf = (request: IncomingMessage): SubgraphContext => {
    const context = contexts.get(request);
    if (!context) throw new TypeError('A request came without its context');
    return context;
  };

  app.get('/healthz', (_request, response) => {
    response.json({ healthy: true });
  });
  app.get('/readyz', async (_request, response) => {
    const { ready, waitingFor } = await options.status();
    response.status(ready ? 200 : 503).json({ ready, waitingFor });
  });
  app.get('/status', async (_request, response) => {
    response.json(await options.status());
  });
  app.use(
    '/graphql',
    (request, response, next) => {
      void inSpan('POST /graphql', { carrier: request.headers }, () => {
        next();
        return new Promise<void>((resolve) => {
          response.once('close', resolve);
        });
      });
    },
    express.json({ limit: MAX_BODY_BYTES }),
    contextFirst(options.context, contexts),
    expressMiddleware(server, {
      context: ({ req }) => Promise.resolve(contextOf(req)),
    }),
  );
  for (const [path, route] of Object.entries(options.routes ?? {}))
    app.use(path, contextFirst(options.context, contexts), route(contextOf));

  const port = await new Promise<number>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(options.port, host, () => {
      const address = httpServer.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
  return { port, stop: () => server.stop() };
};

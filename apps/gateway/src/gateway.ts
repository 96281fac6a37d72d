import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';

import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import {
  answerInvalidToken,
  createTokenVerifier,
  errorFormatter,
  inSpan,
  localeOf,
  MAX_PAGE,
  readManifest,
  remoteKeys,
  type Bilingual,
  type Logger,
} from '@gridloom/service-kit';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

import type { GatewayConfig } from './config.ts';
import { gatewayContext, type GatewayContext } from './context.ts';
import { forwardFiles } from './files/forward-files.ts';
import { limitsPlugin } from './limits/limits-plugin.ts';
import { buildExplorer } from './page/build-explorer.ts';
import { explorerPage, readExplorerDocuments } from './page/explorer-page.ts';
import { countyStatus, type SubgraphAddress } from './status/county-status.ts';
import { statusPage } from './status/status-page.ts';
import { SubgraphSource } from './subgraph-source.ts';

export interface RunningGateway {
  readonly url: string;
  stop(): Promise<void>;
}

/** Where the subgraphs live: what the configuration says, else the manifest's ports on this machine. */
export const subgraphAddresses = (config: GatewayConfig): SubgraphAddress[] =>
  config.GRIDLOOM_SUBGRAPHS === undefined
    ? readManifest().subgraphs.map(({ name, port }) => ({ name, url: `http://127.0.0.1:${String(port)}/graphql` }))
    : config.GRIDLOOM_SUBGRAPHS.split(',').map((pair) => {
        const at = pair.indexOf('=');
        return { name: pair.slice(0, at), url: pair.slice(at + 1) };
      });

const explorer = (app: Express, log: Logger) => {
  const built = buildExplorer();
  built.catch((error: unknown) => {
    log.error({ err: error }, 'The explorer could not be built');
  });
  const page = explorerPage(readExplorerDocuments());
  let files: RequestHandler | undefined;
  app.use('/explorer', async (request, response, next) => {
    files ??= express.static(await built, { immutable: false, maxAge: '1h' });
    await files(request, response, next);
  });
  app.get('/graphql', (request, response, next) => {
    if (request.accepts(['json', 'html']) === 'html' && request.query.query === undefined)
      response.type('html').send(page);
    else next();
  });
};

/** Turns a forged or expired token away before anything is read; who may see what is decided by the subgraphs, which verify it again. */
const verified = (config: GatewayConfig): RequestHandler => {
  const verify = createTokenVerifier({
    issuer: config.GRIDLOOM_OIDC_ISSUER,
    audience: config.GRIDLOOM_OIDC_AUDIENCE,
    keys: remoteKeys(config.GRIDLOOM_OIDC_JWKS_URL),
  });
  return async (request, response, next) => {
    try {
      await verify(request.headers.authorization);
    } catch (error) {
      answerInvalidToken(error, request, response);
      return;
    }
    next();
  };
};

const bodyProblem = (config: GatewayConfig, type: unknown): Bilingual =>
  type === 'entity.too.large'
    ? {
        zh: `请求体超过 ${String(config.GRIDLOOM_MAX_BODY_BYTES)} 字节的上限；请分批提交。`,
        en: `The body is over the limit of ${String(config.GRIDLOOM_MAX_BODY_BYTES)} bytes; send it in parts.`,
      }
    : { zh: '请求体不是有效的 JSON。', en: 'The body is not valid JSON.' };

const badBodies =
  (config: GatewayConfig): ErrorRequestHandler =>
  (error: { status?: number; type?: string }, request, response, next) => {
    if (response.headersSent || error.status === undefined || error.status >= 500) {
      next(error);
      return;
    }
    const message = bodyProblem(config, error.type)[localeOf(request.headers['accept-language'])];
    response.status(error.status).json({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  };

const listen = (server: Server, host: string, port: number) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

/** Serves the federated graph at /graphql, the status page at /, /healthz and /readyz. */
export const startGateway = async (config: GatewayConfig, log: Logger): Promise<RunningGateway> => {
  const addresses = subgraphAddresses(config);
  const urls = new Map(addresses.map(({ name, url }) => [name, url]));
  const sources: SubgraphSource[] = [];
  const supergraphFile =
    config.GRIDLOOM_SUPERGRAPH ?? new URL('../../../infra/graph/supergraph.graphql', import.meta.url);
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    buildService: ({ name, url }) => {
      const source = new SubgraphSource({ name, url: urls.get(name) ?? url ?? '', log });
      sources.push(source);
      return source;
    },
  });
  const app = express();
  app.disable('x-powered-by');
  const httpServer = createServer(app);
  const server = new ApolloServer<GatewayContext>({
    gateway,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    formatError: errorFormatter(log),
    parseOptions: { maxLexicalTokens: 5_000 },
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: 10_000 }),
      limitsPlugin({
        maxDepth: config.GRIDLOOM_MAX_DEPTH,
        maxCost: config.GRIDLOOM_MAX_COST,
        maxAliases: config.GRIDLOOM_MAX_ALIASES,
        maxPage: MAX_PAGE,
      }),
    ],
    stopOnTerminationSignals: false,
  });
  await server.start();

  app.get('/healthz', (_request, response) => {
    response.json({ healthy: true });
  });
  app.get('/readyz', async (_request, response) => {
    const { ready } = await countyStatus(addresses);
    response.status(ready ? 200 : 503).json({ ready });
  });
  app.get('/status.json', async (_request, response) => {
    response.json(await countyStatus(addresses));
  });
  app.get('/', (_request, response) => {
    response.type('html').send(statusPage());
  });
  if (config.GRIDLOOM_EXPLORER) explorer(app, log);
  const graphql = expressMiddleware(server, {
    context: ({ req }) => Promise.resolve(gatewayContext(req.headers)),
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
    verified(config),
    express.json({ limit: config.GRIDLOOM_MAX_BODY_BYTES }),
    graphql,
  );
  const files = forwardFiles(addresses, log);
  app.use('/files', verified(config), files.handler);
  app.use(badBodies(config));
  const port = await listen(httpServer, config.GRIDLOOM_HOST, config.GRIDLOOM_PORT);
  const url = `http://${config.GRIDLOOM_HOST}:${String(port)}`;
  log.info({ url }, 'The gateway is listening');
  return {
    url,
    stop: async () => {
      await server.stop();
      await Promise.all([...sources.map((source) => source.close()), files.close()]);
    },
  };
};

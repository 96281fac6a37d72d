import type { IncomingMessage } from 'node:http';

import { areaState, gridState, roleAssignmentState } from '@gridloom/contracts';
import {
  ensureTopics,
  outboxBacklog,
  projection,
  readSnapshotProgress,
  startConsumer,
  startRelay,
  startSnapshotPublisher,
  startStateConsumer,
  topicsOf,
  type Consumer,
  type KafkaSettings,
  type Projection,
  type Transact,
} from '@gridloom/messaging';
import { shanghaiDay } from '@gridloom/standards';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { v7 as uuid } from 'uuid';

import { allJobs } from './all-jobs.ts';
import { createAreaTreeCache, loadAreaTree } from './area-tree.ts';
import type { SubgraphConfig } from './config.ts';
import { createContext, loadCaller, type SubgraphContext } from './context.ts';
import { connectDatabase, pendingMigrations, sqlOf } from './database.ts';
import { startJobs } from './jobs/start-jobs.ts';
import type { FilesDefinition } from './files/files-definition.ts';
import { filesRouter } from './files/files-router.ts';
import { localeOf } from './locale.ts';
import { createLog, type Logger } from './log.ts';
import { applyAreas, applyGrids, applyRoleAssignments } from './projections.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { buildSchema } from './schema.ts';
import { serveHttp } from './serve-http.ts';

import type { ServiceStatus } from './status.ts';
import type { BackgroundTools, SubgraphDefinition } from './subgraph.ts';
import { startTracing } from './tracing.ts';
import { templateRouter } from './transfer/template-router.ts';
import type { TransferDefinition } from './transfer/transfer-definition.ts';
import { createTokenVerifier, remoteKeys } from './verify-token.ts';

const SNAPSHOT_BATCH = 500;

export interface RunningSubgraph {
  readonly port: number;
  stop(): Promise<void>;
}

/** The three projections that all subgraphs keep, then the subgraph's own. */
export const allProjections = (
  subgraph: Pick<SubgraphDefinition, 'projections'>,
  onAreasChanged: () => void,
): Projection<EntityManager>[] => [
  projection(areaState, async (messages, sql) => {
    await applyAreas(messages, sql);
    onAreasChanged();
  }),
  projection(gridState, applyGrids),
  projection(roleAssignmentState, applyRoleAssignments),
  ...(subgraph.projections ?? []),
];

const transactOn =
  (orm: MikroORM): Transact<EntityManager> =>
  async (work) => {
    await orm.em.fork().transactional((em) => work(em as EntityManager, sqlOf(em as EntityManager)));
  };

const startMessaging = async <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  config: SubgraphConfig,
  tools: BackgroundTools,
  onAreasChanged: () => void,
) => {
  const { orm, log } = tools;
  const service = subgraph.database.service;
  const kafka: KafkaSettings = {
    brokers: config.GRIDLOOM_KAFKA_BROKERS,
    topicPrefix: config.GRIDLOOM_TOPIC_PREFIX,
    clientId: `gridloom-${service}`,
    partitions: config.GRIDLOOM_KAFKA_PARTITIONS,
  };
  await ensureTopics({ kafka, log, topics: topicsOf(subgraph.publishes) });
  const transact = transactOn(orm);
  const relay = startRelay({
    kafka,
    log,
    databaseUrl: config.GRIDLOOM_DATABASE_URL,
    source: `/gridloom/${service}`,
  });
  const projections = allProjections(subgraph, onAreasChanged);
  const states = startStateConsumer({ kafka, log, groupId: `${service}.projections`, projections, transact });
  const consumers = (subgraph.consumers?.(tools) ?? []).map(({ group, subscriptions }) => {
    const groupId = `${service}.${group}`;
    return { groupId, consumer: startConsumer<EntityManager>({ kafka, log, groupId, subscriptions, transact }) };
  });
  const snapshots = startSnapshotPublisher({
    kafka,
    log,
    databaseUrl: config.GRIDLOOM_DATABASE_URL,
    source: `/gridloom/${service}`,
    snapshots: subgraph.snapshots ?? [],
    // Requests are answered in between: a larger batch would keep them waiting.
    batchSize: SNAPSHOT_BATCH,
  });
  snapshots.done.catch((error: unknown) => {
    log.error({ err: error }, 'A state topic could not be filled');
  });
  let caughtUp = false;
  states.caughtUp.then(
    () => {
      caughtUp = true;
      log.info('The projections have caught up');
    },
    (error: unknown) => {
      log.error({ err: error }, 'The projections could not catch up');
    },
  );
  const all: { groupId: string; consumer: Pick<Consumer, 'health'> }[] = [
    { groupId: `${service}.projections`, consumer: states },
    ...consumers,
  ];
  return {
    topics: projections.map(({ event }) => event.topic),
    caughtUp: () => caughtUp,
    health: () => all.map(({ groupId, consumer }) => ({ group: groupId, ...consumer.health() })),
    stop: async () => {
      await Promise.all([
        snapshots.stop(),
        states.stop(),
        relay.stop(),
        ...consumers.map(({ consumer }) => consumer.stop()),
      ]);
    },
  };
};

type Messaging = Awaited<ReturnType<typeof startMessaging>>;

const statusOf = async <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  orm: MikroORM,
  messaging: Messaging,
  areaCount: () => Promise<number>,
): Promise<ServiceStatus> => {
  const service = subgraph.database.service;
  const sql = sqlOf(orm.em.fork());
  const consumers = messaging.health().map(({ group, healthy, lag }) => ({ group, healthy, lag }));
  const projections = messaging.topics.map((topic) => ({ topic, caughtUp: messaging.caughtUp() }));
  const residentBytes = process.memoryUsage.rss();
  try {
    const [pending, { pending: outbox }, snapshots, areas] = await Promise.all([
      pendingMigrations(orm),
      outboxBacklog(sql),
      readSnapshotProgress(sql),
      areaCount(),
    ]);
    const waitingFor = [
      ...(pending.length > 0 ? [`migrations: ${pending.join(', ')}`] : []),
      ...(messaging.caughtUp() ? [] : ['projections']),
      ...(areas === 0 ? ['areas'] : []),
      ...consumers.filter(({ healthy }) => !healthy).map(({ group }) => `consumer ${group}`),
    ];
    return {
      service,
      ready: waitingFor.length === 0,
      waitingFor,
      database: { reachable: true, pendingMigrations: pending },
      projections,
      consumers,
      outbox: { pending: outbox },
      snapshots,
      residentBytes,
    };
  } catch {
    return {
      service,
      ready: false,
      waitingFor: ['database'],
      database: { reachable: false, pendingMigrations: [] },
      projections,
      consumers,
      outbox: { pending: 0 },
      snapshots: [],
      residentBytes,
    };
  }
};

/** Starts a subgraph: database, messaging, HTTP. `stop` ends them in the opposite order and waits for work in hand. */
export const startSubgraph = async <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  config: SubgraphConfig,
  log: Logger,
): Promise<RunningSubgraph> => {
  const orm = await connectDatabase(subgraph.database, {
    url: config.GRIDLOOM_DATABASE_URL,
    pool: config.GRIDLOOM_DATABASE_POOL,
    log,
  });
  const now = () => new Date();
  const newId = () => uuid();
  const tools: BackgroundTools = { orm, log, now, newId };
  const areas = createAreaTreeCache(() => loadAreaTree(sqlOf(orm.em.fork())), Date.now);
  const messaging = await startMessaging(subgraph, config, tools, areas.invalidate);
  const stopBackground = await subgraph.startBackground?.(tools);
  const work = allJobs(subgraph, tools);
  const jobs = work.length > 0 ? await startJobs(work, tools, config.GRIDLOOM_DATABASE_URL) : undefined;
  const verify = createTokenVerifier({
    issuer: config.GRIDLOOM_OIDC_ISSUER,
    audience: config.GRIDLOOM_OIDC_AUDIENCE,
    keys: remoteKeys(config.GRIDLOOM_OIDC_JWKS_URL),
  });

  const context = async (request: IncomingMessage): Promise<SubgraphContext> => {
    const accountId = await verify(request.headers.authorization);
    const em = orm.em.fork();
    const sql = sqlOf(em);
    const [tree, caller] = await Promise.all([areas.get(), loadCaller(accountId, shanghaiDay(now()), sql)]);
    const common = createContext({
      caller,
      locale: localeOf(request.headers['accept-language']),
      em,
      sql,
      areas: tree,
      now,
      newId,
      log,
    });
    return subgraph.extendContext?.(common) ?? common;
  };

  const { files, transfer } = subgraph;
  const http = await serveHttp({
    host: config.GRIDLOOM_HOST,
    port: config.GRIDLOOM_PORT,
    schema: buildSchema(subgraph),
    log,
    context,
    routes: {
      ...(transfer && {
        '/files/templates': (contextOf) => templateRouter(transfer as TransferDefinition, contextOf),
      }),
      ...(files && { '/files': (contextOf) => filesRouter(files as FilesDefinition, contextOf, log) }),
    },
    status: () => statusOf(subgraph, orm, messaging, async () => (await areas.get()).all().length),
  });
  log.info({ port: http.port }, 'The subgraph is listening');
  return {
    port: http.port,
    stop: async () => {
      await http.stop();
      await jobs?.stop();
      await stopBackground?.();
      await messaging.stop();
      await orm.close();
    },
  };
};

/** Runs a subgraph as a process until it is told to stop. */
export const runSubgraph = async <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  config: SubgraphConfig,
): Promise<void> => {
  const service = subgraph.database.service;
  const log = createLog({ service, level: config.GRIDLOOM_LOG_LEVEL });
  const stopTracing = startTracing(service, config.GRIDLOOM_OTLP_ENDPOINT);
  const running = await startSubgraph(subgraph, config, log);
  runUntilStopped(log, async () => {
    await running.stop();
    await stopTracing();
  });
};

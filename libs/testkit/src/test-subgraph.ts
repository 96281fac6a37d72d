import { anonymous, type Caller } from '@gridloom/access';
import {
  allJobs,
  applyAreas,
  applyGrids,
  buildAreaTree,
  buildSchema,
  connectDatabase,
  createContext,
  createLog,
  loadAreaTree,
  migrateDatabase,
  sqlOf,
  type AreaNode,
  type BackgroundTools,
  type EntityManager,
  type Locale,
  type SqlExecutor,
  type SubgraphContext,
  type SubgraphDefinition,
} from '@gridloom/service-kit';
import { execute, parse, validate, type ExecutionResult } from 'graphql';

import { createTestDatabase } from './create-test-database.ts';
import { runDueJobs, runScheduledJob } from './run-jobs.ts';

interface ExecuteOptions {
  /** Who asks; nobody when left out. */
  readonly as?: Caller;
  readonly locale?: Locale;
}

/** A message as a consumer gets it; what is left out is made up. */
interface Delivery {
  readonly type: string;
  readonly key: string;
  readonly data: object;
  readonly id?: string;
  readonly sequence?: number;
  readonly time?: Date;
  readonly areaCode?: string;
}

interface GridSeed {
  readonly id: string;
  readonly name: string;
  readonly areaCode: string;
  readonly kind?: string;
  readonly level?: string;
}

/** A subgraph on a fresh database of its own, without HTTP and Kafka; everything else is the real thing. */
export interface TestSubgraph {
  readonly tools: BackgroundTools;
  /** Sets the clock of the subgraph; it stands still. */
  setNow(now: Date): void;
  /** A fresh entity manager as the application role. */
  em(): EntityManager;
  /** Plain SQL as the application role. */
  readonly sql: SqlExecutor;
  readonly migratorUrl: string;
  readonly appUrl: string;
  context(options?: ExecuteOptions): Promise<SubgraphContext>;
  /** Runs a document against the subgraph's schema; validation errors are thrown. */
  execute(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: ExecuteOptions,
  ): Promise<{
    readonly data: Record<string, never> | null;
    readonly errors: readonly string[];
    readonly codes: readonly unknown[];
  }>;
  /** SQL statements since the last call, BEGIN, COMMIT and SET left out. */
  statements(): string[];
  /** What stands in the outbox, oldest first. */
  outbox(): Promise<
    { type: string; topic: string; key: string; version: number; data: Record<string, unknown> | null }[]
  >;
  /** Hands a message to the consumers that subscribe to its type, in the inbox's transaction as in earnest. */
  deliver(message: Delivery): Promise<void>;
  /** Works off the jobs that are due by the clock, and gives their names; what one throws is thrown. */
  runJobs(): Promise<string[]>;
  /** Runs a job as its schedule would. */
  runScheduledJob(name: string): Promise<void>;
  seedAreas(areas: readonly AreaNode[]): Promise<void>;
  seedGrids(grids: readonly GridSeed[]): Promise<void>;
  stop(): Promise<void>;
}

/** A small county: 410326, two townships, villages 410326200200 and 410326200201, and 410326104209. */
export const testAreas: readonly AreaNode[] = [
  { code: '410326', name: '汝阳县', level: 'COUNTY', parentCode: null, ancestors: [] },
  { code: '410326200', name: '柏树乡', level: 'TOWNSHIP', parentCode: '410326', ancestors: ['410326'] },
  { code: '410326104', name: '三屯镇', level: 'TOWNSHIP', parentCode: '410326', ancestors: ['410326'] },
  {
    code: '410326200200',
    name: '柏树村',
    level: 'VILLAGE',
    parentCode: '410326200',
    ancestors: ['410326200', '410326'],
  },
  {
    code: '410326200201',
    name: '窑沟村',
    level: 'VILLAGE',
    parentCode: '410326200',
    ancestors: ['410326200', '410326'],
  },
  {
    code: '410326104209',
    name: '北保村',
    level: 'VILLAGE',
    parentCode: '410326104',
    ancestors: ['410326104', '410326'],
  },
];

const VALID_FROM = '2020-01-01';

/** Boots a subgraph on a fresh, migrated database with {@link testAreas} in its projection. */
export const testSubgraph = async <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  options: { readonly now?: Date; readonly areas?: readonly AreaNode[] } = {},
): Promise<TestSubgraph> => {
  const database = await createTestDatabase(subgraph.database.service);
  await migrateDatabase(subgraph.database, database.migratorUrl);
  let seen: string[] = [];
  const orm = await connectDatabase(subgraph.database, {
    url: database.appUrl,
    pool: 8,
    onStatement: (statement) => seen.push(statement),
  });
  let now = options.now ?? new Date('2026-03-02T02:00:00Z');
  const log = createLog({ service: subgraph.database.service, level: 'silent' });
  const em = () => orm.em.fork() as EntityManager;
  const sql: SqlExecutor = (text, params) => sqlOf(em())(text, params);
  const tools: BackgroundTools = { orm, log, now: () => now, newId: () => crypto.randomUUID() };
  const schema = buildSchema(subgraph);
  const consumers = subgraph.consumers?.(tools) ?? [];
  const jobs = allJobs(subgraph, tools);

  const context = async ({ as = anonymous, locale = 'zh' }: ExecuteOptions = {}) => {
    const fork = em();
    const common = createContext({
      caller: as,
      locale,
      em: fork,
      sql: sqlOf(fork),
      areas: await loadAreaTree(sqlOf(em())),
      now: tools.now,
      newId: tools.newId,
      log,
    });
    return subgraph.extendContext?.(common) ?? common;
  };

  const deliver = async (message: Delivery) => {
    const id = message.id ?? crypto.randomUUID();
    const time = message.time ?? now;
    for (const { group, subscriptions } of consumers) {
      const found = subscriptions.find(({ event }) => event.type === message.type);
      if (!found) continue;
      await em().transactional(async (fork) => {
        const run = sqlOf(fork);
        const fresh = await run(
          'insert into inbox (consumer_group, event_id) values ($1, $2) on conflict do nothing returning event_id',
          [`${subgraph.database.service}.${group}`, id],
        );
        if (fresh.length === 0) return;
        await found.handle(
          {
            id,
            type: message.type,
            source: '/test',
            subject: message.key,
            time,
            recordedTime: time,
            sequence: message.sequence ?? 1,
            ...(message.areaCode === undefined ? {} : { areaCode: message.areaCode }),
            data: found.event.parseOpen(message.data),
          },
          fork,
          run,
        );
      });
    }
  };

  const seedAreas = (areas: readonly AreaNode[]) =>
    applyAreas(
      areas.map((area) => ({
        key: area.code,
        sequence: 1,
        data: { ...area, parentCode: area.parentCode ?? undefined, validFrom: VALID_FROM },
      })),
      sql,
    );
  await seedAreas(options.areas ?? testAreas);
  seen = [];

  return {
    tools,
    setNow: (value) => {
      now = value;
    },
    em,
    sql,
    migratorUrl: database.migratorUrl,
    appUrl: database.appUrl,
    context,
    execute: async (text, variables = {}, who = {}) => {
      const document = parse(text);
      const problems = validate(schema, document);
      if (problems.length > 0) throw new TypeError(problems.map((problem) => problem.message).join('\n'));
      const contextValue = await context(who);
      seen = [];
      const result: ExecutionResult = await execute({ schema, document, variableValues: variables, contextValue });
      return {
        data: (result.data ?? null) as Record<string, never> | null,
        errors: (result.errors ?? []).map((error) => error.message),
        codes: (result.errors ?? []).map((error) => error.extensions.code),
      };
    },
    statements: () => {
      const statements = seen;
      seen = [];
      return statements;
    },
    outbox: async () => {
      const rows = await sql(
        `select type, topic, coalesce(told->>0, aggregateid) as aggregateid, coalesce((told->>1)::int, aggregate_version::int) as version,
           coalesce(nullif((told->3)::jsonb, 'null'), payload) as payload
         from outbox left join lateral json_array_elements(batch) with ordinality as e (told, nth) on true order by seq, nth`,
      );
      return rows.map((row) => ({
        type: row.type as string,
        topic: row.topic as string,
        key: row.aggregateid as string,
        version: row.version as number,
        data: row.payload as Record<string, unknown> | null,
      }));
    },
    deliver,
    runJobs: () => runDueJobs(jobs, tools, sql),
    runScheduledJob: (name) => runScheduledJob(jobs, tools, name),
    seedAreas,
    seedGrids: (grids) =>
      applyGrids(
        grids.map((grid) => ({
          key: grid.id,
          sequence: 1,
          data: { kind: 'RURAL', level: 'BASIC', validFrom: VALID_FROM, ...grid },
        })),
        sql,
      ),
    stop: async () => {
      await orm.close(true);
      await database.drop();
    },
  };
};

/** A tree of {@link testAreas}, for import contexts. */
export const testAreaTree = () => buildAreaTree(testAreas);

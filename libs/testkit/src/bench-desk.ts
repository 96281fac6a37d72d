import type { Caller } from '@gridloom/access';
import {
  buildSchema,
  connectDatabase,
  createContext,
  createLog,
  loadAreaTree,
  sqlOf,
  type EntityManager,
  type SqlExecutor,
  type SubgraphContext,
  type SubgraphDefinition,
} from '@gridloom/service-kit';
import { execute, parse, validate } from 'graphql';
import { Client } from 'pg';

/** One caller and what is asked for. */
export interface DeskSample {
  readonly caller: Caller;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A query of a desk, asked for many places in turn. */
export interface DeskQuery {
  readonly what: string;
  readonly document: string;
  /** At least one; they take turns. */
  readonly samples: (sql: SqlExecutor) => Promise<readonly DeskSample[]>;
  /** Path to what the answer has to hold, e.g. `cases.edges.0`: the time of an empty answer would say nothing. */
  readonly holds: string;
}

/** Medians in milliseconds, one of each county in the order of the URLs. */
export interface DeskTimes {
  readonly what: string;
  readonly counties: readonly {
    /** From the document to its answer, in the process of the subgraph. */
    readonly answered: number;
    /** The statements that the answer needs, one after another on one connection. */
    readonly bare: number;
  }[];
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const WARM_UP = 3;

const isRead = ({ text }: Statement) => /^\s*(select|with)\b/i.test(text) && !/\b(insert|update|delete)\b/i.test(text);
/** Records of who looked: their rows are there when they are written again. */
const isRecord = ({ text }: Statement) => /^\s*insert\b/i.test(text) && !/\bon conflict\b/i.test(text);

/** The statements that are run again, those that record in a transaction as they were. */
const bareOf = (seen: readonly Statement[]): Statement[] => {
  const again = seen.flatMap((statement) => {
    if (isRead(statement)) return [statement];
    return isRecord(statement) ? [{ ...statement, text: `${statement.text} on conflict do nothing` }] : [];
  });
  return again.every(isRead) ? again : [{ text: 'begin', values: [] }, ...again, { text: 'commit', values: [] }];
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

const isFilled = (data: unknown, path: string): boolean => {
  let value = data;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value !== null && value !== undefined;
};

const openCounty = async <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  queries: readonly DeskQuery[],
  url: string,
) => {
  let seen: Statement[] = [];
  const orm = await connectDatabase(subgraph.database, {
    url,
    onStatement: (text, values) => seen.push({ text, values }),
  });
  const bare = new Client({ connectionString: url });
  await bare.connect();
  const log = createLog({ service: 'bench', level: 'silent' });
  const schema = buildSchema(subgraph);
  const areas = await loadAreaTree(sqlOf(orm.em.fork()));
  const ready = new Map(
    await Promise.all(
      queries.map(async (query) => {
        const document = parse(query.document);
        const [problem] = validate(schema, document);
        if (problem) throw new TypeError(`${query.what}: ${problem.message}`);
        return [query, { document, samples: await query.samples(sqlOf(orm.em.fork())) }] as const;
      }),
    ),
  );
  const answer = async (query: DeskQuery, run: number): Promise<{ answered: number; bare: number }> => {
    const { document, samples = [] } = ready.get(query) ?? {};
    const sample = samples[run % samples.length];
    if (!sample || !document) throw new TypeError(`${query.what}: nothing to ask for`);
    const em = orm.em.fork() as EntityManager;
    const common = createContext({
      caller: sample.caller,
      locale: 'zh',
      em,
      sql: sqlOf(em),
      areas,
      now: () => new Date(),
      newId: () => crypto.randomUUID(),
      log,
    });
    const contextValue = subgraph.extendContext?.(common) ?? common;
    seen = [];
    const begun = performance.now();
    const { data, errors } = await execute({ schema, document, contextValue, variableValues: sample.variables });
    const answered = performance.now() - begun;
    if (errors?.[0]) throw errors[0];
    if (!isFilled(data, query.holds)) throw new TypeError(`${query.what}: the answer holds nothing at ${query.holds}`);
    const statements = bareOf(seen);
    const bareBegun = performance.now();
    for (const { text, values } of statements) await bare.query(text, [...values]);
    return { answered, bare: performance.now() - bareBegun };
  };
  return {
    answer,
    close: async () => {
      await bare.end();
      await orm.close(true);
    },
  };
};

/** Asks a subgraph, in this process, what its desks ask, in counties of different size by turns. */
export const benchDesk = async <C extends SubgraphContext>(
  subgraph: SubgraphDefinition<C>,
  queries: readonly DeskQuery[],
  urls: readonly string[],
  runs: number,
): Promise<DeskTimes[]> => {
  const counties = await Promise.all(urls.map((url) => openCounty(subgraph, queries, url)));
  const figures: DeskTimes[] = [];
  for (const query of queries) {
    const times = counties.map(() => ({ answered: [] as number[], bare: [] as number[] }));
    for (let run = -WARM_UP; run < runs; run += 1) {
      for (const [place, county] of counties.entries()) {
        const time = await county.answer(query, run + WARM_UP);
        if (run < 0) continue;
        times[place]?.answered.push(time.answered);
        times[place]?.bare.push(time.bare);
      }
    }
    figures.push({
      what: query.what,
      counties: times.map(({ answered, bare }) => ({ answered: median(answered), bare: median(bare) })),
    });
  }
  for (const county of counties) await county.close();
  return figures;
};

import type { SqlExecutor } from '@gridloom/messaging';

/** A kept figure: how many of `metric` there are for `subject` (an area code, a grid's id, an organization's id …). */
export interface Increment {
  readonly subject: string;
  readonly metric: string;
  readonly delta: number;
}

/** Statements that make the table of kept figures (ADR on statistics by increments). */
export const counterMigration = (): string[] => [
  `create table counter (
     subject text not null,
     metric text not null,
     value bigint not null,
     primary key (subject, metric)
   )`,
];

export const counterMigrationDown = (): string[] => ['drop table counter'];

/** Adds up increments in memory, so that an import writes each figure once. */
export const createTally = () => {
  const sums = new Map<string, Map<string, number>>();
  return {
    add: (subject: string, metric: string, delta = 1): void => {
      let metrics = sums.get(subject);
      if (!metrics) {
        metrics = new Map();
        sums.set(subject, metrics);
      }
      metrics.set(metric, (metrics.get(metric) ?? 0) + delta);
    },
    increments: (): Increment[] =>
      [...sums].flatMap(([subject, metrics]) => [...metrics].map(([metric, delta]) => ({ subject, metric, delta }))),
  };
};

/** Adds increments to the kept figures, in one order everywhere, so that two writers never wait for each other in a circle. */
export const applyIncrements = async (sql: SqlExecutor, increments: readonly Increment[]): Promise<void> => {
  const tally = createTally();
  for (const { subject, metric, delta } of increments) tally.add(subject, metric, delta);
  const summed = tally
    .increments()
    .filter(({ delta }) => delta !== 0)
    .sort((a, b) => (a.subject + '\u0000' + a.metric < b.subject + '\u0000' + b.metric ? -1 : 1));
  if (summed.length === 0) return;
  await sql(
    `insert into counter (subject, metric, value)
     select i.subject, i.metric, i.delta
     from unnest($1::text[], $2::text[], $3::bigint[]) with ordinality as i(subject, metric, delta, n) order by i.n
     on conflict (subject, metric) do update set value = counter.value + excluded.value`,
    [summed.map((i) => i.subject), summed.map((i) => i.metric), summed.map((i) => i.delta)],
  );
};

/** Reads kept figures of many subjects in one statement; a figure that was never touched is 0. */
export const readCounters = async (
  sql: SqlExecutor,
  subjects: readonly string[],
): Promise<Map<string, (metric: string) => number>> => {
  const rows = await sql(
    'select subject, metric, value::float8 as value from counter where subject = any($1::text[])',
    [subjects],
  );
  const values = new Map<string, Map<string, number>>(subjects.map((subject) => [subject, new Map()]));
  for (const row of rows) values.get(row.subject as string)?.set(row.metric as string, row.value as number);
  return new Map([...values].map(([subject, metrics]) => [subject, (metric: string) => metrics.get(metric) ?? 0]));
};

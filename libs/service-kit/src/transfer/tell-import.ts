import { appendManyEvents, shardOf, type ToldRow } from '@gridloom/messaging';
import { shanghaiDay } from '@gridloom/standards';

import type { SubgraphContext } from '../context.ts';
import { numberOf } from './import-sql.ts';
import type { RunSession } from './run-session.ts';
import type { ImportEvent, ImportPlan } from './transfer-definition.ts';

type Row = Readonly<Record<string, unknown>>;

const shardOfRow = ({ id }: Row) => shardOf(id as string);

const dataOfColumn = ({ data }: Row) => data as object;

const withoutNulls = (select: string) =>
  `select e.id, e.version, e.area_code, jsonb_strip_nulls(e.data) as data from (${select}) e`;

const toldRow = (row: Row, shard: number, data: object | null): ToldRow => ({
  id: row.id as string,
  shard,
  version: numberOf(row.version),
  areaCode: row.area_code as string | null,
  data,
});

/** Few enough that the database does not wait long for what is made of them here. */
const TOLD_AT_ONCE = 5_000;
const CURSOR = 'import_telling';
const fetchNext = `fetch ${String(TOLD_AT_ONCE)} from ${CURSOR}`;

/** Events made here of the same rows: they are read once. */
const readings = (events: readonly ImportEvent[]): ImportEvent[][] => [
  ...Map.groupBy(events, ({ select, of, data }) => (data ? select : `${of} ${select}`)).values(),
];

const isOf = (of: ImportEvent['of'], inserted: unknown) => of === 'BOTH' || (of === 'INSERTED') === (inserted === true);

/**
 * Tells of the rows touched. Rows are read and made into events here, while the database goes on with what is `beside`, a piece to a chunk.
 */
export const tellImport = async <C extends SubgraphContext>(
  { sql, context }: RunSession<C>,
  plan: ImportPlan<C>,
  doing: 'IMPORT' | 'UNDO',
  beside: Iterator<Promise<unknown>, void>,
): Promise<void> => {
  const occurredAt = context.now();
  const today = shanghaiDay(occurredAt);
  const which = { INSERTED: 'r.inserted', CHANGED: 'not r.inserted', BOTH: 'true' } as const;
  // After an undo, what was inserted is gone; what was changed has a new state, and nothing else is told of it.
  const told = (plan.events ?? []).filter(
    ({ event, of }) => doing === 'IMPORT' || (event.topicKind === 'state' && of !== 'INSERTED'),
  );
  for (const events of readings(told)) {
    const [first] = events;
    if (!first) continue;
    const alike = events.every(({ of }) => of === first.of);
    const rowsToTell = `${first.select} where ${doing === 'UNDO' ? 'not r.inserted' : which[alike ? first.of : 'BOTH']}`;
    await sql(
      `declare ${CURSOR} no scroll cursor for ${first.data ? rowsToTell : withoutNulls(rowsToTell)}`,
      first.select.includes('$1') ? [today] : [],
    );
    for (let fetching = sql(fetchNext); ;) {
      const rows = await fetching;
      const last = rows.length < TOLD_AT_ONCE;
      const going: Promise<unknown>[] = [Promise.resolve(beside.next().value)];
      if (!last) going.push((fetching = sql(fetchNext)));
      const sharded = rows.map((row) => ({ row, shard: shardOfRow(row) }));
      for (const { event, of, data = dataOfColumn } of events) {
        const some = alike ? sharded : sharded.filter(({ row }) => isOf(of, row.inserted));
        const written = some.map(({ row, shard }) => toldRow(row, shard, data(row, today)));
        going.push(appendManyEvents(sql, { event, occurredAt, rows: written }));
      }
      await Promise.all(going);
      if (last) break;
    }
    await sql(`close ${CURSOR}`);
  }
  for (let piece = beside.next(); piece.done !== true; piece = beside.next()) await piece.value;
  if (doing === 'IMPORT') return;
  for (const event of plan.tombstones ?? []) {
    const rows = await sql(
      `select r.id, (r.was->>'version')::int + 1 as version, r.was->>'area_code' as area_code from import_touched r where r.inserted`,
    );
    await appendManyEvents(sql, { event, occurredAt, rows: rows.map((row) => toldRow(row, shardOfRow(row), null)) });
  }
};

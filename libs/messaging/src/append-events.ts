import { hash, randomUUID } from 'node:crypto';
import type { EventData, EventDefinition } from '@gridloom/contracts';
import { OUTBOX_SHARDS } from './messaging-migration.ts';
import type { SqlExecutor } from './sql-executor.ts';
import { runningTraceparent } from './tracing.ts';

/** What is to be told with a change of state, in the change's transaction. Make one with `eventDraft` or `tombstoneDraft`. */
export type EventDraft = {
  readonly event: EventDefinition;
  readonly aggregateId: string;
  /** Rises with every change of the aggregate; one event of a type for each version. */
  readonly aggregateVersion: number;
  readonly areaCode?: string | undefined;
  readonly occurredAt: Date;
  /** Null on a state topic: the aggregate is gone. */
  readonly data: object | null;
  /** The W3C trace parent; that of the running span when left out. */
  readonly traceparent?: string | undefined;
};

type DraftOf<Definition extends EventDefinition> = Omit<EventDraft, 'event' | 'data'> & {
  readonly event: Definition;
  readonly data: EventData<Definition>;
};

/** A draft whose data is typed by its event. */
export function eventDraft<Definition extends EventDefinition>(draft: DraftOf<Definition>): EventDraft {
  return draft;
}

/** The end of an aggregate on its state topic. */
export function tombstoneDraft(draft: Omit<EventDraft, 'data'>): EventDraft {
  if (draft.event.topicKind !== 'state')
    throw new Error(`${draft.event.type} knows no tombstones: only state topics do`);
  return { ...draft, data: null };
}

const COLUMNS = [
  ['id', 'uuid'],
  ['aggregatetype', 'text'],
  ['aggregateid', 'text'],
  ['aggregate_version', 'bigint'],
  ['type', 'text'],
  ['payload', 'jsonb'],
  ['topic', 'text'],
  ['shard', 'smallint'],
  ['area_code', 'text'],
  ['traceparent', 'text'],
  ['occurred_at', 'timestamptz'],
] as const;

/** As many rows as the parameters of one statement allow, with room to spare. */
const ROWS_A_STATEMENT = 1000;

/**
 * Writes events into the outbox, all with one statement (of 1,000 rows at most), in the transaction that the executor stands for.
 * The writer holds the aggregates' rows (a lock or a version column), so that the outbox's order is the order of commit.
 * Throws `EventDataError` for data that is not of the closed form, and a unique violation for a version told twice.
 */
export async function appendEvents(sql: SqlExecutor, drafts: readonly EventDraft[]): Promise<void> {
  const running = runningTraceparent();
  const rows = drafts.map((draft) => [
    randomUUID(),
    `${draft.event.subgraph}.${draft.event.aggregate}`,
    draft.aggregateId,
    draft.aggregateVersion,
    draft.event.type,
    draft.data === null ? null : JSON.stringify(checked(draft)),
    draft.event.topic,
    shardOf(draft.aggregateId),
    draft.areaCode ?? null,
    draft.traceparent ?? running ?? null,
    draft.occurredAt.toISOString(),
  ]);
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    const some = rows.slice(start, start + ROWS_A_STATEMENT);
    const values = some.map(
      (_, row) => `(${COLUMNS.map(([, type], column) => `$${row * COLUMNS.length + column + 1}::${type}`).join(', ')})`,
    );
    await sql(
      `insert into outbox (${COLUMNS.map(([column]) => column).join(', ')}) values ${values.join(', ')}`,
      some.flat(),
    );
  }
}

function checked(draft: EventDraft): object {
  const data = draft.event.parseClosed(draft.data);
  const key: unknown = Reflect.get(data, draft.event.orderingKey);
  if (key !== draft.aggregateId) {
    throw new Error(
      `${draft.event.type}: its aggregate id is not its ${draft.event.orderingKey}, by which its messages are ordered`,
    );
  }
  return data;
}

/** The shard of an aggregate: the same for all its events, so that one relay alone publishes them. */
export function shardOf(aggregateId: string): number {
  return Number.parseInt(hash('md5', aggregateId).slice(0, 4), 16) % OUTBOX_SHARDS;
}

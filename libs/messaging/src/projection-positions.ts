import type { Logger } from 'pino';
import type { GroupConsumer, Seek, TopicPartition } from './group-consumer.ts';
import type { Transact } from './parking.ts';
import { growingPause, type Stop } from './pauses.ts';
import type { SqlExecutor } from './sql-executor.ts';

/**
 * How far the projections of a database are, kept in that database: a restored backup reads on from where it was, whatever
 * the broker remembers.
 */
export type Positions<Tx> = {
  readonly known: (at: TopicPartition) => boolean;
  /** Reads the positions of partitions that were given to this process, and goes there. */
  readonly assign: (partitions: readonly TopicPartition[], seek: Seek) => Promise<void>;
  /** Applies in one transaction with the new position; gives false when the partition has to be read from elsewhere. */
  readonly advance: (
    at: TopicPartition,
    next: bigint,
    work: (tx: Tx, sql: SqlExecutor) => Promise<void>,
  ) => Promise<boolean>;
  /** Sets all positions back to the beginning. */
  readonly reset: () => Promise<void>;
  /** Follows positions that somebody else has set back; ends when stopped. */
  readonly watch: () => Promise<void>;
  /** Resolves when all positions have come to the watermarks as they are now. */
  readonly reach: (group: Pick<GroupConsumer, 'watermarks' | 'quiet'>) => Promise<void>;
};

const WATCH_MS = 2_000;
const REACH_MS = 100;

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}:${partition}`;

/** Opens the positions of a consumer group. */
export function openPositions<Tx>(options: {
  groupId: string;
  transact: Transact<Tx>;
  log: Logger;
  stop: Stop;
}): Positions<Tx> {
  const { groupId, transact, log, stop } = options;
  const known = new Map<string, bigint>();
  let assigned: readonly TopicPartition[] = [];
  let seekTo: Seek | undefined;

  const stored = async (): Promise<Map<string, bigint>> => {
    const positions = new Map<string, bigint>();
    await transact(async (_, sql) => {
      for (const row of await sql(
        'select topic, partition, next_offset from projection_progress where consumer_group = $1',
        [groupId],
      )) {
        positions.set(
          keyOf({ topic: String(row.topic), partition: Number(row.partition) }),
          BigInt(String(row.next_offset)),
        );
      }
    });
    return positions;
  };

  const goTo = (at: TopicPartition, offset: bigint): void => {
    seekTo?.(at, offset);
    known.set(keyOf(at), offset);
  };

  const follow = async (): Promise<void> => {
    const positions = await stored();
    for (const at of assigned) {
      const mine = known.get(keyOf(at));
      const theirs = positions.get(keyOf(at)) ?? 0n;
      if (mine !== undefined && theirs < mine) goTo(at, theirs);
    }
  };

  return {
    known: (at) => known.has(keyOf(at)),
    assign: async (partitions, seek) => {
      known.clear();
      assigned = partitions;
      seekTo = seek;
      for (let attempt = 0; assigned === partitions && !stop.stopped(); attempt += 1) {
        try {
          const positions = await stored();
          for (const at of partitions) goTo(at, positions.get(keyOf(at)) ?? 0n);
          return;
        } catch (error) {
          log.warn({ err: error }, 'The positions of the projections could not be read and will be again');
          await stop.pause(growingPause(attempt, 200, 10_000));
        }
      }
    },
    advance: async (at, next, work) => {
      const expected = known.get(keyOf(at));
      if (expected === undefined) return false;
      let elsewhere: bigint | undefined;
      await transact(async (tx, sql) => {
        await sql(
          `insert into projection_progress (consumer_group, topic, partition, next_offset) values ($1, $2, $3::int, 0) on conflict do nothing`,
          [groupId, at.topic, at.partition],
        );
        const [row] = await sql(
          'select next_offset from projection_progress where consumer_group = $1 and topic = $2 and partition = $3::int for update',
          [groupId, at.topic, at.partition],
        );
        const current = BigInt(row === undefined ? 0 : String(row.next_offset));
        elsewhere = current === expected ? undefined : current;
        if (elsewhere !== undefined) return;
        await work(tx, sql);
        await sql(
          `update projection_progress set next_offset = $4::bigint, updated_at = now()
           where consumer_group = $1 and topic = $2 and partition = $3::int`,
          [groupId, at.topic, at.partition, next.toString()],
        );
      });
      if (elsewhere !== undefined) {
        goTo(at, elsewhere);
        return false;
      }
      // Lost or set back meanwhile: what was read then stands.
      if (known.get(keyOf(at)) === expected) known.set(keyOf(at), next);
      return true;
    },
    reset: async () => {
      await transact(async (_, sql) => {
        await sql('update projection_progress set next_offset = 0, updated_at = now() where consumer_group = $1', [
          groupId,
        ]);
      });
      await follow();
    },
    watch: async () => {
      while (!stop.stopped()) {
        await stop.pause(WATCH_MS);
        if (stop.stopped()) return;
        await follow().catch((error: unknown) => {
          log.warn({ err: error }, 'The positions of the projections could not be read and will be again');
        });
      }
    },
    reach: async (group) => {
      let waiting: { topic: string; partition: number; high: bigint }[] | undefined;
      for (let attempt = 0; !stop.stopped();) {
        try {
          waiting ??= (await group.watermarks()).filter(({ low, high }) => high > low);
          const positions = await stored();
          const quiet = group.quiet();
          waiting = waiting.filter(
            (at) => (positions.get(keyOf(at)) ?? 0n) < at.high && !(quiet && known.has(keyOf(at))),
          );
          attempt = 0;
          if (waiting.length === 0) return;
        } catch (error) {
          attempt += 1;
          log.warn({ err: error }, 'How far the projections are could not be asked and will be again');
        }
        await stop.pause(growingPause(attempt, REACH_MS, 5_000));
      }
      throw new Error(`The consumer group ${groupId} was stopped before its projections were complete`);
    },
  };
}

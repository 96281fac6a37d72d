import { gridWorkerChanged, gridWorkerRegistered, gridWorkerState } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';
import type { SqlExecutor } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { GridWorker } from './grid-worker.ts';

interface Told {
  readonly worker: GridWorker;
  /** Given where the row was given a new version by SQL. */
  readonly version?: number;
  /** The corps of today. */
  readonly corpsId: string | null;
  readonly occurredAt: Date;
}

/** What others are told of a worker: never the name or the phone. */
const dataOf = ({ worker, corpsId }: Told) => ({
  gridWorkerId: worker.id,
  accountId: worker.accountId,
  ...(isAbsent(worker.areaCode) ? {} : { areaCode: worker.areaCode }),
  ...(corpsId === null ? {} : { corpsId }),
});

const commonOf = (told: Told) => ({
  aggregateId: told.worker.id,
  aggregateVersion: told.version ?? told.worker.version,
  ...(isAbsent(told.worker.areaCode) ? {} : { areaCode: told.worker.areaCode }),
  occurredAt: told.occurredAt,
});

/** A worker was registered; the row is flushed. */
export const registeredEvents = (told: Told): EventDraft[] =>
  [gridWorkerRegistered, gridWorkerState].map((event) => eventDraft({ event, ...commonOf(told), data: dataOf(told) }));

/** Something told or kept of a worker was changed; the row is flushed, its version is the new one. */
export const changedEvents = (told: Told, fields: readonly string[]): EventDraft[] => [
  eventDraft({ event: gridWorkerChanged, ...commonOf(told), data: { ...dataOf(told), fields: [...fields] } }),
  eventDraft({ event: gridWorkerState, ...commonOf(told), data: dataOf(told) }),
];

/** Gives workers a new version when something beside their row was changed; the caller holds the rows. */
export const nextVersions = async (sql: SqlExecutor, ids: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const rows = await sql(
    'update grid_worker set version = version + 1 where id = any($1::uuid[]) returning id, version',
    [ids],
  );
  return new Map(rows.map((row) => [row.id as string, row.version as number]));
};

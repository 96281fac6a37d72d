import type { EntityManager } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { isUuid } from '../ids.ts';
import { CorpsMembership, GridWorker } from './grid-worker.ts';

/** The membership of a day. */
export const findMembership = (em: EntityManager, gridWorkerId: string, day: string): Promise<CorpsMembership | null> =>
  em.findOne(CorpsMembership, {
    gridWorkerId,
    since: { $lte: day },
    $or: [{ until: null }, { until: { $gt: day } }],
  });

/** The corps of a day. */
export const findCorpsId = async (em: EntityManager, gridWorkerId: string, day: string): Promise<string | null> =>
  (await findMembership(em, gridWorkerId, day))?.corpsId ?? null;

/** The worker, the row held until the end of the transaction. */
export const lockWorker = (em: EntityManager, id: string): Promise<GridWorker | null> =>
  isUuid(id)
    ? em.findOne(GridWorker, { id: id.toLowerCase() }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : Promise.resolve(null);

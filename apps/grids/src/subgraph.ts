import type { SealingProvider } from '@gridloom/access';
import {
  loadAreaTree,
  readSubgraphSdl,
  sqlOf,
  type BackgroundTools,
  type SubgraphDefinition,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { publishes } from '../events.ts';
import { extendContext, type Context } from './context.ts';
import { database } from './database.ts';
import { caseReasons } from './personal-data/case-reasons.ts';
import { resolvers } from './resolvers.ts';
import { snapshots } from './snapshots.ts';
import { settleAssignments } from './worker/settle-assignments.ts';

const SETTLE_EVERY_MS = 10 * 60_000;

/** Assignments begin and end with the day: the figures follow while the service runs. */
const settleInBackground = async ({ orm, log, now }: BackgroundTools): Promise<() => Promise<void>> => {
  const settle = async () => {
    try {
      const settled = await orm.em.fork().transactional(async (em) => {
        const sql = sqlOf(em);
        return settleAssignments(sql, await loadAreaTree(sql), shanghaiDay(now()));
      });
      if (settled > 0) log.info({ settled }, 'Assignments began or ended with the day');
    } catch (error) {
      log.warn({ err: error }, 'Assignments could not be settled and are tried again');
    }
  };
  let running = settle();
  const timer = setInterval(() => {
    running = running.then(settle);
  }, SETTLE_EVERY_MS);
  await Promise.resolve();
  return async () => {
    clearInterval(timer);
    await running;
  };
};

/** The grids subgraph, sealing personal data by the given keys. */
export const createSubgraph = (sealing: SealingProvider): SubgraphDefinition<Context> => ({
  database,
  sdl: readSubgraphSdl(new URL('../', import.meta.url)),
  resolvers,
  publishes,
  projections: [caseReasons],
  snapshots,
  extendContext: extendContext(sealing),
  startBackground: settleInBackground,
});

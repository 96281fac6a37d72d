import { appendEvents } from '@gridloom/messaging';
import {
  defineJob,
  loadAreaTree,
  type EntityManager,
  type JobDefinition,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import { geometryOf } from '../grid/geometry.ts';
import { lockOperations } from './ask-operation.ts';
import { carryOut } from './carry-out.ts';
import { GridOperation } from './grid-operation.ts';
import { isProblem } from './operation-problem.ts';
import { prepareOperation } from './prepare-operation.ts';

interface SettleTools {
  readonly now: () => Date;
  readonly newId: () => string;
}

/**
 * Carries out the planned operation whose day has come first, in a transaction of its own. One that cannot be any more, since
 * something changed meanwhile, fails with its reason and holds up no other.
 * @returns its id and what became of it; nothing when none is due
 */
export const settleNextOperation = async (
  em: EntityManager,
  sql: SqlExecutor,
  { now, newId }: SettleTools,
): Promise<{ readonly operationId: string; readonly state: GridOperation['state'] } | undefined> => {
  await lockOperations(sql);
  const at = now();
  const today = shanghaiDay(at);
  const [operation] = await em.find(
    GridOperation,
    { state: 'PLANNED', effectiveOn: { $lte: today } },
    { orderBy: { effectiveOn: 'asc', requestedAt: 'asc', id: 'asc' }, limit: 1, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!operation) return undefined;
  const work = {
    em,
    sql,
    areas: await loadAreaTree(sql),
    geometry: await geometryOf(sql),
    day: operation.effectiveOn,
    locks: true,
    mayTouch: () => true,
  };
  const prepared = await prepareOperation(work, operation.plan);
  if (isProblem(prepared)) {
    operation.failed(prepared, at);
    await em.flush();
  } else {
    const { outcome, events } = await carryOut({ ...work, operationId: operation.id, now: at, newId }, prepared);
    operation.done(outcome, at);
    await em.flush();
    await appendEvents(sql, events);
  }
  return { operationId: operation.id, state: operation.state };
};

/** Planned operations take effect with their day, or as soon as the service runs again. */
export const settleGridOperations: JobDefinition = defineJob({
  name: 'settle-grid-operations',
  schedule: '*/5 * * * *',
  parse: () => ({}),
  handle: async (_, { transact, log, now, newId, signal }) => {
    while (!signal.aborted) {
      const settled = await transact((em, sql) => settleNextOperation(em, sql, { now, newId }));
      if (!settled) return;
      log.info({ operationId: settled.operationId, state: settled.state }, 'A planned grid operation came to its day');
    }
  },
});

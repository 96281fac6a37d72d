import type { SealingProvider } from '@gridloom/access';
import { appendEvents } from '@gridloom/messaging';
import {
  loadAreaTree,
  readSubgraphSdl,
  sqlOf,
  type BackgroundTools,
  type FileStorage,
  type SubgraphDefinition,
} from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { publishes } from '../events.ts';
import { caseStates, onCaseFacts } from './assessment/case-outcomes.ts';
import { computeAssessment } from './assessment/compute-assessment.ts';
import { finishAssessmentsJob } from './assessment/finish-assessments.ts';
import { extendContext, type Context } from './context.ts';
import { database } from './database.ts';
import { settleGridOperations } from './grid-operation/settle-operations.ts';
import { filePurposes } from './files/file-purposes.ts';
import { personalNumbers } from './personal-data/sealed.ts';
import { peopleJobs } from './quality/people-jobs.ts';
import { onFieldCases } from './hazard/on-field-case.ts';
import { resolvers } from './resolvers.ts';
import { settleDueDays } from './rules/settle-due-days.ts';
import { snapshots } from './snapshots.ts';
import { transfer } from './transfer/transfer-tables.ts';
import { followAbsences } from './worker/follow-absences.ts';
import { settleAssignments } from './worker/settle-assignments.ts';

const SETTLE_EVERY_MS = 10 * 60_000;

/** Assignments and absences begin and end with the day: figures and stand-ins follow while the service runs. */
const settleInBackground = async ({ orm, log, now, newId }: BackgroundTools): Promise<() => Promise<void>> => {
  const settle = async () => {
    try {
      const settled = await orm.em.fork().transactional(async (em) => {
        const sql = sqlOf(em);
        const today = shanghaiDay(now());
        const counted = await settleAssignments(sql, await loadAreaTree(sql), today);
        const told = await followAbsences(sql, { newId, now: now(), today }, null);
        await appendEvents(sql, told);
        return counted + told.length;
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

/** The grids subgraph, sealing personal data by the given keys and keeping files in the given storage. */
export const createSubgraph = (sealing: SealingProvider, storage: FileStorage): SubgraphDefinition<Context> => ({
  database,
  sdl: readSubgraphSdl(new URL('../', import.meta.url)),
  resolvers,
  publishes,
  consumers: () => [
    { group: 'case-facts', subscriptions: onCaseFacts() },
    { group: 'field-cases', subscriptions: onFieldCases() },
  ],
  projections: [caseStates],
  snapshots,
  jobs: () => [
    computeAssessment,
    finishAssessmentsJob,
    settleDueDays,
    settleGridOperations,
    ...peopleJobs(personalNumbers(sealing)),
  ],
  files: { storage, purposes: filePurposes },
  transfer,
  extendContext: extendContext(sealing),
  startBackground: settleInBackground,
});

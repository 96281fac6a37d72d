import { Refused } from '@gridloom/access';
import {
  notFound,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { Household } from '../household/household.ts';
import { isUuid } from '../ids.ts';
import { GridWorker } from '../worker/grid-worker.ts';
import type { RecordVisitInput } from './check-visit-input.ts';
import { recordVisitsOfWorker } from './record-visits-of-worker.ts';

export interface RecordVisitSuccess {
  readonly __typename: 'RecordVisitSuccess';
  readonly visitId: string;
}

type Result = RecordVisitSuccess | InvalidInput | NotFound | Conflict;

export const mayNotVisit = (context: Context) =>
  new Refused(
    'FORBIDDEN',
    context.say({
      zh: '只有本网格的网格长、网格员可以记录走访。',
      en: 'Only workers and the head of the household’s grid record its visits.',
    }),
  );

/** The grid worker whose account it is. */
export const findWorkerOfCaller = (context: Context, em: EntityManager): Promise<GridWorker | null> =>
  context.caller.kind === 'account'
    ? em.findOne(GridWorker, { accountId: context.caller.accountId })
    : Promise.resolve(null);

/** Whoever is no grid worker at all is told what exists, and no more. */
const withoutWorker = async (context: Context, em: EntityManager, householdId: string): Promise<NotFound> => {
  const household = isUuid(householdId) ? await em.findOne(Household, { id: householdId }) : null;
  if (household && isInTerritory(context.peopleReach('READ_HOUSEHOLDS'), household)) throw mayNotVisit(context);
  return notFound(context.locale, 'input.householdId');
};

const record = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: RecordVisitInput,
): Promise<CommandOutcome<Result>> => {
  const worker = await findWorkerOfCaller(context, em);
  if (!worker) return { result: await withoutWorker(context, em, input.householdId) };
  const { outcomes, events } = await recordVisitsOfWorker(context, em, sql, worker, [{ input, field: 'input' }]);
  const [outcome] = outcomes;
  if (!outcome || outcome.kind === 'REFUSED') throw mayNotVisit(context);
  if (outcome.kind === 'FAILED') return { result: outcome.error };
  return { result: { __typename: 'RecordVisitSuccess', visitId: outcome.visitId }, events };
};

/** Records a visit (走访) with its demands: everything that follows from it in one transaction. */
export const recordVisit = (context: Context, input: RecordVisitInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'recordVisit',
    input,
    work: (em, sql) => record(context, em, sql, input),
  });

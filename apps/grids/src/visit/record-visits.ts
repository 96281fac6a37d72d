import {
  invalidInput,
  notFound,
  runCommand,
  type CommandOutcome,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
  type UserErrorCode,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import type { Context } from '../context.ts';
import { GridWorker } from '../worker/grid-worker.ts';
import type { VisitInput } from './check-visit-input.ts';
import { findWorkerOfCaller, mayNotVisit } from './record-visit.ts';
import { recordVisitsOfWorker, type VisitOutcome } from './record-visits-of-worker.ts';

/** So many visits come in at once: a device sends a day of work in one piece and a month of it in some. */
export const MAX_VISITS = 500;

export interface OfflineVisitInput extends VisitInput {
  readonly clientKey: string;
}

export interface RecordVisitsInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly visits: readonly OfflineVisitInput[];
}

/** What became of one visit of a batch. */
export interface VisitReceipt {
  readonly clientKey: string;
  readonly outcome: 'RECORDED' | 'DUPLICATE' | 'FAILED';
  readonly visitId?: string;
  readonly problem?: {
    readonly code: UserErrorCode;
    readonly message: string;
    readonly field: string | null;
    readonly allowed: string | null;
  };
}

export interface RecordVisitsSuccess {
  readonly __typename: 'RecordVisitsSuccess';
  readonly receipts: readonly VisitReceipt[];
}

type Result = RecordVisitsSuccess | InvalidInput;

const receiptOf = (context: Context, clientKey: string, field: string, outcome: VisitOutcome): VisitReceipt => {
  if (outcome.kind === 'RECORDED' || outcome.kind === 'DUPLICATE') {
    return { clientKey, outcome: outcome.kind, visitId: outcome.visitId };
  }
  const error =
    outcome.kind === 'FAILED'
      ? outcome.error
      : notFound(context.locale, `${field}.householdId`, {
          zh: `${field}.householdId：走访当日您不在该户所在网格任职。`,
          en: `${field}.householdId: on the day of the visit you had no post in the household’s grid.`,
        });
  return {
    clientKey,
    outcome: 'FAILED',
    problem: {
      code: error.code,
      message: error.message,
      field: 'field' in error ? error.field : null,
      allowed: 'allowed' in error ? (error.allowed ?? null) : null,
    },
  };
};

const tooMany = (context: Context, count: number): InvalidInput => ({
  ...invalidInput(
    context.locale,
    'input.visits',
    {
      zh: `input.visits 一次 1 至 ${MAX_VISITS} 次走访，收到 ${count} 次；请分批报送。`,
      en: `input.visits has 1 to ${MAX_VISITS} visits, got ${count}; send them in several parts.`,
    },
    `1–${MAX_VISITS}`,
  ),
  code: 'LIMIT_EXCEEDED',
});

const record = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { visits }: RecordVisitsInput,
): Promise<CommandOutcome<Result>> => {
  if (visits.length === 0 || visits.length > MAX_VISITS) return { result: tooMany(context, visits.length) };
  const known = await findWorkerOfCaller(context, em);
  if (!known) throw mayNotVisit(context);
  // Two devices of one worker come after each other: both may hold the same visit.
  const worker = await em.findOneOrFail(GridWorker, { id: known.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const submissions = visits.map((input, index) => ({ input, field: `input.visits.${index}` }));
  const { outcomes, events } = await recordVisitsOfWorker(context, em, sql, worker, submissions);
  return {
    result: {
      __typename: 'RecordVisitsSuccess',
      receipts: submissions.map(({ input, field }, index) =>
        receiptOf(context, input.clientKey, field, outcomes[index] ?? { kind: 'REFUSED' }),
      ),
    },
    events,
  };
};

/** Takes visits in that a device kept while it was offline (离线走访批量上报): in any order, twice if need be, with the same result. */
export const recordVisits = (context: Context, input: RecordVisitsInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'recordVisits',
    input,
    work: (em, sql) => record(context, em, sql, input),
  });

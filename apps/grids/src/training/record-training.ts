import {
  conflict,
  invalidInput,
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
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { lockManagedWorker } from '../worker/change-grid-worker.ts';
import { dayProblem } from '../worker/worker-problems.ts';
import { findWorkersWithin } from '../worker/worker-reach.ts';
import { TrainingKind, TrainingRecord } from './training.ts';

export interface RecordTrainingInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridWorkerId: string;
  readonly kind: string;
  readonly completedOn: string;
  readonly certificate?: string | null | undefined;
}
export interface VoidTrainingInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly trainingId: string;
}
export interface RecordTrainingSuccess {
  readonly __typename: 'RecordTrainingSuccess';
  readonly trainingId: string;
}
export interface VoidTrainingSuccess {
  readonly __typename: 'VoidTrainingSuccess';
  readonly gridWorkerId: string;
}

export const EARLIEST_TRAINING = '1990-01-01';
export const MOST_CERTIFICATE = 64;

type RecordResult = RecordTrainingSuccess | InvalidInput | NotFound | Conflict;

const record = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { gridWorkerId, kind: code, completedOn, certificate }: RecordTrainingInput,
): Promise<CommandOutcome<RecordResult>> => {
  const { locale, today, caller } = context;
  const worker = await lockManagedWorker(context, em, sql, gridWorkerId);
  if (!worker) return { result: notFound(locale, 'input.gridWorkerId') };
  const kind = await em.findOne(TrainingKind, { code, retired: false });
  if (!kind) return { result: notFound(locale, 'input.kind') };
  const problem = dayProblem(locale, 'input.completedOn', { from: EARLIEST_TRAINING, to: today }, completedOn);
  if (problem) return { result: problem };
  const number = certificate?.trim() ?? '';
  if (number.length > MOST_CERTIFICATE) {
    return {
      result: invalidInput(
        locale,
        'input.certificate',
        {
          zh: `certificate 最多 ${MOST_CERTIFICATE} 个字。`,
          en: `certificate has at most ${MOST_CERTIFICATE} characters.`,
        },
        `0–${MOST_CERTIFICATE}`,
      ),
    };
  }
  const known = await em.findOne(TrainingRecord, { gridWorkerId: worker.id, kind: code, completedOn, voidedAt: null });
  if (known) {
    return {
      result: conflict(locale, {
        zh: '该网格员当日的这项培训已登记。',
        en: 'This training of the worker is recorded for that day already.',
      }),
    };
  }
  if (caller.kind === 'anonymous') throw new TypeError('Nobody is signed in');
  const training = em.create(TrainingRecord, {
    id: context.newId(),
    gridWorkerId: worker.id,
    kind: code,
    completedOn,
    validUntil: kind.validUntil(completedOn),
    certificate: number === '' ? null : number,
    recordedByAccountId: caller.accountId,
    recordedAt: context.now(),
  });
  return { result: { __typename: 'RecordTrainingSuccess', trainingId: training.id } };
};

/** Records that a worker has completed a training (登记培训). */
export const recordTraining = (context: Context, input: RecordTrainingInput): Promise<RecordResult | KeyReused> =>
  runCommand<RecordResult>(context, {
    name: 'recordTraining',
    input,
    work: (em, sql) => record(context, em, sql, input),
  });

const voidRecord = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { trainingId }: VoidTrainingInput,
): Promise<CommandOutcome<VoidTrainingSuccess | NotFound>> => {
  const training = isUuid(trainingId)
    ? await em.findOne(TrainingRecord, { id: trainingId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  const missing = notFound(context.locale, 'input.trainingId');
  if (!training || !isAbsent(training.voidedAt)) return { result: missing };
  const within = await findWorkersWithin(context, sql, 'MANAGE_GRID_WORKERS', [training.gridWorkerId]);
  if (within.size === 0) return { result: missing };
  training.voidedAt = context.now();
  return { result: { __typename: 'VoidTrainingSuccess', gridWorkerId: training.gridWorkerId } };
};

/** Takes back a training recorded by mistake (作废培训登记); the row stays. */
export const voidTraining = (
  context: Context,
  input: VoidTrainingInput,
): Promise<VoidTrainingSuccess | NotFound | KeyReused> =>
  runCommand<VoidTrainingSuccess | NotFound>(context, {
    name: 'voidTraining',
    input,
    work: (em, sql) => voidRecord(context, em, sql, input),
  });

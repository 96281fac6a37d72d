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
import { addDays } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { followAbsences } from './follow-absences.ts';
import { GridWorkerAbsence, LONGEST_DAYS, RECORDED_WITHIN_DAYS, type AbsenceKind } from './grid-worker-absence.ts';
import { GridWorker } from './grid-worker.ts';
import { dayProblem } from './worker-problems.ts';
import { findWorkersWithin } from './worker-reach.ts';

export interface RecordAbsenceInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridWorkerId: string;
  readonly since: string;
  readonly until: string;
  readonly kind: AbsenceKind;
  readonly substituteId?: string | null | undefined;
}

export interface RecordAbsenceSuccess {
  readonly __typename: 'RecordAbsenceSuccess';
  readonly absenceId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

/** Holds the workers of an absence, always in the same order; those who are not there are left out. */
export const lockWorkers = async (
  em: EntityManager,
  ids: readonly (string | null | undefined)[],
): Promise<ReadonlyMap<string, GridWorker>> => {
  const given = ids.flatMap((id) => (isAbsent(id) || !isUuid(id) ? [] : [id.toLowerCase()]));
  const workers = await em.find(
    GridWorker,
    { id: { $in: given } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  return new Map(workers.map((worker) => [worker.id, worker]));
};

interface Wanted {
  readonly absenceId: string | null;
  readonly gridWorkerId: string;
  readonly substituteId: string | null;
  readonly since: string;
  readonly until: string;
}

/** Whoever is away twice at once, stands in for himself, or stands in while away. The workers are held. */
export const absenceProblem = async (
  context: Context,
  em: EntityManager,
  { absenceId, gridWorkerId, substituteId, since, until }: Wanted,
): Promise<InvalidInput | Conflict | undefined> => {
  const { locale } = context;
  if (substituteId === gridWorkerId) {
    return invalidInput(locale, 'input.substituteId', {
      zh: 'substituteId：代岗人不能是离岗人本人。',
      en: 'substituteId: nobody stands in for himself or herself.',
    });
  }
  const touching = await em.find(GridWorkerAbsence, {
    ...(absenceId === null ? {} : { id: { $ne: absenceId } }),
    since: { $lt: until },
    until: { $gt: since },
    $or: [
      { gridWorkerId: { $in: [gridWorkerId, ...(substituteId === null ? [] : [substituteId])] } },
      { substituteId: gridWorkerId },
    ],
  });
  const real = touching.filter((absence) => absence.touches(since, until));
  const own = real.find((absence) => absence.gridWorkerId === gridWorkerId);
  if (own) {
    return conflict(locale, {
      zh: `该网格员在此期间已登记离岗（${own.since} 至 ${own.until}）。`,
      en: `The worker is recorded as away at that time already, ${own.since} to ${own.until}.`,
    });
  }
  const ofSubstitute = real.find((absence) => absence.gridWorkerId === substituteId);
  if (ofSubstitute) {
    return conflict(locale, {
      zh: `代岗人在此期间本人离岗（${ofSubstitute.since} 至 ${ofSubstitute.until}）。`,
      en: `The substitute is away at that time, ${ofSubstitute.since} to ${ofSubstitute.until}.`,
    });
  }
  const standsIn = real.find((absence) => absence.substituteId === gridWorkerId);
  if (standsIn) {
    return conflict(locale, {
      zh: `该网格员在此期间正为他人代岗（${standsIn.since} 至 ${standsIn.until}）；请先更换代岗人。`,
      en: `The worker stands in for somebody else at that time, ${standsIn.since} to ${standsIn.until}; change that substitute first.`,
    });
  }
  return undefined;
};

const record = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: RecordAbsenceInput,
): Promise<CommandOutcome<RecordAbsenceSuccess | Problem>> => {
  const { locale, today, caller } = context;
  const { since, until, kind } = input;
  const workers = await lockWorkers(em, [input.gridWorkerId, input.substituteId]);
  const within = await findWorkersWithin(context, sql, 'MANAGE_GRID_WORKERS', [...workers.keys()]);
  const worker = workers.get(input.gridWorkerId.toLowerCase());
  if (!worker || !within.has(worker.id)) return { result: notFound(locale, 'input.gridWorkerId') };
  const substituteId = isAbsent(input.substituteId) ? null : input.substituteId.toLowerCase();
  if (substituteId !== null && !within.has(substituteId)) return { result: notFound(locale, 'input.substituteId') };
  const problem =
    dayProblem(locale, 'input.since', { from: addDays(today, -RECORDED_WITHIN_DAYS) }, since) ??
    dayProblem(locale, 'input.until', { from: addDays(since, 1), to: addDays(since, LONGEST_DAYS) }, until) ??
    (await absenceProblem(context, em, { absenceId: null, gridWorkerId: worker.id, substituteId, since, until }));
  if (problem) return { result: problem };
  if (caller.kind === 'anonymous') throw new TypeError('Nobody is signed in');
  const absence = em.create(GridWorkerAbsence, {
    id: context.newId(),
    gridWorkerId: worker.id,
    since,
    until,
    kind,
    substituteId,
    recordedByAccountId: caller.accountId,
    recordedAt: context.now(),
  });
  await em.flush();
  const tools = { newId: context.newId, now: context.now(), today };
  return {
    result: { __typename: 'RecordAbsenceSuccess', absenceId: absence.id },
    events: await followAbsences(sql, tools, [worker.id]),
  };
};

/** A worker is away (登记离岗); whoever stands in holds the same roles from the first day to the last. */
export const recordAbsence = (
  context: Context,
  input: RecordAbsenceInput,
): Promise<RecordAbsenceSuccess | Problem | KeyReused> =>
  runCommand<RecordAbsenceSuccess | Problem>(context, {
    name: 'recordAbsence',
    input,
    work: (em, sql) => record(context, em, sql, input),
  });

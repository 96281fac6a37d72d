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
  type Locale,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { followAbsences } from './follow-absences.ts';
import { AbsencePeriodWrong, GridWorkerAbsence, LONGEST_DAYS } from './grid-worker-absence.ts';
import { absenceProblem, lockWorkers } from './record-absence.ts';
import { findWorkersWithin } from './worker-reach.ts';

export interface ChangeAbsenceInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly absenceId: string;
  readonly until?: string | null | undefined;
  readonly substituteId?: string | null | undefined;
  readonly withoutSubstitute?: boolean | null | undefined;
}

export interface ChangeAbsenceSuccess {
  readonly __typename: 'ChangeAbsenceSuccess';
  readonly absenceId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

const periodProblem = (locale: Locale, absence: GridWorkerAbsence, today: string, error: AbsencePeriodWrong) => {
  if (error.reason === 'over already') {
    return conflict(locale, {
      zh: `离岗已于 ${absence.until} 结束，不能再变更。`,
      en: `The absence ended on ${absence.until} and cannot be changed any more.`,
    });
  }
  const [first, last] = [addDays(absence.since, 1), addDays(absence.since, LONGEST_DAYS)];
  const from = first > today ? first : today;
  return invalidInput(
    locale,
    'input.until',
    {
      zh: `until 应在 ${from} – ${last} 之间；尚未开始的离岗可填起始日 ${absence.since} 予以撤回。`,
      en: `until lies within ${from} – ${last}; an absence that has not begun is taken back by its first day, ${absence.since}.`,
    },
    `${from} – ${last}`,
  );
};

const change = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { absenceId, until, substituteId, withoutSubstitute }: ChangeAbsenceInput,
): Promise<CommandOutcome<ChangeAbsenceSuccess | Problem>> => {
  const { locale, today } = context;
  const known = isUuid(absenceId) ? await em.findOne(GridWorkerAbsence, { id: absenceId }) : null;
  if (!known) return { result: notFound(locale, 'input.absenceId') };
  const wanted = isAbsent(substituteId) ? null : substituteId.toLowerCase();
  const workers = await lockWorkers(em, [known.gridWorkerId, known.substituteId, wanted]);
  const within = await findWorkersWithin(context, sql, 'MANAGE_GRID_WORKERS', [...workers.keys()]);
  if (!within.has(known.gridWorkerId)) return { result: notFound(locale, 'input.absenceId') };
  if (wanted !== null && !within.has(wanted)) return { result: notFound(locale, 'input.substituteId') };
  if (wanted !== null && withoutSubstitute === true) {
    return {
      result: invalidInput(locale, 'input.withoutSubstitute', {
        zh: 'substituteId 与 withoutSubstitute 只能填一项。',
        en: 'Either substituteId or withoutSubstitute, not both.',
      }),
    };
  }
  const absence = await em.findOneOrFail(
    GridWorkerAbsence,
    { id: known.id },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
  try {
    if (!isAbsent(until)) absence.changeUntil(until, today);
    if (wanted !== null || withoutSubstitute === true) absence.changeSubstitute(wanted, today);
  } catch (error) {
    if (!(error instanceof AbsencePeriodWrong)) throw error;
    return { result: periodProblem(locale, absence, today, error) };
  }
  const problem = await absenceProblem(context, em, {
    absenceId: absence.id,
    gridWorkerId: absence.gridWorkerId,
    substituteId: absence.substituteId ?? null,
    since: absence.since,
    until: absence.until,
  });
  if (problem) return { result: problem };
  await em.flush();
  const tools = { newId: context.newId, now: context.now(), today };
  return {
    result: { __typename: 'ChangeAbsenceSuccess', absenceId: absence.id },
    events: await followAbsences(sql, tools, [absence.gridWorkerId]),
  };
};

/** Changes how long an absence lasts or who stands in (变更离岗); the substitutes' roles follow at once. */
export const changeAbsence = (
  context: Context,
  input: ChangeAbsenceInput,
): Promise<ChangeAbsenceSuccess | Problem | KeyReused> =>
  runCommand<ChangeAbsenceSuccess | Problem>(context, {
    name: 'changeAbsence',
    input,
    work: (em, sql) => change(context, em, sql, input),
  });

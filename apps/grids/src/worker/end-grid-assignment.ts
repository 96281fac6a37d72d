import { gridAssignmentEnded } from '@gridloom/contracts';
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
import { changePresence } from '../figures/worker-presence.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { assignmentEvents } from './assignment-events.ts';
import { followAbsences } from './follow-absences.ts';
import { AssignmentPeriodWrong, GridAssignment } from './grid-assignment.ts';
import { GridWorker } from './grid-worker.ts';

export interface EndGridAssignmentInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridAssignmentId: string;
  readonly until: string;
}

export interface EndGridAssignmentSuccess {
  readonly __typename: 'EndGridAssignmentSuccess';
  readonly gridAssignmentId: string;
}

type Result = EndGridAssignmentSuccess | InvalidInput | NotFound | Conflict;

const end = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { gridAssignmentId, until }: EndGridAssignmentInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, today } = context;
  const assignment = isUuid(gridAssignmentId)
    ? await em.findOne(GridAssignment, { id: gridAssignmentId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!assignment || !isInTerritory(context.reach('MANAGE_GRID_ASSIGNMENTS'), assignment))
    return { result: notFound(locale, 'input.gridAssignmentId') };
  const { areaCode, gridWorkerId, role } = assignment;
  if (!isAbsent(assignment.absenceId)) {
    return {
      result: conflict(locale, {
        zh: '这是代岗职务，随离岗登记而止；请变更离岗登记。',
        en: 'The worker stands in for somebody who is away; change the absence instead.',
      }),
    };
  }
  try {
    assignment.end(until);
  } catch (error) {
    if (!(error instanceof AssignmentPeriodWrong)) throw error;
    return {
      result:
        error.reason === 'ended before'
          ? conflict(locale, { zh: '该任命已解除。', en: 'The assignment has its end already.' })
          : invalidInput(
              locale,
              'input.until',
              {
                zh: `until 应晚于起始日 ${assignment.since}。`,
                en: `until comes after the first day, ${assignment.since}.`,
              },
              `> ${assignment.since}`,
            ),
    };
  }
  const wasCounted = assignment.counted;
  if (wasCounted && until <= today) assignment.counted = false;
  await em.flush();
  if (wasCounted && !assignment.counted) {
    await changePresence(sql, context.areas, [{ areaCode, gridWorkerId, role, delta: -1 }]);
  }
  const worker = await em.findOneOrFail(GridWorker, { id: gridWorkerId });
  const ended = assignmentEvents(gridAssignmentEnded, assignment, worker, context.now());
  const tools = { newId: context.newId, now: context.now(), today };
  return {
    result: { __typename: 'EndGridAssignmentSuccess', gridAssignmentId: assignment.id },
    events: [...ended, ...(await followAbsences(sql, tools, [gridWorkerId]))],
  };
};

/** Ends a worker's role in a grid (解除网格员任命). */
export const endGridAssignment = (context: Context, input: EndGridAssignmentInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'endGridAssignment',
    input,
    work: (em, sql) => end(context, em, sql, input),
  });

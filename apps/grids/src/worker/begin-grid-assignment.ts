import { gridAssignmentBegun } from '@gridloom/contracts';
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

import type { Context } from '../context.ts';
import { changePresence } from '../figures/worker-presence.ts';
import { Grid } from '../grid/grid.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { assignmentEvents } from './assignment-events.ts';
import { followAbsences } from './follow-absences.ts';
import { GridAssignment, type GridRole } from './grid-assignment.ts';
import { GridWorker } from './grid-worker.ts';

export interface BeginGridAssignmentInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly gridWorkerId: string;
  readonly gridId: string;
  readonly role: GridRole;
  readonly since: string;
}

export interface BeginGridAssignmentSuccess {
  readonly __typename: 'BeginGridAssignmentSuccess';
  readonly gridAssignmentId: string;
}

type Result = BeginGridAssignmentSuccess | InvalidInput | NotFound | Conflict;

const begin = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { gridWorkerId, gridId, role, since }: BeginGridAssignmentInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, today } = context;
  const grid = isUuid(gridId) ? await em.findOne(Grid, { id: gridId }) : null;
  if (!grid || !isInTerritory(context.reach('MANAGE_GRID_ASSIGNMENTS'), { gridId: grid.id, areaCode: grid.areaCode }))
    return { result: notFound(locale, 'input.gridId') };
  const worker = isUuid(gridWorkerId)
    ? await em.findOne(GridWorker, { id: gridWorkerId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!worker) return { result: notFound(locale, 'input.gridWorkerId') };
  if (!grid.isValidOn(since) && since <= today) {
    return {
      result: invalidInput(
        locale,
        'input.since',
        {
          zh: `since 应在网格启用期内（自 ${grid.validFrom} 起）。`,
          en: `since lies within the grid’s own time, from ${grid.validFrom} on.`,
        },
        `${grid.validFrom} – ${grid.validUntil ?? '…'}`,
      ),
    };
  }
  const held = await em.find(GridAssignment, {
    gridWorkerId: worker.id,
    gridId: grid.id,
    role,
    absenceId: null,
    $or: [{ until: null }, { until: { $gt: since } }],
  });
  if (held.length > 0) {
    return {
      result: conflict(locale, {
        zh: '该网格员在此期间已担任本网格的这一职务。',
        en: 'The worker holds this role in the grid at that time already.',
      }),
    };
  }
  const assignment = em.create(GridAssignment, {
    id: context.newId(),
    gridWorkerId: worker.id,
    gridId: grid.id,
    areaCode: grid.areaCode,
    role,
    since,
    until: null,
    counted: since <= today,
  });
  await em.flush();
  if (assignment.counted) {
    await changePresence(sql, context.areas, [{ areaCode: grid.areaCode, gridWorkerId: worker.id, role, delta: 1 }]);
  }
  const begun = assignmentEvents(gridAssignmentBegun, assignment, worker, context.now());
  const tools = { newId: context.newId, now: context.now(), today };
  return {
    result: { __typename: 'BeginGridAssignmentSuccess', gridAssignmentId: assignment.id },
    events: [...begun, ...(await followAbsences(sql, tools, [worker.id]))],
  };
};

/** Gives a worker a role in a grid (任命网格员); what the account may do follows from it. */
export const beginGridAssignment = (context: Context, input: BeginGridAssignmentInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'beginGridAssignment',
    input,
    work: (em, sql) => begin(context, em, sql, input),
  });

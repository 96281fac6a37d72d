import { gridRestored, gridWithdrawn } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';
import {
  applyIncrements,
  notFound,
  runCommand,
  type CommandOutcome,
  type EntityManager,
  type KeyReused,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import type { Context } from '../context.ts';
import { gridGoneDraft, gridStateDraft } from '../grid/grid-events.ts';
import { Grid } from '../grid/grid.ts';
import { isUuid } from '../ids.ts';
import { GridAssignment } from '../worker/grid-assignment.ts';
import { lockOperations, type OperationResult } from './ask-operation.ts';
import { gridIncrements } from './carry-out.ts';
import { GridOperation, type OperationOutcome } from './grid-operation.ts';
import { moveAssignmentsBack } from './move-assignments.ts';
import { movePeopleBack } from './move-people.ts';
import { moveWorkBack, workThatChanged } from './move-work.ts';
import { newGridsOf, oldGridIdsOf } from './operation-plan.ts';
import { isProblem, problemOf, refusalOf, type Problem } from './operation-problem.ts';

export interface CloseOperationInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly operationId: string;
}

const accountOf = ({ caller }: Context): string => {
  if (caller.kind === 'anonymous') throw new TypeError('Only who is signed in closes an operation');
  return caller.accountId;
};

const findOperation = async (context: Context, em: EntityManager, id: string): Promise<GridOperation | null> => {
  const operation = isUuid(id)
    ? await em.findOne(GridOperation, { id: id.toLowerCase() }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  const reach = context.reach('MANAGE_GRIDS');
  return operation && (reach.all || reach.areaCodes.includes(operation.areaCode)) ? operation : null;
};

/** Gives up a planned operation before its day. */
export const cancelOperation = (context: Context, input: CloseOperationInput): Promise<OperationResult | KeyReused> =>
  runCommand<OperationResult>(context, {
    name: 'cancelGridOperation',
    input,
    work: async (em) => {
      const operation = await findOperation(context, em, input.operationId);
      if (!operation) return { result: notFound(context.locale, 'input.operationId') };
      const problem = operation.cancel(accountOf(context), context.now());
      return {
        result: problem
          ? refusalOf(context.locale, problem)
          : { __typename: 'GridOperationSuccess', operationId: operation.id },
      };
    },
  });

const builtOn = (ids: readonly string[], what: { readonly zh: string; readonly en: string }): Problem =>
  problemOf(
    'BUILT_ON',
    'input.operationId',
    {
      zh: `此后${what.zh}，不能再撤销；请另做一次调整。`,
      en: `It cannot be taken back, since meanwhile ${what.en}; make another operation instead.`,
    },
    ids,
  );

/** What has been done since with the grids that came to be: rows that the operation did not put there itself. */
const strangers = (newGridIds: readonly string[], operationId: string) => ({
  params: [newGridIds, operationId],
  query: `select id, what from (
      select h.id, 'household' as what from household h where h.grid_id = any($1::uuid[])
        and not exists (select 1 from grid_move m where m.operation_id = $2 and m.kind = 'HOUSEHOLD' and m.row_id = h.id)
      union all
      select r.id, 'resident' from resident r where r.grid_id = any($1::uuid[])
        and not exists (select 1 from grid_move m where m.operation_id = $2 and m.kind = 'RESIDENT' and m.row_id = r.id)
      union all
      select d.id, 'dwelling' from dwelling d where d.grid_id = any($1::uuid[])
        and not exists (select 1 from grid_move m where m.operation_id = $2 and m.kind = 'DWELLING' and m.row_id = d.id)
      union all
      select h.id, 'household' from household h where h.micro_grid_id = any($1::uuid[])
      union all
      select v.id, 'visit' from visit v where v.grid_id = any($1::uuid[])
      union all
      select g.id, 'grid' from grid g where g.parent_grid_id = any($1::uuid[])
        and not exists (select 1 from grid_operation_grid o where o.operation_id = $2 and o.grid_id = g.id)
      union all
      select h.id, 'household' from grid_move m join household h on m.kind = 'HOUSEHOLD' and h.id = m.row_id
        where m.operation_id = $2 and (h.version <> m.version or h.grid_id <> m.to_grid_id)
      union all
      select r.id, 'resident' from grid_move m join resident r on m.kind = 'RESIDENT' and r.id = m.row_id
        where m.operation_id = $2 and (r.version <> m.version or r.grid_id <> m.to_grid_id)
      union all
      select d.id, 'dwelling' from grid_move m join dwelling d on m.kind = 'DWELLING' and d.id = m.row_id
        where m.operation_id = $2 and (d.version <> m.version or d.grid_id <> m.to_grid_id)
      union all
      ${workThatChanged}
    ) built limit 20`,
});

const words: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  household: { zh: '有住户信息发生变化', en: 'households have changed' },
  resident: { zh: '有居民信息发生变化', en: 'residents have changed' },
  dwelling: { zh: '有房屋信息发生变化', en: 'dwellings have changed' },
  visit: { zh: '已有走访记录', en: 'visits were recorded' },
  work: { zh: '已有巡查、隐患、代办等记录', en: 'patrols, hazards, errands or corrections were recorded' },
  grid: { zh: '又有网格调整', en: 'grids have changed again' },
  assignment: { zh: '有网格员任命发生变化', en: 'assignments have changed' },
};

const wordsOf = (what: string) => words[what] ?? { zh: '又有变化', en: 'something has changed' };

const whatBuildsOn = async (
  em: EntityManager,
  sql: SqlExecutor,
  operation: GridOperation,
  outcome: OperationOutcome,
  grids: readonly Grid[],
): Promise<Problem | undefined> => {
  const changed = grids.filter(({ id, version }) => outcome.versions[id] !== version);
  const ids = Object.keys(outcome.versions);
  const newIds = newGridsOf(operation.plan).map(({ gridId }) => gridId);
  // Whatever was done since has changed the version of a grid; what is planned has not.
  const later = await sql(
    `select o.id from grid_operation_grid g join grid_operation o on o.id = g.operation_id
     where g.grid_id = any($1::uuid[]) and o.id <> $2 and o.state = 'PLANNED' limit 20`,
    [newIds, operation.id],
  );
  if (changed.length > 0 || later.length > 0 || grids.length < ids.length)
    return builtOn([...changed.map(({ id }) => id), ...later.map((row) => row.id as string)], wordsOf('grid'));
  const { query, params } = strangers(newIds, operation.id);
  const rows = await sql(query, params);
  const [first] = rows;
  if (first)
    return builtOn(
      rows.map((row) => row.id as string),
      wordsOf(first.what as string),
    );
  const told = [...outcome.endedAssignments, ...outcome.begunAssignments, ...outcome.repointedAssignments];
  const versions = new Map(told.map(({ id, version }) => [id, version]));
  const assignments = await em.find(
    GridAssignment,
    { absenceId: null, $or: [{ id: { $in: [...versions.keys()] } }, { gridId: { $in: newIds } }] },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const moved = assignments.filter(({ id, version }) => versions.get(id) !== version);
  return moved.length > 0
    ? builtOn(
        moved.map(({ id }) => id),
        wordsOf('assignment'),
      )
    : undefined;
};

const undo = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: CloseOperationInput,
): Promise<CommandOutcome<OperationResult>> => {
  const { locale, areas, today, newId } = context;
  await lockOperations(sql);
  const operation = await findOperation(context, em, input.operationId);
  if (!operation) return { result: notFound(locale, 'input.operationId') };
  const now = context.now();
  const outcome = operation.undo(accountOf(context), now);
  if (isProblem(outcome)) return { result: refusalOf(locale, outcome) };
  const grids = await em.find(
    Grid,
    { id: { $in: Object.keys(outcome.versions) } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const problem = await whatBuildsOn(em, sql, operation, outcome, grids);
  if (problem) return { result: refusalOf(locale, problem) };

  const { plan, id: operationId } = operation;
  const newIds = new Set(newGridsOf(plan).map(({ gridId }) => gridId));
  const oldIds = new Set(oldGridIdsOf(plan));
  const withdrawn = grids.filter(({ id }) => newIds.has(id));
  const restored = grids.filter(({ id }) => oldIds.has(id));
  const parents = new Map(outcome.microGrids.map(({ id, parentGridId }) => [id, parentGridId]));
  const microGrids = grids.filter(({ id }) => parents.has(id) && !newIds.has(id) && !oldIds.has(id));
  const endedThem = plan.kind === 'SPLIT' || plan.kind === 'MERGE' || plan.kind === 'RETIRE';

  const work = await moveWorkBack({ sql, operationId, now });
  const people = await movePeopleBack({ sql, operationId, now, today });
  const roles = await moveAssignmentsBack({ em, sql, areas, day: today, now, newId }, outcome);
  for (const micro of microGrids) {
    micro.parentGridId = parents.get(micro.id) ?? null;
    if (plan.kind === 'RETIRE') micro.validUntil = null;
  }
  for (const grid of restored) {
    if (endedThem) grid.validUntil = null;
    if (!outcome.before) continue;
    grid.name = outcome.before.name;
    grid.codes = [...outcome.before.codes];
    grid.boundary = outcome.before.boundary;
  }
  await em.flush();
  await sql('delete from grid_lineage where operation_id = $1', [operationId]);
  await sql('delete from grid_former_code where operation_id = $1', [operationId]);
  await sql('delete from grid_last_figure where grid_id = any($1::uuid[])', [[...oldIds]]);
  for (const grid of withdrawn) em.remove(grid);
  await em.flush();
  await applyIncrements(sql, [
    ...withdrawn.flatMap((grid) => gridIncrements(areas, grid, -1)),
    ...(endedThem ? restored.flatMap((grid) => gridIncrements(areas, grid, 1)) : []),
    ...(plan.kind === 'RETIRE' ? microGrids.flatMap((grid) => gridIncrements(areas, grid, 1)) : []),
  ]);
  const told = (grid: Grid, version: number) => ({
    aggregateId: grid.id,
    aggregateVersion: version,
    areaCode: grid.areaCode,
    occurredAt: now,
  });
  const events: EventDraft[] = [
    ...restored.flatMap((grid) => [
      eventDraft({
        event: gridRestored,
        ...told(grid, grid.version),
        data: { gridId: grid.id, areaCode: grid.areaCode, operationId, withdrawnGridIds: [...newIds] },
      }),
      gridStateDraft(grid, now),
    ]),
    ...withdrawn.flatMap((grid) => [
      eventDraft({
        event: gridWithdrawn,
        ...told(grid, grid.version + 1),
        data: { gridId: grid.id, areaCode: grid.areaCode, operationId, restoredGridIds: [...oldIds] },
      }),
      gridGoneDraft(grid, now),
    ]),
    ...microGrids.map((grid) => gridStateDraft(grid, now)),
    ...people,
    ...roles,
    ...work,
  ];
  return { result: { __typename: 'GridOperationSuccess', operationId }, events };
};

/** Takes back an operation on which nothing builds yet: everything is as it was before. */
export const undoOperation = (context: Context, input: CloseOperationInput): Promise<OperationResult | KeyReused> =>
  runCommand<OperationResult>(context, {
    name: 'undoGridOperation',
    input,
    work: (em, sql) => undo(context, em, sql, input),
  });

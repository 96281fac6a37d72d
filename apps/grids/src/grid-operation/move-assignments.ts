import { gridAssignmentBegun, gridAssignmentEnded, gridAssignmentState } from '@gridloom/contracts';
import { eventDraft, tombstoneDraft, type EventDraft } from '@gridloom/messaging';
import type { AreaTree, EntityManager, SqlExecutor } from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import { changePresence, type PresenceChange } from '../figures/worker-presence.ts';
import { assignmentDataOf, assignmentEvents } from '../worker/assignment-events.ts';
import { followAbsences } from '../worker/follow-absences.ts';
import { GridAssignment } from '../worker/grid-assignment.ts';
import { GridWorker } from '../worker/grid-worker.ts';
import type { OperationOutcome } from './grid-operation.ts';

interface AssignmentTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly areas: AreaTree;
  readonly day: string;
  readonly now: Date;
  readonly newId: () => string;
}

type Moved = Pick<OperationOutcome, 'endedAssignments' | 'begunAssignments' | 'repointedAssignments'>;

const presence = (assignment: GridAssignment, delta: number): PresenceChange => ({
  areaCode: assignment.areaCode,
  gridWorkerId: assignment.gridWorkerId,
  role: assignment.role,
  delta,
});

const loadWorkers = async (em: EntityManager, assignments: readonly GridAssignment[]) => {
  const ids = [...new Set(assignments.map(({ gridWorkerId }) => gridWorkerId))];
  const workers = new Map((await em.find(GridWorker, { id: { $in: ids } })).map((worker) => [worker.id, worker]));
  return (assignment: GridAssignment): GridWorker => {
    const worker = workers.get(assignment.gridWorkerId);
    if (!worker) throw new Error(`The assignment ${assignment.id} has no worker`);
    return worker;
  };
};

/** One that was to begin on that day or later, and now never does: gone, and told as one that ended before it began. */
const withdrawn = (assignment: GridAssignment, worker: GridWorker, occurredAt: Date): EventDraft[] => {
  const common = {
    aggregateId: assignment.id,
    aggregateVersion: assignment.version + 1,
    areaCode: assignment.areaCode,
    occurredAt,
  };
  return [
    eventDraft({
      event: gridAssignmentEnded,
      ...common,
      data: { ...assignmentDataOf(assignment, worker), until: assignment.since },
    }),
    tombstoneDraft({ event: gridAssignmentState, ...common }),
  ];
};

/** Which roles go on where: one grid a worker and role at a time. */
const createPlaces = () => {
  const held = new Map<string, GridAssignment>();
  const keyOf = (gridId: string, { gridWorkerId, role }: GridAssignment) => `${gridId} ${gridWorkerId} ${role}`;
  return {
    find: (gridId: string, assignment: GridAssignment) => held.get(keyOf(gridId, assignment)),
    take: (assignment: GridAssignment) => {
      held.set(keyOf(assignment.gridId, assignment), assignment);
    },
  };
};

const latestOf = (a: string | null | undefined, b: string | null | undefined): string | null =>
  isAbsent(a) || isAbsent(b) ? null : a > b ? a : b;

/**
 * Ends roles in grids that are none any more and begins them in the grids that stand in their place; the same role of the same
 * worker in two of them becomes one. A role that was to begin on that day or later begins there instead.
 * @param targets the grids in which a role goes on; none: it ends
 */
export const moveAssignments = async (
  { em, sql, areas, day, now, newId }: AssignmentTools,
  assignments: readonly GridAssignment[],
  targets: (assignment: GridAssignment) => readonly string[],
): Promise<{ readonly moved: Moved; readonly events: EventDraft[] }> => {
  const workerOf = await loadWorkers(em, assignments);
  const changes: PresenceChange[] = [];
  const places = createPlaces();
  const ended: { readonly assignment: GridAssignment; readonly until: string | null }[] = [];
  const begun: GridAssignment[] = [];
  const repointed: { readonly assignment: GridAssignment; readonly gridId: string }[] = [];
  const beginIn = (assignment: GridAssignment, gridId: string, since: string) => {
    const known = places.find(gridId, assignment);
    if (known) {
      known.until = latestOf(known.until, assignment.until);
      return;
    }
    const next = em.create(GridAssignment, {
      id: newId(),
      gridWorkerId: assignment.gridWorkerId,
      gridId,
      areaCode: assignment.areaCode,
      role: assignment.role,
      since,
      until: assignment.until ?? null,
      counted: since <= day,
    });
    begun.push(next);
    places.take(next);
    if (next.counted) changes.push(presence(next, 1));
  };
  // Those that hold already come first: one that begins later is then part of them.
  for (const assignment of [...assignments].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))) {
    const [first, ...others] = targets(assignment);
    const later = assignment.since >= day;
    for (const gridId of later ? others : [first, ...others]) {
      if (gridId !== undefined) beginIn(assignment, gridId, later ? assignment.since : day);
    }
    if (later && first !== undefined && !places.find(first, assignment)) {
      repointed.push({ assignment, gridId: assignment.gridId });
      assignment.gridId = first;
      places.take(assignment);
      continue;
    }
    if (assignment.counted) changes.push(presence(assignment, -1));
    ended.push({ assignment, until: assignment.until ?? null });
    // Nothing ends before it has begun: one of a day to come holds for that day alone.
    assignment.until = later ? addDays(assignment.since, 1) : day;
    assignment.counted = false;
  }
  await em.flush();
  await changePresence(sql, areas, changes);
  const told = (event: typeof gridAssignmentBegun, assignment: GridAssignment) =>
    assignmentEvents(event, assignment, workerOf(assignment), now);
  return {
    moved: {
      endedAssignments: ended.map(({ assignment: { id, version }, until }) => ({ id, until, version })),
      begunAssignments: begun.map(({ id, version }) => ({ id, version })),
      repointedAssignments: repointed.map(({ assignment: { id, version }, gridId }) => ({ id, gridId, version })),
    },
    events: [
      ...ended.flatMap(({ assignment }) => told(gridAssignmentEnded, assignment)),
      ...begun.flatMap((assignment) => told(gridAssignmentBegun, assignment)),
      ...repointed.flatMap(({ assignment }) => told(gridAssignmentBegun, assignment)),
    ],
  };
};

/** Takes back what {@link moveAssignments} did. The rows are locked and as it left them; stand-ins follow the absences again. */
export const moveAssignmentsBack = async (
  { em, sql, areas, day, now, newId }: AssignmentTools,
  { endedAssignments, begunAssignments, repointedAssignments }: Moved,
): Promise<EventDraft[]> => {
  const ids = [...endedAssignments, ...begunAssignments, ...repointedAssignments].map(({ id }) => id);
  const rows = await em.find(GridAssignment, { id: { $in: ids } }, { orderBy: { id: 'asc' } });
  const standIns = await em.find(
    GridAssignment,
    { standsInForId: { $in: begunAssignments.map(({ id }) => id) } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const workerOf = await loadWorkers(em, [...rows, ...standIns]);
  const untils = new Map(endedAssignments.map(({ id, until }) => [id, until]));
  const grids = new Map(repointedAssignments.map(({ id, gridId }) => [id, gridId]));
  const news = new Set(begunAssignments.map(({ id }) => id));
  const restored = rows.filter(({ id }) => !news.has(id));
  const gone = rows.filter(({ id }) => news.has(id));
  const changes = gone.filter(({ counted }) => counted).map((assignment) => presence(assignment, -1));
  for (const assignment of restored) {
    const wasCounted = assignment.counted;
    assignment.gridId = grids.get(assignment.id) ?? assignment.gridId;
    if (untils.has(assignment.id)) assignment.until = untils.get(assignment.id) ?? null;
    assignment.counted = assignment.isCurrentOn(day);
    if (assignment.counted !== wasCounted) changes.push(presence(assignment, assignment.counted ? 1 : -1));
  }
  const events = [...standIns, ...gone].flatMap((assignment) => withdrawn(assignment, workerOf(assignment), now));
  // They refer to those for whom they stand in.
  for (const standIn of standIns) em.remove(standIn);
  await em.flush();
  for (const assignment of gone) em.remove(assignment);
  await em.flush();
  await changePresence(sql, areas, changes);
  const workerIds = [...new Set(restored.map(({ gridWorkerId }) => gridWorkerId))];
  return [
    ...events,
    ...(await followAbsences(sql, { newId, now, today: day }, workerIds)),
    ...restored.flatMap((assignment) => assignmentEvents(gridAssignmentBegun, assignment, workerOf(assignment), now)),
  ];
};

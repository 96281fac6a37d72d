import { gridAssignmentBegun, gridAssignmentEnded } from '@gridloom/contracts';
import type { EventDraft } from '@gridloom/messaging';
import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { assignmentEvents } from './assignment-events.ts';
import { GridAssignment } from './grid-assignment.ts';
import { GridWorker } from './grid-worker.ts';

interface Tools {
  readonly newId: () => string;
  readonly now: Date;
  readonly today: string;
}

/**
 * What should be: for each absence of today with a substitute, each role of the absent worker, unless the substitute holds
 * it anyway. What there is: the stand-in rows that are not over. A row of the answer lacks one side or the other, or the
 * two differ in their end.
 */
const differences = `
  with wanted as (
    select b.id as absence_id, b.substitute_id, s.id as source_id, s.grid_id, s.area_code, s.role,
      -- whoever comes after another substitute begins today
      greatest(b.since, s.since, (
        select $1::date from grid_assignment before
        where before.absence_id = b.id and before.stands_in_for_id = s.id limit 1)) as since,
      least(b.until, s.until) as until
    from grid_worker_absence b join grid_assignment s on s.grid_worker_id = b.grid_worker_id
    where b.substitute_id is not null and b.since <= $1::date and b.until > $1::date
      and s.absence_id is null and s.since <= $1::date and (s.until is null or s.until > $1::date)
      and not exists (
        select 1 from grid_assignment own
        where own.grid_worker_id = b.substitute_id and own.grid_id = s.grid_id and own.role = s.role and own.absence_id is null
          and own.since <= $1::date and (own.until is null or own.until > $1::date))
      and ($2::uuid[] is null or b.grid_worker_id = any($2::uuid[]) or b.substitute_id = any($2::uuid[]))
  ), kept as (
    select a.id, a.absence_id, a.grid_worker_id, a.stands_in_for_id, a.until
    from grid_assignment a join grid_worker_absence b on b.id = a.absence_id
    where a.until > $1::date
      and ($2::uuid[] is null or b.grid_worker_id = any($2::uuid[]) or a.grid_worker_id = any($2::uuid[]))
  )
  select k.id, w.absence_id, w.substitute_id, w.source_id, w.grid_id, w.area_code, w.role,
    w.since::text as since, w.until::text as until, coalesce(k.grid_worker_id, w.substitute_id) as holder_id
  from wanted w full join kept k
    on k.absence_id = w.absence_id and k.stands_in_for_id = w.source_id and k.grid_worker_id = w.substitute_id
  where k.id is null or w.absence_id is null or k.until <> w.until
  order by k.id, w.absence_id, w.source_id`;

/**
 * Makes the roles of whoever stands in follow the absences and the roles of whoever is away (代岗). What is as it should be is
 * left alone, so that it may run as often as one likes.
 * @param workerIds only absences of these workers and those for which they stand in; null: all
 * @returns what is to be told, in the same transaction; the organization derives from it what the substitute may do
 */
export const followAbsences = async (
  em: EntityManager,
  sql: SqlExecutor,
  { newId, now, today }: Tools,
  workerIds: readonly string[] | null,
): Promise<EventDraft[]> => {
  // Two that follow at once would both begin the same role.
  await sql(`select pg_advisory_xact_lock(hashtextextended('follow-absences', 0))`);
  const rows = await sql(differences, [today, workerIds]);
  if (rows.length === 0) return [];
  const holders = await em.find(GridWorker, { id: { $in: [...new Set(rows.map((row) => row.holder_id as string))] } });
  const holderOf = new Map(holders.map((holder) => [holder.id, holder]));
  const known = rows.flatMap((row) => (row.id === null ? [] : [row.id as string]));
  const standIns = await em.find(
    GridAssignment,
    { id: { $in: known } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, refresh: true },
  );
  const standInOf = new Map(standIns.map((standIn) => [standIn.id, standIn]));
  const changed: GridAssignment[] = [];
  const begun: GridAssignment[] = [];
  for (const row of rows) {
    const standIn = row.id === null ? undefined : standInOf.get(row.id as string);
    if (standIn) {
      const until = (row.until as string | null) ?? today;
      standIn.until = until > standIn.since ? until : standIn.since;
      changed.push(standIn);
    } else {
      begun.push(
        em.create(GridAssignment, {
          id: newId(),
          gridWorkerId: row.substitute_id as string,
          gridId: row.grid_id as string,
          areaCode: row.area_code as string,
          role: row.role as GridAssignment['role'],
          since: row.since as string,
          until: row.until as string,
          counted: false,
          absenceId: row.absence_id as string,
          standsInForId: row.source_id as string,
        }),
      );
    }
  }
  await em.flush();
  const tell = (event: typeof gridAssignmentBegun) => (standIn: GridAssignment) => {
    const holder = holderOf.get(standIn.gridWorkerId);
    return holder ? assignmentEvents(event, standIn, holder, now) : [];
  };
  return [...begun.flatMap(tell(gridAssignmentBegun)), ...changed.flatMap(tell(gridAssignmentEnded))];
};

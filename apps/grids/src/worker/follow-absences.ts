import { gridAssignmentBegun, gridAssignmentEnded } from '@gridloom/contracts';
import type { EventDraft } from '@gridloom/messaging';
import type { SqlExecutor } from '@gridloom/service-kit';

import { assignmentEvents, type ToldAssignment } from './assignment-events.ts';
import type { GridRole } from './grid-assignment.ts';

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

const columns = [
  ...['id', 'version', 'grid_worker_id', 'grid_id', 'area_code', 'role'].map((name) => `a.${name}`),
  'a.since::text as since, a.until::text as until',
].join(', ');

const toldOf = (row: Record<string, unknown>): ToldAssignment => ({
  id: row.id as string,
  version: row.version as number,
  gridWorkerId: row.grid_worker_id as string,
  gridId: row.grid_id as string,
  areaCode: row.area_code as string,
  role: row.role as GridRole,
  since: row.since as string,
  until: row.until as string | null,
});

const inOrderOf = (ids: readonly string[], rows: readonly Record<string, unknown>[]): ToldAssignment[] => {
  const byId = new Map(rows.map((row) => [row.id as string, toldOf(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
};

/** Stand-in rows that end otherwise, on a day not before they began. */
const changeEnds = async (sql: SqlExecutor, rows: readonly Record<string, unknown>[], today: string) => {
  const ids = rows.map((row) => row.id as string);
  if (ids.length === 0) return [];
  await sql('select id from grid_assignment where id = any($1::uuid[]) order by id for update', [ids]);
  const changed = await sql(
    `update grid_assignment a set until = greatest(u.until, a.since), version = a.version + 1
     from unnest($1::uuid[], $2::date[]) as u (stand_in_id, until) where a.id = u.stand_in_id returning ${columns}`,
    [ids, rows.map((row) => (row.until as string | null) ?? today)],
  );
  return inOrderOf(ids, changed);
};

/** New stand-in rows. */
const beginRoles = async (sql: SqlExecutor, rows: readonly Record<string, unknown>[], newId: () => string) => {
  const ids = rows.map(() => newId());
  if (ids.length === 0) return [];
  const of = (column: string) => rows.map((row) => row[column]);
  const begun = await sql(
    `insert into grid_assignment as a (id, grid_worker_id, grid_id, area_code, role, since, until, absence_id, stands_in_for_id)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[], $8::uuid[], $9::uuid[])
     returning ${columns}`,
    [ids, ...['substitute_id', 'grid_id', 'area_code', 'role', 'since', 'until', 'absence_id', 'source_id'].map(of)],
  );
  return inOrderOf(ids, begun);
};

/**
 * Makes the roles of whoever stands in follow the absences and the roles of whoever is away (代岗), however many, in a few statements.
 * What is as it should be is left alone, so that it may run as often as one likes.
 * @param workerIds only absences of these workers and those for which they stand in; null: all
 * @returns what is to be told, in the same transaction; the organization derives from it what the substitute may do
 */
export const followAbsences = async (
  sql: SqlExecutor,
  { newId, now, today }: Tools,
  workerIds: readonly string[] | null,
): Promise<EventDraft[]> => {
  // Two that follow at once would both begin the same role.
  await sql(`select pg_advisory_xact_lock(hashtextextended('follow-absences', 0))`);
  const rows = await sql(differences, [today, workerIds]);
  if (rows.length === 0) return [];
  const holders = await sql('select id, account_id, name from grid_worker where id = any($1::uuid[])', [
    [...new Set(rows.map((row) => row.holder_id as string))],
  ]);
  const holderOf = new Map(
    holders.map((row) => [row.id as string, { accountId: row.account_id as string, name: row.name as string }]),
  );
  const changed = await changeEnds(
    sql,
    rows.filter(({ id }) => id !== null),
    today,
  );
  const begun = await beginRoles(
    sql,
    rows.filter(({ id }) => id === null),
    newId,
  );
  const tell = (event: typeof gridAssignmentBegun) => (standIn: ToldAssignment) => {
    const holder = holderOf.get(standIn.gridWorkerId);
    return holder ? assignmentEvents(event, standIn, holder, now) : [];
  };
  return [...begun.flatMap(tell(gridAssignmentBegun)), ...changed.flatMap(tell(gridAssignmentEnded))];
};

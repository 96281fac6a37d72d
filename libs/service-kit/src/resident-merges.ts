import type { SqlExecutor } from '@gridloom/messaging';

/**
 * Statements that make the tables with which a subgraph that holds residents' ids follows merges: which id stands for which, and
 * which rows were moved, so that a merge can be taken back.
 */
export const residentMergeMigration = (): string[] => [
  `create table resident_alias (
     merged_id uuid primary key,
     survivor_id uuid not null,
     active boolean not null,
     sequence bigint not null
   )`,
  `create index resident_alias_survivor_id_idx on resident_alias (survivor_id) where active`,
  `create table resident_moved_reference (
     reference text not null,
     row_id uuid not null,
     origin_id uuid not null,
     primary key (reference, row_id)
   )`,
  `create index resident_moved_reference_origin_idx on resident_moved_reference (origin_id)`,
];

export const residentMergeMigrationDown = (): string[] => [
  'drop table resident_moved_reference',
  'drop table resident_alias',
];

/** Where a subgraph holds the id of a resident: one column of a table whose key is a uuid. */
export interface ResidentReference {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  /** Whether each change counts up the row's `version`. */
  readonly versioned: boolean;
  /** SQL on the row `t` and the survivor `$2`: such a row stays, e.g. where the survivor has one of its own. */
  readonly unless?: string;
}

/** A merge, or the end of one. */
export interface ResidentMerge {
  readonly mergedId: string;
  readonly survivorId: string;
  readonly isMerged: boolean;
  /** Of the event: an older one changes nothing any more. */
  readonly sequence: number;
}

/** Ids whose meaning a merge changes, each with the id that stands for it now: chains of merges are followed to their end. */
const targets = `
  with recursive upward as (
    select $1::uuid as id
    union select a.merged_id from resident_alias a join upward u on a.survivor_id = u.id where a.active
  ), chain as (
    select u.id as origin, u.id as target, 0 as depth from upward u
    union all
    select c.origin, a.survivor_id, c.depth + 1 from chain c join resident_alias a on a.merged_id = c.target and a.active
    where c.depth < 100
  )
  select distinct on (origin) origin, target from chain order by origin, depth desc`;

const moveRows = async (
  sql: SqlExecutor,
  { table, key, column, versioned, unless }: ResidentReference,
  origin: string,
  target: string,
): Promise<string[]> => {
  const rows = await sql(
    `with mine as (
       select t.${key} as id from ${table} t where t.${column} = $1
         and not exists (select 1 from resident_moved_reference m where m.reference = $3 and m.row_id = t.${key})
       union select m.row_id from resident_moved_reference m where m.reference = $3 and m.origin_id = $1
     ), changed as (
       update ${table} t set ${column} = $2${versioned ? ', version = t.version + 1' : ''}
       from mine where t.${key} = mine.id and t.${column} is distinct from $2${unless === undefined ? '' : ` and not (${unless})`}
       returning t.${key} as id
     ), noted as (
       insert into resident_moved_reference (reference, row_id, origin_id) select $3, id, $1 from changed where $1::uuid <> $2::uuid
       on conflict (reference, row_id) do nothing
     ), forgotten as (
       delete from resident_moved_reference m using changed where m.reference = $3 and m.row_id = changed.id and $1::uuid = $2::uuid
     )
     select id from changed`,
    [origin, target, `${table}.${column}`],
  );
  return rows.map((row) => row.id as string);
};

/**
 * Follows a merge of residents' records, or the end of one, in all rows that hold the id: also where merges of a chain come in
 * another order than they happened. The same message twice, or an older one late, changes nothing.
 * @returns keys of the rows that hold another id now, by table
 */
export const followResidentMerge = async (
  sql: SqlExecutor,
  { mergedId, survivorId, isMerged, sequence }: ResidentMerge,
  references: readonly ResidentReference[],
): Promise<(table: string) => readonly string[]> => {
  const moved = new Map<string, string[]>();
  await sql(`select pg_advisory_xact_lock(hashtextextended('resident-alias', 0))`);
  const news = await sql(
    `insert into resident_alias as a (merged_id, survivor_id, active, sequence) values ($1, $2, $3, $4)
     on conflict (merged_id) do update
     set survivor_id = excluded.survivor_id, active = excluded.active, sequence = excluded.sequence
     where a.sequence < excluded.sequence returning 1`,
    [mergedId, survivorId, isMerged, sequence],
  );
  if (news.length > 0) {
    for (const { origin, target } of await sql(targets, [mergedId])) {
      for (const reference of references) {
        const keys = await moveRows(sql, reference, origin as string, target as string);
        moved.set(reference.table, [...(moved.get(reference.table) ?? []), ...keys]);
      }
    }
  }
  return (table) => moved.get(table) ?? [];
};

/** The id that stands for a resident now: of use where an id arrives late, with an event from before a merge. */
export const currentResidentId = async (sql: SqlExecutor, residentId: string): Promise<string> => {
  const rows = await sql(targets, [residentId]);
  const own = rows.find(({ origin }) => origin === residentId.toLowerCase());
  return (own?.target as string | undefined) ?? residentId;
};

import { gridMerged, gridRestored, gridRetired, gridSplit, gridWithdrawn } from '@gridloom/contracts';
import { appendEvents, subscription, type EventDraft, type SqlExecutor, type Subscription } from '@gridloom/messaging';
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Tables of a subgraph whose rows lie in grids: what became of each grid, and which rows followed which operation. A migration of
 * the subgraph runs these statements, {@link followGrids} fills them.
 */
export const gridLineageMigration = (): string[] => [
  `create table grid_change (
     grid_id uuid constraint grid_change_pkey primary key,
     operation_id uuid not null,
     version bigint not null,
     -- null: the grid goes on, after all
     parts jsonb,
     successor_ids uuid[] not null,
     withdrawn boolean not null
   )`,
  `create table grid_followed (
     operation_id uuid not null,
     kind text not null,
     row_id uuid not null,
     from_grid_id uuid not null,
     to_grid_id uuid,
     constraint grid_followed_pkey primary key (operation_id, kind, row_id)
   )`,
];

export const gridLineageMigrationDown = (): string[] => ['drop table grid_followed', 'drop table grid_change'];

/** Names of these tables, e.g. for schema comparisons. */
export const gridLineageTables = ['grid_change', 'grid_followed'] as const;

/** To whom something belongs that lies in a grid: it goes where they went. */
export interface BelongsTo {
  readonly householdIds?: readonly string[];
  readonly residentIds?: readonly string[];
}

interface Part {
  readonly gridId: string;
  readonly householdIds: readonly string[];
  readonly residentIds: readonly string[];
}

interface Change {
  readonly operationId: string;
  readonly parts: readonly Part[];
}

/** The changes that lead on from a grid, however many operations later; those of operations taken back left out. */
const loadChanges = async (sql: SqlExecutor, gridId: string): Promise<Map<string, Change>> => {
  const rows = await sql(
    `with recursive line (grid_id) as (
       select $1::uuid
       union
       select (part->>'gridId')::uuid from line join grid_change c on c.grid_id = line.grid_id
       cross join lateral jsonb_array_elements(coalesce(c.parts, '[]'::jsonb)) as part
     )
     select c.grid_id, c.operation_id, c.parts, c.withdrawn from line join grid_change c on c.grid_id = line.grid_id
     where c.parts is not null
       and (c.withdrawn or not exists (select 1 from grid_change w where w.withdrawn and w.operation_id = c.operation_id))`,
    [gridId],
  );
  return new Map(
    rows.map((row) => [row.grid_id as string, { operationId: row.operation_id as string, parts: row.parts as Part[] }]),
  );
};

/**
 * Where what lies in a grid lies now: follows splits and mergers as far as they are known here.
 * @returns gives the grid for whoever it belongs to; null where the grid was retired
 */
export const gridTrail = async (sql: SqlExecutor, gridId: string): Promise<(whose: BelongsTo) => string | null> => {
  const changes = await loadChanges(sql, gridId);
  const members = new Map(
    [...changes.values()].flatMap(({ parts }) =>
      parts.map((part) => [part, new Set([...part.householdIds, ...part.residentIds])] as const),
    ),
  );
  return ({ householdIds = [], residentIds = [] }) => {
    const whose = [...householdIds, ...residentIds];
    let at: string | null = gridId;
    for (let change = changes.get(at); change; change = at === null ? undefined : changes.get(at)) {
      const { parts }: Change = change;
      const own = parts.find((part) => whose.some((id) => members.get(part)?.has(id) === true));
      at = (own ?? parts[0])?.gridId ?? null;
    }
    return at;
  };
};

/** The grid of now of something that was said to lie in a grid, perhaps before the grid was split. */
export const gridOfNow = async (sql: SqlExecutor, gridId: string, whose: BelongsTo): Promise<string | null> =>
  (await gridTrail(sql, gridId))(whose);

/**
 * Grids that belong together through splits and mergers, for figures by the grids of now: a grid with all that were merged into
 * it; one that was split with its parts; one that was merged is the grid in its place.
 */
export const loadGridLines = async (sql: SqlExecutor): Promise<(gridId: string) => readonly string[]> => {
  const rows = await sql(
    `select c.grid_id, c.successor_ids::text[] as successors from grid_change c
     where not c.withdrawn and cardinality(c.successor_ids) > 0
       and not exists (select 1 from grid_change w where w.withdrawn and w.operation_id = c.operation_id)`,
  );
  const after = new Map(rows.map((row) => [row.grid_id as string, row.successors as string[]]));
  const merged = new Map<string, string[]>();
  for (const [gridId, [only, ...others]] of after) {
    if (only !== undefined && others.length === 0) merged.set(only, [...(merged.get(only) ?? []), gridId]);
  }
  const collect = (gridId: string, found: Set<string>): Set<string> => {
    if (found.has(gridId)) return found;
    found.add(gridId);
    for (const next of [...(after.get(gridId) ?? []), ...(merged.get(gridId) ?? [])]) collect(next, found);
    return found;
  };
  return (gridId) => [...collect(gridId, new Set())];
};

/** A row that lies in a grid. */
export interface RowInGrid extends BelongsTo {
  readonly id: string;
  readonly gridId: string | null;
}

export interface GridMove {
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What happened, for whoever moves rows because of it. */
export interface GridFact {
  readonly time: Date;
  readonly operationId: string;
}

/** A kind of row of a subgraph that follows its grid. */
export interface GridHolder {
  /** e.g. CASE. */
  readonly kind: string;
  /** Rows that lie in a grid and have not ended, locked. */
  readonly rowsIn: (sql: SqlExecutor, gridId: string) => Promise<readonly RowInGrid[]>;
  /** These rows, locked. */
  readonly rowsOf: (sql: SqlExecutor, ids: readonly string[]) => Promise<readonly RowInGrid[]>;
  /** Moves them, with their figures, and gives what is to be told. */
  readonly move: (
    moves: readonly GridMove[],
    fact: GridFact,
    em: EntityManager,
    sql: SqlExecutor,
  ) => Promise<readonly EventDraft[]>;
}

interface Told {
  readonly gridId: string;
  readonly operationId: string;
}

/** A grid of which something new was told. */
export interface GridTold {
  readonly gridId: string;
  readonly areaCode: string;
}

/** Notes what became of a grid. @returns whether that is news: an older fact that comes late changes nothing */
const note = async (
  sql: SqlExecutor,
  { gridId, operationId }: Told,
  version: number,
  parts: readonly Part[] | null,
  withdrawn = false,
): Promise<boolean> => {
  const rows = await sql(
    `insert into grid_change as c (grid_id, operation_id, version, parts, withdrawn, successor_ids)
     values ($1, $2, $3, $4::jsonb, $5, $6::uuid[])
     on conflict (grid_id) do update set operation_id = excluded.operation_id, version = excluded.version,
       parts = excluded.parts, withdrawn = excluded.withdrawn, successor_ids = excluded.successor_ids
     where c.version < excluded.version returning grid_id`,
    [
      gridId,
      operationId,
      version,
      parts === null ? null : JSON.stringify(parts),
      withdrawn,
      (parts ?? []).map((part) => part.gridId),
    ],
  );
  return rows.length > 0;
};

const bare = (gridId: string): Part => ({ gridId, householdIds: [], residentIds: [] });

const loadFollowed = async (sql: SqlExecutor, operationId: string, kind: string): Promise<Map<string, GridMove>> => {
  const rows = await sql(
    'select row_id, from_grid_id, to_grid_id from grid_followed where operation_id = $1 and kind = $2 order by row_id',
    [operationId, kind],
  );
  return new Map(
    rows.map((row) => [
      row.row_id as string,
      { id: row.row_id as string, from: row.from_grid_id as string, to: row.to_grid_id as string | null },
    ]),
  );
};

const forget = (sql: SqlExecutor, operationId: string, kind: string, ids: readonly string[]) =>
  sql('delete from grid_followed where operation_id = $1 and kind = $2 and row_id = any($3::uuid[])', [
    operationId,
    kind,
    ids,
  ]);

/**
 * Makes rows of a subgraph follow their grids through splits, mergers and ends, and back where an operation is taken back. Each
 * fact may come twice, and facts about different grids in any order: rows end up in the same grids.
 * @param then what else follows, once the rows of the grid have moved
 */
export const followGrids = (
  holders: readonly GridHolder[],
  then: (told: GridTold, sql: SqlExecutor) => Promise<void> = () => Promise.resolve(),
): Subscription<EntityManager>[] => {
  const end = async (told: Told, time: Date, em: EntityManager, sql: SqlExecutor) => {
    const { gridId, operationId } = told;
    const follow = await gridTrail(sql, gridId);
    for (const { kind, rowsIn, move } of holders) {
      const moves = (await rowsIn(sql, gridId))
        .map((row): GridMove => ({ id: row.id, from: gridId, to: follow(row) }))
        .filter(({ to }) => to !== gridId);
      if (moves.length === 0) continue;
      await sql(
        `insert into grid_followed (operation_id, kind, row_id, from_grid_id, to_grid_id)
         select $1, $2, m.id, $3, m.dest from unnest($4::uuid[], $5::uuid[]) as m (id, dest) on conflict do nothing`,
        [operationId, kind, gridId, moves.map(({ id }) => id), moves.map(({ to }) => to)],
      );
      await appendEvents(sql, await move(moves, { time, operationId }, em, sql));
    }
  };

  const restore = async ({ gridId, operationId }: Told, time: Date, em: EntityManager, sql: SqlExecutor) => {
    for (const { kind, rowsOf, move } of holders) {
      const followed = [...(await loadFollowed(sql, operationId, kind)).values()].filter(({ from }) => from === gridId);
      if (followed.length === 0) continue;
      const ids = followed.map(({ id }) => id);
      const now = new Map((await rowsOf(sql, ids)).map((row) => [row.id, row.gridId]));
      const moves = followed
        // One that found no place in the new grid is in none: it comes back too. One that somebody moved on stays.
        .filter(({ id, to }) => now.get(id) === to || now.get(id) === null)
        .map(({ id }): GridMove => ({ id, from: now.get(id) ?? null, to: gridId }));
      await forget(sql, operationId, kind, ids);
      await appendEvents(sql, await move(moves, { time, operationId }, em, sql));
    }
  };

  const withdraw = async (
    { gridId, operationId }: Told,
    restoredGridIds: readonly string[],
    time: Date,
    em: EntityManager,
    sql: SqlExecutor,
  ) => {
    for (const { kind, rowsIn, move } of holders) {
      const rows = await rowsIn(sql, gridId);
      const followed = await loadFollowed(sql, operationId, kind);
      const moves = rows.map(({ id }): GridMove => ({
        id,
        from: gridId,
        to: followed.get(id)?.from ?? restoredGridIds[0] ?? null,
      }));
      await forget(
        sql,
        operationId,
        kind,
        rows.map(({ id }) => id),
      );
      await appendEvents(sql, await move(moves, { time, operationId }, em, sql));
    }
  };

  return [
    subscription<EntityManager, typeof gridSplit>(gridSplit, async ({ data, sequence, time }, em, sql) => {
      if (!(await note(sql, data, sequence, data.parts))) return;
      await end(data, time, em, sql);
      await then(data, sql);
    }),
    subscription<EntityManager, typeof gridMerged>(gridMerged, async ({ data, sequence, time }, em, sql) => {
      if (!(await note(sql, data, sequence, [bare(data.successorGridId)]))) return;
      await end(data, time, em, sql);
      await then(data, sql);
    }),
    subscription<EntityManager, typeof gridRetired>(gridRetired, async ({ data, sequence, time }, em, sql) => {
      if (!(await note(sql, data, sequence, []))) return;
      await end(data, time, em, sql);
      await then(data, sql);
    }),
    subscription<EntityManager, typeof gridRestored>(gridRestored, async ({ data, sequence, time }, em, sql) => {
      if (!(await note(sql, data, sequence, null))) return;
      await restore(data, time, em, sql);
      await then(data, sql);
    }),
    subscription<EntityManager, typeof gridWithdrawn>(gridWithdrawn, async ({ data, sequence, time }, em, sql) => {
      const { restoredGridIds } = data;
      if (!(await note(sql, data, sequence, restoredGridIds.slice(0, 1).map(bare), true))) return;
      await withdraw(data, restoredGridIds, time, em, sql);
      await then(data, sql);
    }),
  ];
};

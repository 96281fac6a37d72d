import type { SqlExecutor } from '@gridloom/messaging';

/**
 * Tables that every subgraph keeps from the state topics of areas, grids and role assignments. A subgraph's first
 * migration runs these statements; the consumers are part of every started subgraph.
 */
export const projectionMigration = (): string[] => [
  `create table area_view (
     code text primary key,
     name text not null,
     level text not null check (level in ('COUNTY', 'TOWNSHIP', 'VILLAGE')),
     parent_code text,
     ancestors text[] not null,
     valid_from date not null,
     valid_until date,
     successor_code text,
     version bigint not null
   )`,
  `create table grid_view (
     id uuid primary key,
     name text not null,
     kind text not null,
     level text not null,
     area_code text not null,
     parent_grid_id uuid,
     valid_from date not null,
     valid_until date,
     version bigint not null
   )`,
  `create index grid_view_area_code_idx on grid_view (area_code)`,
  `create table role_assignment_view (
     id uuid primary key,
     account_id uuid not null,
     role text not null,
     jurisdiction_kind text not null check (jurisdiction_kind in ('AREA', 'GRID', 'ORGANIZATION')),
     jurisdiction_id text not null,
     since date not null,
     until date,
     resident_id uuid,
     account_name text,
     version bigint not null
   )`,
  `create index role_assignment_view_account_id_idx on role_assignment_view (account_id)`,
  `create index role_assignment_view_jurisdiction_idx on role_assignment_view (jurisdiction_kind, jurisdiction_id)`,
];

export const projectionMigrationDown = (): string[] => [
  'drop table role_assignment_view',
  'drop table grid_view',
  'drop table area_view',
];

/** Names of the projection tables, e.g. for schema comparisons. */
export const projectionTables = ['area_view', 'grid_view', 'role_assignment_view'] as const;

interface StateMessage {
  readonly key: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>> | null;
}

interface ViewDefinition {
  readonly table: string;
  readonly key: string;
  readonly keyType: 'text' | 'uuid';
  /** Column → SQL type and the field of the state message it is read from. */
  readonly columns: Readonly<Record<string, { readonly type: string; readonly field: string }>>;
}

/**
 * Writes a batch of state messages into a view table in two statements: removals, then an upsert that keeps the row with
 * the higher version. The same message twice, or an older one late, changes nothing.
 */
export const applyToView =
  (view: ViewDefinition) =>
  async (messages: readonly StateMessage[], sql: SqlExecutor): Promise<void> => {
    const newest = new Map<string, StateMessage>();
    for (const message of messages) {
      const known = newest.get(message.key);
      if (!known || known.sequence <= message.sequence) newest.set(message.key, message);
    }
    const removed = [...newest.values()].filter((message) => message.data === null);
    if (removed.length > 0) {
      await sql(
        `delete from ${view.table} using unnest($1::${view.keyType}[], $2::bigint[]) as gone(key, version)
         where ${view.table}.${view.key} = gone.key and ${view.table}.version <= gone.version`,
        [removed.map((message) => message.key), removed.map((message) => message.sequence)],
      );
    }
    const rows = [...newest.values()].flatMap((message) =>
      message.data === null ? [] : [{ ...message.data, __key: message.key, __version: message.sequence }],
    );
    if (rows.length === 0) return;
    const columns = Object.entries(view.columns);
    const names = columns.map(([column]) => column);
    const typed = columns.map(([, { field, type }]) => `"${field}" ${type}`);
    const values = columns.map(([, { field }]) => `r."${field}"`);
    await sql(
      `insert into ${view.table} (${view.key}, version, ${names.join(', ')})
       select r.__key, r.__version, ${values.join(', ')}
       from jsonb_to_recordset($1::jsonb) as r(__key ${view.keyType}, __version bigint, ${typed.join(', ')})
       on conflict (${view.key}) do update
       set version = excluded.version, ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
       where ${view.table}.version <= excluded.version`,
      [JSON.stringify(rows)],
    );
  };

const from = (field: string, type = 'text') => ({ field, type });

export const applyAreas = applyToView({
  table: 'area_view',
  key: 'code',
  keyType: 'text',
  columns: {
    name: from('name'),
    level: from('level'),
    parent_code: from('parentCode'),
    ancestors: from('ancestors', 'text[]'),
    valid_from: from('validFrom', 'date'),
    valid_until: from('validUntil', 'date'),
    successor_code: from('successorCode'),
  },
});

export const applyGrids = applyToView({
  table: 'grid_view',
  key: 'id',
  keyType: 'uuid',
  columns: {
    name: from('name'),
    kind: from('kind'),
    level: from('level'),
    area_code: from('areaCode'),
    parent_grid_id: from('parentGridId', 'uuid'),
    valid_from: from('validFrom', 'date'),
    valid_until: from('validUntil', 'date'),
  },
});

export const applyRoleAssignments = applyToView({
  table: 'role_assignment_view',
  key: 'id',
  keyType: 'uuid',
  columns: {
    account_id: from('accountId', 'uuid'),
    role: from('role'),
    jurisdiction_kind: from('jurisdictionKind'),
    jurisdiction_id: from('jurisdictionId'),
    since: from('since', 'date'),
    until: from('until', 'date'),
    resident_id: from('residentId', 'uuid'),
    account_name: from('accountName'),
  },
});

import { errandState, hazardState, patrolState } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';
import type { EventDefinition } from '@gridloom/contracts';
import type { SqlExecutor } from '@gridloom/service-kit';

type Row = Readonly<Record<string, unknown>>;

/** Rows of a table whose columns are told under the given names; what is empty is left out. */
const snapshotOf = (event: EventDefinition, table: string, fields: Readonly<Record<string, string>>): Snapshot => ({
  event,
  countRows: async (sql: SqlExecutor) => {
    const [row] = await sql(`select count(*)::int as n from ${table} t`);
    return row?.n as number;
  },
  selectBatch: async (sql, afterKey, limit) => {
    const rows: readonly Row[] = await sql(
      `select t.* from ${table} t where $1::uuid is null or t.id > $1::uuid order by t.id limit $2 for share of t`,
      [afterKey, limit],
    );
    return rows.map((row) => ({
      key: row.id as string,
      sequence: row.version as number,
      areaCode: row.area_code as string,
      data: Object.fromEntries(
        Object.entries(fields).flatMap(([field, column]) => {
          const value = row[column];
          if (value === null || value === undefined) return [];
          if (value instanceof Date) return [[field, value.toISOString()]];
          return [[field, column.endsWith('_at') ? new Date(value as string).toISOString() : value]];
        }),
      ),
    }));
  },
});

const place = { gridId: 'grid_id', areaCode: 'area_code' };

/** State topics of patrols, hazards and errands. */
export const fieldSnapshots: readonly Snapshot[] = [
  snapshotOf(patrolState, 'patrol', {
    patrolId: 'id',
    ...place,
    kind: 'kind',
    gridWorkerId: 'grid_worker_id',
    routeId: 'route_id',
    startedAt: 'started_at',
    endedAt: 'ended_at',
    hazardCount: 'hazard_count',
  }),
  snapshotOf(hazardState, '(select *, recheck_due_on::text as due from hazard)', {
    hazardId: 'id',
    ...place,
    classCode: 'class_code',
    severity: 'severity',
    status: 'status',
    foundAt: 'found_at',
    goneAt: 'gone_at',
    recheckDueOn: 'due',
    caseId: 'case_id',
  }),
  snapshotOf(errandState, 'errand', {
    errandId: 'id',
    kindCode: 'kind_code',
    residentId: 'resident_id',
    ...place,
    status: 'status',
    caseId: 'case_id',
    succeeded: 'succeeded',
  }),
];

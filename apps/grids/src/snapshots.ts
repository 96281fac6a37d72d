import {
  assessmentRunState,
  dwellingState,
  gridAssignmentState,
  gridState,
  gridWorkerState,
  householdState,
  residentState,
  visitState,
} from '@gridloom/contracts';
import type { Snapshot, SnapshotRow } from '@gridloom/messaging';
import type { SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import { fieldSnapshots } from './field-snapshots.ts';
import { residentDataOf } from './resident/resident-events.ts';
import type { PopulationKind } from './resident/resident.ts';

type Row = Readonly<Record<string, unknown>>;

const countOf =
  (table: string, kept = 'true') =>
  async (sql: SqlExecutor) => {
    const [row] = await sql(`select count(*)::int as n from ${table} where ${kept}`);
    return row?.n as number;
  };

/** Rows of a table after a key, in the order of uuids, which is that of their text. */
const batchOf =
  (select: string, alias: string, dataOf: (row: Row) => object, kept = 'true') =>
  async (sql: SqlExecutor, afterKey: string | null, limit: number): Promise<SnapshotRow[]> => {
    const rows = await sql(
      `${select} where ${kept} and ($1::uuid is null or ${alias}.id > $1::uuid) order by ${alias}.id limit $2 for share of ${alias}`,
      [afterKey, limit],
    );
    return rows.map((row) => ({
      key: row.id as string,
      sequence: row.version as number,
      areaCode: (row.area_code as string | null) ?? undefined,
      data: dataOf(row),
    }));
  };

const optional = (field: string, value: unknown) => (value === null || value === undefined ? {} : { [field]: value });

const gridSnapshot: Snapshot = {
  event: gridState,
  countRows: countOf('grid'),
  selectBatch: batchOf(
    `select g.id, g.version, g.name, g.kind, g.level, g.area_code, g.parent_grid_id, g.codes, g.valid_from::text as valid_from,
       g.valid_until::text as valid_until from grid g`,
    'g',
    (row) => ({
      gridId: row.id,
      name: row.name,
      kind: row.kind,
      level: row.level,
      areaCode: row.area_code,
      codes: row.codes,
      validFrom: row.valid_from,
      ...optional('parentGridId', row.parent_grid_id),
      ...optional('validUntil', row.valid_until),
    }),
  ),
};

const gridAssignmentSnapshot: Snapshot = {
  event: gridAssignmentState,
  countRows: countOf('grid_assignment'),
  selectBatch: batchOf(
    `select a.id, a.version, a.grid_worker_id, w.account_id, w.name, a.grid_id, a.area_code, a.role, a.since::text as since,
       a.until::text as until from grid_assignment a join grid_worker w on w.id = a.grid_worker_id`,
    'a',
    (row) => ({
      gridAssignmentId: row.id,
      gridWorkerId: row.grid_worker_id,
      accountId: row.account_id,
      accountName: row.name,
      gridId: row.grid_id,
      areaCode: row.area_code,
      role: row.role,
      since: row.since,
      ...optional('until', row.until),
    }),
  ),
};

const gridWorkerSnapshot: Snapshot = {
  event: gridWorkerState,
  countRows: countOf('grid_worker'),
  selectBatch: batchOf(
    `select w.id, w.version, w.account_id, w.area_code,
       (select m.corps_id from corps_membership m where m.grid_worker_id = w.id and m.until is null) as corps_id from grid_worker w`,
    'w',
    (row) => ({
      gridWorkerId: row.id,
      accountId: row.account_id,
      ...optional('areaCode', row.area_code),
      ...optional('corpsId', row.corps_id),
    }),
  ),
};

const assessmentRunSnapshot: Snapshot = {
  event: assessmentRunState,
  countRows: countOf('assessment_run', `status in ('PUBLISHED', 'FINAL')`),
  selectBatch: batchOf(
    `select r.id, r.version, r.area_code, r.period_from::text as period_from, r.period_to::text as period_to, r.worker_count,
       r.status, r.objections_until::text as objections_until from assessment_run r`,
    'r',
    (row) => ({
      assessmentRunId: row.id,
      areaCode: row.area_code,
      periodFrom: row.period_from,
      periodTo: row.period_to,
      workerCount: row.worker_count,
      status: row.status,
      objectionsUntil: row.objections_until,
    }),
    `r.status in ('PUBLISHED', 'FINAL')`,
  ),
};

const dwellingSnapshot: Snapshot = {
  event: dwellingState,
  countRows: countOf('dwelling'),
  selectBatch: batchOf('select d.id, d.version, d.grid_id, d.area_code from dwelling d', 'd', (row) => ({
    dwellingId: row.id,
    gridId: row.grid_id,
    areaCode: row.area_code,
  })),
};

const householdSnapshot: Snapshot = {
  event: householdState,
  countRows: countOf('household', 'dissolved_on is null'),
  selectBatch: batchOf(
    `select h.id, h.version, h.grid_id, h.area_code,
       (select count(*)::int from resident r where r.household_id = h.id and r.departed_on is null) as size from household h`,
    'h',
    (row) => ({ householdId: row.id, gridId: row.grid_id, areaCode: row.area_code, size: row.size }),
    'h.dissolved_on is null',
  ),
};

const residentSnapshot: Snapshot = {
  event: residentState,
  countRows: countOf('resident', 'departed_on is null'),
  selectBatch: batchOf(
    `select r.id, r.version, r.household_id, r.grid_id, r.area_code, r.population_kind, r.birth_date::text as birth_date
     from resident r`,
    'r',
    (row) =>
      residentDataOf(
        {
          id: row.id as string,
          householdId: row.household_id as string | null,
          gridId: row.grid_id as string,
          areaCode: row.area_code as string,
          populationKind: row.population_kind as PopulationKind,
          birthDate: row.birth_date as string,
        },
        shanghaiDay(new Date()),
      ),
    'r.departed_on is null',
  ),
};

const visitSnapshot: Snapshot = {
  event: visitState,
  countRows: countOf('visit', 'voided_at is null'),
  selectBatch: batchOf(
    `select v.id, v.version, v.household_id, v.grid_id, v.area_code, v.grid_worker_id, v.checks, v.demand_count from visit v`,
    'v',
    (row) => ({
      visitId: row.id,
      householdId: row.household_id,
      gridId: row.grid_id,
      areaCode: row.area_code,
      gridWorkerId: row.grid_worker_id,
      checks: (row.checks as { item: string; passed: boolean }[]).map(({ item, passed }) => ({ item, passed })),
      demandCount: row.demand_count,
    }),
    'v.voided_at is null',
  ),
};

/** State topics that are filled from the tables: those that others wait for come first. */
export const snapshots: readonly Snapshot[] = [
  gridSnapshot,
  gridAssignmentSnapshot,
  gridWorkerSnapshot,
  assessmentRunSnapshot,
  householdSnapshot,
  visitSnapshot,
  dwellingSnapshot,
  residentSnapshot,
  ...fieldSnapshots,
];

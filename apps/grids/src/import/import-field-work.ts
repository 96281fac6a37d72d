import { applyIncrements, type ImportOutcome, type ImportSession } from '@gridloom/service-kit';

import type { ErrandDocumentKind } from '../errand/errand-kinds.ts';
import { activities, addActivityOfRows } from '../figures/activity.ts';
import { incrementsAt, metrics, type Metric } from '../figures/metrics.ts';
import type { HazardClass, HazardSeverity } from '../hazard/hazard.ts';
import {
  importStep,
  loadGridPlaces,
  areaOfBasicGrid,
  numbered,
  type ImportContext,
  type OnProgress,
} from './import-context.ts';
import { ImportRejected } from './import-rejected.ts';

/** A class of hazards of the county's list (隐患类别). */
export type HazardClassRecord = Omit<HazardClass, 'retiredOn'>;

/** What may be applied for on behalf of residents (代办事项). */
export interface ErrandKindRecord {
  readonly code: string;
  readonly label: string;
  readonly documents: readonly ErrandDocumentKind[];
}

/** A patrol; whoever walked it is a worker with a post in the grid, or a volunteer of the village. */
export interface PatrolRecord {
  readonly id: string;
  readonly gridId: string;
  readonly patrollerAccountId: string;
  /** For a patrol of a grid worker; left out: of volunteers. */
  readonly gridWorkerId?: string;
  readonly companions?: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly note?: string;
}

/** A hazard; a case that came from it carries this id as its demand. */
export interface HazardRecord {
  readonly id: string;
  readonly patrolId?: string;
  readonly gridId: string;
  readonly classCode: string;
  readonly text: string;
  readonly place?: string;
  readonly foundAt: Date;
  readonly foundByAccountId: string;
  readonly fixedOnTheSpot?: boolean;
  /** The case that it became, and how far that one is. */
  readonly caseId?: string;
  readonly caseStatus?: string;
  /** When it was found to be gone; left out: it is still there, due on the day given. */
  readonly goneAt?: Date;
  readonly recheckDueOn?: string;
}

export interface ErrandRecord {
  readonly id: string;
  readonly kindCode: string;
  readonly residentId: string;
  readonly householdId: string;
  readonly gridId: string;
  readonly text: string;
  readonly begunAt: Date;
  readonly workerAccountId: string;
}

export const importHazardClasses = (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<HazardClassRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importStep(session, {
    step: 'hazard-classes',
    table: 'hazard_class',
    columns: ['code', 'label', 'position', 'severity', 'recheck_days', 'becomes_case', 'on_the_spot', 'photo'],
    rows: numbered(records, ({ code, label, severity, recheckDays, becomesCase, onTheSpot, photo }, n) => [
      code,
      label,
      n,
      severity,
      recheckDays,
      becomesCase,
      onTheSpot,
      photo,
    ]),
    onProgress,
  });

export const importErrandKinds = (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<ErrandKindRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importStep(session, {
    step: 'errand-kinds',
    table: 'errand_kind',
    columns: ['code', 'label', 'position', 'documents'],
    rows: numbered(records, ({ code, label, documents }, n) => [code, label, n, { json: documents }]),
    onProgress,
  });

/** Counts rows by grid while they are written. */
const countsByGrid = () => {
  const counts = new Map<string, { readonly areaCode: string; readonly deltas: Partial<Record<Metric, number>> }>();
  return {
    add: (gridId: string, areaCode: string, metric: Metric): void => {
      const known = counts.get(gridId) ?? { areaCode, deltas: {} };
      known.deltas[metric] = (known.deltas[metric] ?? 0) + 1;
      counts.set(gridId, known);
    },
    increments: ({ areas }: ImportContext) =>
      [...counts].flatMap(([gridId, { areaCode, deltas }]) => incrementsAt(areas, { gridId, areaCode }, deltas)),
  };
};

export const importPatrols = async (
  session: ImportSession,
  context: ImportContext,
  records: Iterable<PatrolRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const places = await loadGridPlaces(session.sql);
  const counts = countsByGrid();
  return importStep(session, {
    step: 'patrols',
    table: 'patrol',
    columns: [
      'id',
      'grid_id',
      'area_code',
      'kind',
      'patroller_account_id',
      'grid_worker_id',
      'companions',
      'started_at',
      'ended_at',
      'received_at',
      'stops_seen',
      'note',
      'hazard_count',
    ],
    rows: numbered(records, (patrol, n) => {
      const { id, gridId, patrollerAccountId, gridWorkerId, companions, startedAt, endedAt, note } = patrol;
      const areaCode = areaOfBasicGrid(places, 'patrol', n, gridId);
      if (endedAt < startedAt)
        throw new ImportRejected('patrol', n, 'endedAt', { zh: '不早于开始时间', en: 'is not before its beginning' });
      counts.add(gridId, areaCode, metrics.patrols);
      const kind = gridWorkerId === undefined ? 'VOLUNTEER' : 'GRID_WORKER';
      return [
        id,
        gridId,
        areaCode,
        kind,
        patrollerAccountId,
        gridWorkerId,
        companions ?? 0,
        startedAt,
        endedAt,
        endedAt,
        '{}',
        note,
        0,
      ];
    }),
    onProgress,
    after: async (sql) => {
      await applyIncrements(sql, counts.increments(context));
      await addActivityOfRows(sql, context.areas, activities.patrols, {
        rows: 'patrol p',
        place: 'p',
        at: 'p.ended_at',
      });
    },
  });
};

/** Hazards; those of patrols are counted there. */
export const importHazards = async (
  session: ImportSession,
  context: ImportContext,
  records: Iterable<HazardRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const places = await loadGridPlaces(session.sql);
  const classes = new Map(
    (await session.sql('select code, severity from hazard_class')).map((row) => [
      row.code as string,
      row.severity as HazardSeverity,
    ]),
  );
  const counts = countsByGrid();
  return importStep(session, {
    step: 'hazards',
    table: 'hazard',
    columns: [
      'id',
      'patrol_id',
      'grid_id',
      'area_code',
      'class_code',
      'severity',
      'text',
      'place',
      'status',
      'fixed_on_the_spot',
      'found_at',
      'found_by_account_id',
      'reported',
      'case_id',
      'case_status',
      'recheck_due_on',
      'recheck_count',
      'gone_at',
    ],
    rows: numbered(records, (hazard, n) => {
      const { gridId, classCode, goneAt, recheckDueOn, caseId } = hazard;
      const areaCode = areaOfBasicGrid(places, 'hazard', n, gridId);
      const severity = classes.get(classCode);
      if (severity === undefined)
        throw new ImportRejected('hazard', n, 'classCode', {
          zh: `应为本县隐患类别：${[...classes.keys()].join('、')}`,
          en: `must be a class of the county: ${[...classes.keys()].join(', ')}`,
        });
      if ((goneAt === undefined) !== (recheckDueOn !== undefined))
        throw new ImportRejected('hazard', n, 'recheckDueOn', {
          zh: '未消除的隐患须有应复查日，已消除的没有',
          en: 'is given for a hazard that is still there, and for no other',
        });
      const status = goneAt === undefined ? 'OPEN' : 'GONE';
      counts.add(gridId, areaCode, metrics.hazardsFound);
      counts.add(gridId, areaCode, status === 'OPEN' ? metrics.hazardsOpen : metrics.hazardsGone);
      const fixed = hazard.fixedOnTheSpot ?? false;
      return [
        hazard.id,
        hazard.patrolId,
        gridId,
        areaCode,
        classCode,
        severity,
        hazard.text,
        hazard.place,
        status,
        fixed,
        hazard.foundAt,
        hazard.foundByAccountId,
        caseId !== undefined,
        caseId,
        hazard.caseStatus,
        recheckDueOn,
        goneAt === undefined || fixed ? 0 : 1,
        goneAt,
      ];
    }),
    onProgress,
    after: async (sql) => {
      await sql(
        `insert into hazard_recheck (id, hazard_id, position, at, by_account_id, gone)
         select md5('hazard-recheck ' || id)::uuid, id, 1, gone_at, found_by_account_id, true from hazard where recheck_count = 1`,
      );
      await sql(
        `update patrol p set hazard_count = f.n
         from (select patrol_id, count(*)::int as n from hazard where patrol_id is not null group by patrol_id) f
         where p.id = f.patrol_id`,
      );
      await applyIncrements(sql, counts.increments(context));
      await addActivityOfRows(sql, context.areas, activities.hazardsFound, {
        rows: 'hazard h',
        place: 'h',
        at: 'h.found_at',
      });
      await addActivityOfRows(sql, context.areas, activities.hazardsGone, {
        rows: '(select * from hazard where gone_at is not null) h',
        place: 'h',
        at: 'h.gone_at',
      });
    },
  });
};

/** Errands that were begun and not handed over yet. */
export const importErrands = async (
  session: ImportSession,
  context: ImportContext,
  records: Iterable<ErrandRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const places = await loadGridPlaces(session.sql);
  const counts = countsByGrid();
  return importStep(session, {
    step: 'errands',
    table: 'errand',
    columns: [
      'id',
      'kind_code',
      'resident_id',
      'household_id',
      'grid_id',
      'area_code',
      'text',
      'consent_kind',
      'consented_at',
      'status',
      'begun_at',
      'worker_account_id',
    ],
    rows: numbered(records, (errand, n) => {
      const areaCode = areaOfBasicGrid(places, 'errand', n, errand.gridId);
      counts.add(errand.gridId, areaCode, metrics.errandsOpen);
      const { id, kindCode, residentId, householdId, gridId, text, begunAt, workerAccountId } = errand;
      return [
        id,
        kindCode,
        residentId,
        householdId,
        gridId,
        areaCode,
        text,
        'SIGNED',
        begunAt,
        'BEGUN',
        begunAt,
        workerAccountId,
      ];
    }),
    onProgress,
    after: async (sql) => {
      await sql(
        `insert into errand_entry (errand_id, position, step, at, by_account_id)
         select id, 1, 'BEGUN', begun_at, worker_account_id from errand`,
      );
      await applyIncrements(sql, counts.increments(context));
      await addActivityOfRows(sql, context.areas, activities.errandsBegun, {
        rows: 'errand e',
        place: 'e',
        at: 'e.begun_at',
      });
    },
  });
};

import { checkGridCode } from '@gridloom/standards';
import { applyIncrements, createTally, type ImportOutcome, type ImportSession } from '@gridloom/service-kit';

import { metrics, type Metric } from '../figures/metrics.ts';
import { changePresence, type PresenceChange } from '../figures/worker-presence.ts';
import type { GridKind } from '../grid/grid.ts';
import { boundaryProblem } from '../grid/boundary.ts';
import { writeChecklistItems } from '../rules/write-checklist-items.ts';
import { gridRoles } from '../worker/grid-assignment.ts';
import { importStep, loadGridPlaces, numbered, type ImportContext, type OnProgress } from './import-context.ts';
import { ImportRejected } from './import-rejected.ts';
import type { CorpsRecord, CountyRulesRecord, GridAssignmentRecord, GridRecord, GridWorkerRecord } from './records.ts';

const isCurrent = (from: string, until: string | undefined, today: string) =>
  from <= today && (until === undefined || until > today);

/** The county's rules; one record. */
export const importCountyRules = (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<CountyRulesRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const [rules, ...more] = records;
  if (!rules || more.length > 0) {
    throw new ImportRejected('county_rule', undefined, undefined, {
      zh: '每个县恰有一份规则',
      en: 'a county has exactly one set of rules',
    });
  }
  return importStep(session, {
    step: 'county-rules',
    table: 'county_rule',
    columns: [
      'id',
      'founded_on',
      'verified_within_days',
      'stale_after_days',
      'offline_within_days',
      'void_within_hours',
    ],
    rows: [
      [
        1,
        rules.foundedOn,
        rules.verifiedWithinDays,
        rules.staleAfterDays,
        rules.offlineWithinDays ?? 30,
        rules.voidWithinHours ?? 72,
      ],
    ],
    onProgress,
    after: async (sql) => {
      const intervals = [[null, rules.visitIntervalDays], ...Object.entries(rules.visitIntervalDaysByCare)] as const;
      await sql(
        `insert into visit_interval_rule (id, care_kind, interval_days, valid_from)
         select md5('visit-interval ' || coalesce(i.kind, ''))::uuid, i.kind, i.days, $3::date from unnest($1::text[], $2::int[]) as i (kind, days)`,
        [intervals.map(([kind]) => kind), intervals.map(([, days]) => days), rules.foundedOn],
      );
      await sql('insert into visit_checklist (version, valid_from) values (1, $1::date)', [rules.foundedOn]);
      await writeChecklistItems(sql, 1, rules.checklist);
    },
  });
};

const kindFigure: Readonly<Record<GridKind, Metric>> = {
  URBAN: metrics.gridsUrban,
  RURAL: metrics.gridsRural,
  DEDICATED: metrics.gridsDedicated,
};

export const importGrids = (
  session: ImportSession,
  { areas, today }: ImportContext,
  records: Iterable<GridRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const tally = createTally();
  const areaOfBasic = new Map<string, string>();
  const check = (grid: GridRecord, n: number) => {
    const reject = (field: string, zh: string, en: string): never => {
      throw new ImportRejected('grid', n, field, { zh, en });
    };
    if (areas.find(grid.areaCode)?.level !== 'VILLAGE')
      reject(
        'areaCode',
        '应为本县村（社区）的 12 位代码',
        'must be the 12-digit code of a village or community of this county',
      );
    if (grid.codes.length === 0) reject('codes', '至少要有一个网格编码', 'there must be at least one code');
    for (const { scheme, code } of grid.codes) {
      const checked = checkGridCode(scheme, code);
      if (!checked.ok) reject('codes', checked.explanation.zh, checked.explanation.en);
    }
    if (grid.level === 'MICRO') {
      if (areaOfBasic.get(grid.parentGridId ?? '') !== grid.areaCode)
        reject('parentGridId', '应为本村先行列出的基础网格', 'must be a basic grid of the same area, listed earlier');
    } else {
      if (grid.parentGridId !== undefined)
        reject('parentGridId', '只有微网格才有上级网格', 'only a micro-grid has one');
      areaOfBasic.set(grid.id, grid.areaCode);
    }
    const problem = grid.boundary ? boundaryProblem(grid.boundary) : undefined;
    if (problem) reject('boundary', problem.zh, problem.en);
  };
  const count = (grid: GridRecord) => {
    if (!isCurrent(grid.validFrom, grid.validUntil, today)) return;
    for (const area of areas.withAncestors(grid.areaCode)) {
      if (grid.level === 'MICRO') tally.add(area, metrics.gridsMicro);
      else {
        tally.add(area, metrics.grids);
        tally.add(area, kindFigure[grid.kind]);
      }
    }
  };
  return importStep(session, {
    step: 'grids',
    table: 'grid',
    columns: [
      'id',
      'name',
      'kind',
      'level',
      'area_code',
      'parent_grid_id',
      'codes',
      'boundary',
      'valid_from',
      'valid_until',
    ],
    rows: numbered(records, (grid, n) => {
      check(grid, n);
      count(grid);
      return [
        grid.id,
        grid.name,
        grid.kind,
        grid.level,
        grid.areaCode,
        grid.parentGridId,
        { json: grid.codes },
        grid.boundary && { json: grid.boundary },
        grid.validFrom,
        grid.validUntil,
      ];
    }),
    onProgress,
    after: (sql) => applyIncrements(sql, tally.increments()),
  });
};

export const importCorps = (
  session: ImportSession,
  { areas, today }: ImportContext,
  records: Iterable<CorpsRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> =>
  importStep(session, {
    step: 'corps',
    table: 'corps',
    columns: ['id', 'name', 'area_code', 'founded_on'],
    rows: numbered(records, (corps, n) => {
      if (!areas.find(corps.areaCode))
        throw new ImportRejected('corps', n, 'areaCode', {
          zh: '本县没有这个区划',
          en: 'there is no such area in this county',
        });
      return [corps.id, corps.name, corps.areaCode, corps.foundedOn ?? today];
    }),
    onProgress,
  });

/** The workers; whoever names a corps belongs to it from its founding on. */
export const importGridWorkers = (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<GridWorkerRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const members: { readonly corpsId: string; readonly gridWorkerId: string }[] = [];
  return importStep(session, {
    step: 'grid-workers',
    table: 'grid_worker',
    columns: ['id', 'account_id', 'name'],
    rows: numbered(records, (worker, n) => {
      if (worker.name.trim() === '')
        throw new ImportRejected('grid_worker', n, 'name', { zh: '姓名不能为空', en: 'must not be empty' });
      if (worker.corpsId !== undefined) members.push({ corpsId: worker.corpsId, gridWorkerId: worker.id });
      return [worker.id, worker.accountId, worker.name];
    }),
    onProgress,
    after: async (sql) => {
      await sql(
        `insert into corps_membership (id, corps_id, grid_worker_id, since)
         select gen_random_uuid(), m.corps_id, m.grid_worker_id, coalesce(c.founded_on, current_date)
         from unnest($1::uuid[], $2::uuid[]) as m (corps_id, grid_worker_id) left join corps c on c.id = m.corps_id`,
        [members.map(({ corpsId }) => corpsId), members.map(({ gridWorkerId }) => gridWorkerId)],
      );
    },
  });
};

export const importGridAssignments = async (
  session: ImportSession,
  { areas, today }: ImportContext,
  records: Iterable<GridAssignmentRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const places = await loadGridPlaces(session.sql);
  const changes: PresenceChange[] = [];
  return importStep(session, {
    step: 'grid-assignments',
    table: 'grid_assignment',
    columns: ['id', 'grid_worker_id', 'grid_id', 'area_code', 'role', 'since', 'until', 'counted'],
    rows: numbered(records, (assignment, n) => {
      const { id, gridWorkerId, gridId, role, since, until } = assignment;
      const areaCode = places.get(gridId)?.areaCode;
      if (areaCode === undefined)
        throw new ImportRejected('grid_assignment', n, 'gridId', { zh: '没有这个网格', en: 'there is no such grid' });
      if (!gridRoles.includes(role))
        throw new ImportRejected('grid_assignment', n, 'role', {
          zh: `应为 ${gridRoles.join('、')} 之一`,
          en: `must be one of ${gridRoles.join(', ')}`,
        });
      const counted = isCurrent(since, until, today);
      if (counted) changes.push({ areaCode, gridWorkerId, role, delta: 1 });
      return [id, gridWorkerId, gridId, areaCode, role, since, until, counted];
    }),
    onProgress,
    after: (sql) => changePresence(sql, areas, changes),
  });
};

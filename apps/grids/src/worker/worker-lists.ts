import type { Permission } from '@gridloom/access';
import {
  badArgument,
  type Connection,
  countUpTo,
  keysetSql,
  manyByKey,
  oneByKey,
  orderBySql,
  type PageArgs,
  reachSql,
  readByIds,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';
import { parseAreaCode } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { GridAssignment, type GridRole } from './grid-assignment.ts';
import { GridWorkerAbsence } from './grid-worker-absence.ts';
import { Corps, CorpsMembership, type GridWorker } from './grid-worker.ts';
import { loadGridWorker } from './load-workers.ts';
import { isWorkerWithin, workersWithinSql } from './worker-reach.ts';

export type Counted<T> = Connection<T> & { readonly totalCount: number; readonly totalCountIsExact: boolean };

/** The areas asked for, with all below; null: no bound. @throws Refused for what is no area code */
export const areasAskedFor = (context: Context, areaCode: string | null | undefined): readonly string[] | null => {
  if (isAbsent(areaCode)) return null;
  const parsed = parseAreaCode(areaCode);
  if (!parsed.ok) {
    throw badArgument(context.locale, {
      zh: `areaCode：${parsed.explanation.zh}`,
      en: `areaCode: ${parsed.explanation.en}`,
    });
  }
  return context.areas.isRoot(areaCode) ? null : context.areas.withDescendants(areaCode);
};

const MAX_TEXT = 50;

/** Part of a name as a pattern of LIKE. @throws Refused where it is too long */
export const patternOf = (context: Context, text: string): string => {
  if (text.length > MAX_TEXT) {
    throw badArgument(context.locale, {
      zh: `text 最多 ${MAX_TEXT} 个字。`,
      en: `text has at most ${MAX_TEXT} characters.`,
    });
  }
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
};

const byName: readonly SortKey[] = [
  { expression: 'w.name', direction: 'asc', type: 'text' },
  { expression: 'w.id', direction: 'asc', type: 'uuid' },
];

export interface GridWorkerFilter extends PageArgs {
  readonly areaCode?: string | null | undefined;
  readonly corpsId?: string | null | undefined;
  readonly roles?: readonly GridRole[] | null | undefined;
  readonly text?: string | null | undefined;
}

/** Whoever works in the grids of an area today, by name; stand-ins are listed where they have roles of their own. */
export const listGridWorkers = async (context: Context, args: GridWorkerFilter): Promise<Counted<GridWorker>> => {
  const { first, after } = readPage(args, context.locale, byName.length);
  const params: unknown[] = [context.today];
  const held = [
    'a.grid_worker_id = w.id and a.absence_id is null and a.since <= $1::date and (a.until is null or a.until > $1::date)',
  ];
  const areas = areasAskedFor(context, args.areaCode);
  if (areas) held.push(`a.area_code = any($${params.push(areas)}::text[])`);
  if (!isAbsent(args.roles)) held.push(`a.role = any($${params.push(args.roles)}::text[])`);
  const where = [`exists (select 1 from grid_assignment a where ${held.join(' and ')})`];
  if (!isAbsent(args.corpsId)) {
    where.push(
      isUuid(args.corpsId)
        ? `exists (select 1 from corps_membership m where m.grid_worker_id = w.id and m.corps_id = $${params.push(args.corpsId)}
             and m.since <= $1::date and (m.until is null or m.until > $1::date))`
        : 'false',
    );
  }
  if (!isAbsent(args.text) && args.text !== '')
    where.push(`w.name like $${params.push(patternOf(context, args.text))}`);
  const condition = where.join(' and ');
  const counted = [...params];
  const keyset = keysetSql(byName, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `select w.id from grid_worker w where ${condition} and ${keyset} order by ${orderBySql(byName)} limit ${first + 1}`,
      params,
    ),
    countUpTo(context.sql, `select 1 from grid_worker w where ${condition}`, counted),
  ]);
  const workers = await Promise.all(rows.map((row) => loadGridWorker(context, row.id as string)));
  return {
    ...toConnection(
      workers.filter((worker) => worker !== null),
      first,
      (worker) => [worker.name, worker.id],
    ),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** All corps, those that stand first, by name. */
export const listCorps = (context: Context): Promise<Corps[]> =>
  context.em.find(
    Corps,
    {},
    { disableIdentityMap: true, orderBy: [{ dissolvedOn: 'desc nulls first' }, { name: 'asc' }, { id: 'asc' }] },
  );

export const countMembers = (context: Context, corpsId: string): Promise<number> =>
  context.batches.load('Corps.memberCount', null, corpsId, async (ids) => {
    const rows = await context.sql(
      `select corps_id, count(*)::int as n from corps_membership
       where corps_id = any($1::uuid[]) and since <= $2::date and (until is null or until > $2::date) group by corps_id`,
      [ids, context.today],
    );
    return oneByKey(ids, rows, (row) => row.corps_id as string).map((row) => (row?.n as number | undefined) ?? 0);
  });

/** The corps of today. */
export const loadCorpsIdOfWorker = (context: Context, workerId: string): Promise<string | null> =>
  context.batches.load('GridWorker.corps', null, workerId, async (ids) => {
    const rows = await context.sql(
      `select grid_worker_id, corps_id from corps_membership
       where grid_worker_id = any($1::uuid[]) and since <= $2::date and (until is null or until > $2::date)`,
      [ids, context.today],
    );
    return oneByKey(ids, rows, (row) => row.grid_worker_id as string).map(
      (row) => (row?.corps_id as string | undefined) ?? null,
    );
  });

export const loadMemberships = (context: Context, workerId: string): Promise<CorpsMembership[]> =>
  context.batches.load('GridWorker.corpsMemberships', null, workerId, async (ids) => {
    const rows = await context.em.find(
      CorpsMembership,
      { gridWorkerId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { since: 'desc', id: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.gridWorkerId);
  });

/** An absence, or null where it is of nobody in the caller's territory. */
export const loadAbsence = async (
  context: Context,
  id: string,
  permission: Permission = 'READ_WORKFORCE',
): Promise<GridWorkerAbsence | null> => {
  const absence = await context.batches.load('GridWorkerAbsence', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, GridWorkerAbsence, ids), (row) => row.id),
  );
  return absence && (await isWorkerWithin(context, permission, absence.gridWorkerId)) ? absence : null;
};

/** Absences of a worker that have not ended; null outside the caller's territory. */
export const loadAbsencesOfWorker = async (context: Context, workerId: string): Promise<GridWorkerAbsence[] | null> => {
  if (!(await isWorkerWithin(context, 'READ_WORKFORCE', workerId))) return null;
  return context.batches.load('GridWorker.absences', null, workerId, async (ids) => {
    const rows = await context.em.find(
      GridWorkerAbsence,
      { gridWorkerId: { $in: [...ids] }, until: { $gt: context.today } },
      { disableIdentityMap: true, orderBy: { since: 'asc', id: 'asc' } },
    );
    return manyByKey(
      ids,
      rows.filter(({ since, until }) => until > since),
      (row) => row.gridWorkerId,
    );
  });
};

export const loadStandIns = (context: Context, absenceId: string): Promise<GridAssignment[]> =>
  context.batches.load('GridWorkerAbsence.standIns', null, absenceId, async (ids) => {
    const rows = await context.em.find(
      GridAssignment,
      { absenceId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { since: 'asc', id: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.absenceId ?? '');
  });

const bySince: readonly SortKey[] = [
  { expression: 'b.since', direction: 'asc', type: 'date' },
  { expression: 'b.id', direction: 'asc', type: 'uuid' },
];

export interface AbsenceFilter extends PageArgs {
  readonly areaCode?: string | null | undefined;
  readonly period?:
    { readonly from?: string | null | undefined; readonly to?: string | null | undefined } | null | undefined;
  readonly withoutSubstitute?: boolean | null | undefined;
}

/** Absences within the caller's territory that touch the days asked for, the earliest first. */
export const listAbsences = async (context: Context, args: AbsenceFilter): Promise<Counted<GridWorkerAbsence>> => {
  const { first, after } = readPage(args, context.locale, bySince.length);
  const params: unknown[] = [context.today];
  const where = [workersWithinSql(context.reach('READ_WORKFORCE'), params, 'w', 1), 'b.until > b.since'];
  const areas = areasAskedFor(context, args.areaCode);
  if (areas) {
    where.push(workersWithinSql({ all: false, areaCodes: areas, gridIds: [], organizationIds: [] }, params, 'w', 1));
  }
  const { from, to } = args.period ?? { from: context.today, to: null };
  if (!isAbsent(from)) where.push(`b.until > $${params.push(from)}::date`);
  if (!isAbsent(to)) where.push(`b.since <= $${params.push(to)}::date`);
  if (args.withoutSubstitute === true) where.push('b.substitute_id is null');
  const source = `from grid_worker_absence b join grid_worker w on w.id = b.grid_worker_id where ${where.join(' and ')}`;
  const counted = [...params];
  const keyset = keysetSql(bySince, after, params);
  const [rows, total] = await Promise.all([
    context.sql(`select b.id ${source} and ${keyset} order by ${orderBySql(bySince)} limit ${first + 1}`, params),
    countUpTo(context.sql, `select 1 ${source}`, counted),
  ]);
  const absences = await Promise.all(rows.map((row) => loadAbsence(context, row.id as string)));
  return {
    ...toConnection(
      absences.filter((absence) => absence !== null),
      first,
      (absence) => [absence.since, absence.id],
    ),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** The phone of a worker, opened; it is shown masked. */
export const phoneOfWorker = (context: Context, { phoneSealed }: GridWorker): string | null =>
  isAbsent(phoneSealed) ? null : context.numbers.openPhone(phoneSealed);

/** A territory as a condition on grids. */
export const gridsWithinSql = (
  context: Context,
  permission: Permission,
  areaCode: string | null | undefined,
  params: unknown[],
): string => {
  const within = reachSql(context.reach(permission), { area: 'g.area_code', grid: 'g.id' }, params);
  const areas = areasAskedFor(context, areaCode);
  return areas ? `${within} and g.area_code = any($${params.push(areas)}::text[])` : within;
};

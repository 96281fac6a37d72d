import {
  badArgument,
  countUpTo,
  keysetSql,
  manyByKey,
  oneByKey,
  orderBySql,
  type PageArgs,
  readByIds,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import type { GridWorker } from '../worker/grid-worker.ts';
import { loadGridWorker } from '../worker/load-workers.ts';
import { areasAskedFor, type Counted } from '../worker/worker-lists.ts';
import { isWorkerWithin, workersWithinSql } from '../worker/worker-reach.ts';
import { TrainingKind, TrainingRecord } from './training.ts';

export const listTrainingKinds = (context: Context): Promise<TrainingKind[]> =>
  context.em.find(TrainingKind, {}, { disableIdentityMap: true, orderBy: { retired: 'asc', code: 'asc' } });

export const loadTrainingKind = (context: Context, code: string): Promise<TrainingKind | null> =>
  context.batches.load('TrainingKind', null, code, async (codes) =>
    oneByKey(
      codes,
      await context.em.find(TrainingKind, { code: { $in: [...codes] } }, { disableIdentityMap: true }),
      (row) => row.code,
    ),
  );

export const getTrainingKind = async (context: Context, code: string): Promise<TrainingKind> => {
  const kind = await loadTrainingKind(context, code);
  if (!kind) throw new TypeError(`There is no kind of training ${code}`);
  return kind;
};

export const loadTraining = (context: Context, id: string): Promise<TrainingRecord | null> =>
  context.batches.load('TrainingRecord', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, TrainingRecord, ids), (row) => row.id),
  );

/** Trainings of a worker, the newest first; null outside the caller's territory. */
export const loadTrainingsOfWorker = async (context: Context, workerId: string): Promise<TrainingRecord[] | null> => {
  if (!(await isWorkerWithin(context, 'READ_WORKFORCE', workerId))) return null;
  return context.batches.load('GridWorker.trainings', null, workerId, async (ids) => {
    const rows = await context.em.find(
      TrainingRecord,
      { gridWorkerId: { $in: [...ids] }, voidedAt: null },
      { disableIdentityMap: true, orderBy: { completedOn: 'desc', id: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.gridWorkerId);
  });
};

export type TrainingState = 'MISSING' | 'RUN_OUT' | 'RUNNING_OUT';

export interface TrainingGap {
  readonly worker: GridWorker;
  readonly kind: string;
  readonly state: TrainingState;
  readonly validUntil: string | null;
}

export interface TrainingGapFilter extends PageArgs {
  readonly areaCode?: string | null | undefined;
  readonly kind?: string | null | undefined;
  readonly states?: readonly TrainingState[] | null | undefined;
  readonly withinDays?: number | null | undefined;
}

const MOST_DAYS = 366;
const DEFAULT_DAYS = 30;

/** What is missing altogether comes first, then by the day on which it ran or runs out. */
const keys: readonly SortKey[] = [
  { expression: 'gap.pressing', direction: 'asc', type: 'date' },
  { expression: 'gap.kind', direction: 'asc', type: 'text' },
  { expression: 'gap.grid_worker_id', direction: 'asc', type: 'uuid' },
];

/**
 * For each worker with a role of today and each kind in use: the furthest validity. A kind that was never completed is a gap
 * where a role asks for it, one that has run out or soon does where it is not held besides.
 */
export const listTrainingGaps = async (context: Context, args: TrainingGapFilter): Promise<Counted<TrainingGap>> => {
  const { first, after } = readPage(args, context.locale, keys.length);
  const days = args.withinDays ?? DEFAULT_DAYS;
  if (days < 0 || days > MOST_DAYS) {
    throw badArgument(context.locale, {
      zh: `withinDays 应在 0 到 ${MOST_DAYS} 之间。`,
      en: `withinDays lies between 0 and ${MOST_DAYS}.`,
    });
  }
  const params: unknown[] = [context.today, addDays(context.today, days)];
  const where = [workersWithinSql(context.reach('READ_WORKFORCE'), params, 'w', 1)];
  const areas = areasAskedFor(context, args.areaCode);
  if (areas) {
    where.push(workersWithinSql({ all: false, areaCodes: areas, gridIds: [], organizationIds: [] }, params, 'w', 1));
  }
  const kinds = isAbsent(args.kind) ? 'true' : `k.code = $${params.push(args.kind)}`;
  const states = isAbsent(args.states) ? 'true' : `gap.state = any($${params.push(args.states)}::text[])`;
  const source = `with post as (
      select w.id as grid_worker_id, array_agg(distinct a.role) as roles
      from grid_worker w join grid_assignment a on a.grid_worker_id = w.id and a.absence_id is null
        and a.since <= $1::date and (a.until is null or a.until > $1::date)
      where ${where.join(' and ')} group by w.id
    ), held as (
      select t.grid_worker_id, t.kind, max(coalesce(t.valid_until, 'infinity')) as valid_until
      from training_record t where t.voided_at is null group by 1, 2
    ), gap as (
      select p.grid_worker_id, k.code as kind, h.valid_until,
        coalesce(h.valid_until, '-infinity'::date) as pressing,
        case when h.valid_until is null then 'MISSING' when h.valid_until <= $1::date then 'RUN_OUT' else 'RUNNING_OUT' end as state
      from post p cross join training_kind k left join held h on h.grid_worker_id = p.grid_worker_id and h.kind = k.code
      where not k.retired and ${kinds}
        and case when h.valid_until is null then p.roles && k.required_roles else h.valid_until <= $2::date end
    )`;
  const counted = [...params];
  const keyset = keysetSql(keys, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `${source} select gap.grid_worker_id, gap.kind, gap.state, gap.valid_until::text as valid_until, gap.pressing::text as pressing
       from gap where ${states} and ${keyset} order by ${orderBySql(keys)} limit ${first + 1}`,
      params,
    ),
    countUpTo(context.sql, `${source} select 1 from gap where ${states}`, counted),
  ]);
  const gaps = await Promise.all(
    rows.map(async (row) => {
      const worker = await loadGridWorker(context, row.grid_worker_id as string);
      return worker
        ? {
            worker,
            kind: row.kind as string,
            state: row.state as TrainingState,
            validUntil: row.valid_until as string | null,
            key: [row.pressing, row.kind, row.grid_worker_id],
          }
        : null;
    }),
  );
  return {
    ...toConnection(
      gaps.filter((gap) => gap !== null),
      first,
      ({ key }) => key,
    ),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

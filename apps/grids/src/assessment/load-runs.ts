import {
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

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { AssessmentRun, AssessmentScheme } from './assessment.ts';
import type { Indicator } from './indicators.ts';

const newestFirst = (a: AssessmentScheme, b: AssessmentScheme) => (a.validFrom < b.validFrom ? 1 : -1);

export const listSchemes = async (context: Context): Promise<AssessmentScheme[]> =>
  (await context.em.find(AssessmentScheme, {}, { disableIdentityMap: true })).sort(newestFirst);

export const loadScheme = (context: Context, id: string): Promise<AssessmentScheme | null> =>
  context.batches.load('AssessmentScheme', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, AssessmentScheme, ids), (row) => row.id),
  );

export const loadWeights = (context: Context, schemeId: string): Promise<{ indicator: Indicator; weight: number }[]> =>
  context.batches.load('AssessmentScheme.weights', null, schemeId, async (ids) => {
    const rows = await context.sql(
      'select scheme_id, indicator, weight from assessment_weight where scheme_id = any($1::uuid[]) order by position',
      [ids],
    );
    return manyByKey(ids, rows, (row) => row.scheme_id as string).map((weights) =>
      weights.map((row) => ({ indicator: row.indicator as Indicator, weight: row.weight as number })),
    );
  });

/** Runs that the caller knows of: what workers see, and for whoever manages them drafts besides. Appends to `params`. */
const visibleRunsSql = (context: Context, params: unknown[], run: string): string =>
  `(${run}.status in ('PUBLISHED', 'FINAL') or ${reachSql(context.reach('MANAGE_ASSESSMENTS'), { area: `${run}.area_code` }, params)})`;

/** A run, or null where the caller does not know of it. */
export const loadRun = (context: Context, id: string): Promise<AssessmentRun | null> =>
  isUuid(id)
    ? context.batches.load('AssessmentRun', null, id.toLowerCase(), async (ids) => {
        const runs = await readByIds(context.em, AssessmentRun, ids);
        const reach = context.reach('MANAGE_ASSESSMENTS');
        return oneByKey(
          ids,
          runs.filter((run) => run.isSeenByWorkers() || reach.all || reach.areaCodes.includes(run.areaCode)),
          (run) => run.id,
        );
      })
    : Promise.resolve(null);

export const getRun = async (context: Context, id: string): Promise<AssessmentRun> => {
  const run = await loadRun(context, id);
  if (!run) throw new TypeError('The run of a result is known wherever the result is');
  return run;
};

const runKeys: readonly SortKey[] = [
  { expression: 'r.started_at', direction: 'desc', type: 'timestamptz' },
  { expression: 'r.id', direction: 'desc', type: 'uuid' },
];

export const listRuns = async (
  context: Context,
  args: PageArgs,
): Promise<Connection<AssessmentRun> & { readonly totalCount: number }> => {
  const { first, after } = readPage(args, context.locale, runKeys.length);
  const params: unknown[] = [];
  const where = visibleRunsSql(context, params, 'r');
  const counted = [...params];
  const keyset = keysetSql(runKeys, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `select r.id from assessment_run r where ${where} and ${keyset} order by ${orderBySql(runKeys)} limit ${first + 1}`,
      params,
    ),
    countUpTo(context.sql, `select 1 from assessment_run r where ${where}`, counted),
  ]);
  const runs = await Promise.all(rows.map((row) => loadRun(context, row.id as string)));
  return {
    ...toConnection(
      runs.filter((run) => run !== null),
      first,
      (run) => [run.startedAt.toISOString(), run.id],
    ),
    totalCount: total.count,
  };
};

export const countOpenObjections = (context: Context, runId: string): Promise<number> =>
  context.batches.load('AssessmentRun.openObjections', null, runId, async (ids) => {
    const rows = await context.sql(
      `select a.run_id, count(*)::int as n from assessment a join assessment_objection o on o.assessment_id = a.id
       where a.run_id = any($1::uuid[]) and o.status = 'OPEN' group by a.run_id`,
      [ids],
    );
    return oneByKey(ids, rows, (row) => row.run_id as string).map((row) => (row?.n as number | undefined) ?? 0);
  });

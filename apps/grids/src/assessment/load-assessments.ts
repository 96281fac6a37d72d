import {
  countUpTo,
  keysetSql,
  manyByKey,
  oneByKey,
  orderBySql,
  reachSql,
  readPage,
  toConnection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { areasAskedFor, patternOf, type Counted } from '../worker/worker-lists.ts';
import { Assessment } from './assessment.ts';

/** Results that are the caller's to see: the own ones, those of the territory, and drafts for whoever manages them. */
const visibleSql = (context: Context, params: unknown[], today: { readonly own: boolean }): string => {
  const account = context.caller.kind === 'account' ? context.caller.accountId : null;
  const managed = reachSql(context.reach('MANAGE_ASSESSMENTS'), { area: 'r.area_code' }, params);
  const overseen = reachSql(context.reach('OVERSEE_ASSESSMENTS'), { area: 's.area_code', grid: 's.grid_id' }, params);
  const own = today.own ? `w.account_id = $${params.push(account)}::uuid` : 'false';
  return `((${managed} and r.status in ('DRAFT', 'PUBLISHED', 'FINAL')) or (r.status in ('PUBLISHED', 'FINAL') and (${own} or exists (
    select 1 from assessment_span s where s.run_id = a.run_id and s.grid_worker_id = a.grid_worker_id and ${overseen}))))`;
};

/** Results with their run and worker, as `a`, `r` and `w`. */
export const assessmentSource =
  'from assessment a join assessment_run r on r.id = a.run_id join grid_worker w on w.id = a.grid_worker_id';

/** A result, or null where it is not the caller's to see. */
export const loadAssessment = (context: Context, id: string): Promise<Assessment | null> =>
  isUuid(id)
    ? context.batches.load('Assessment', null, id.toLowerCase(), async (ids) => {
        const params: unknown[] = [ids];
        const visible = visibleSql(context, params, { own: true });
        const rows = await context.sql(
          `select a.id ${assessmentSource} where a.id = any($1::uuid[]) and ${visible}`,
          params,
        );
        const found = await context.em.find(
          Assessment,
          { id: { $in: rows.map((row) => row.id as string) } },
          { disableIdentityMap: true },
        );
        return oneByKey(ids, found, (row) => row.id);
      })
    : Promise.resolve(null);

const byName: readonly SortKey[] = [
  { expression: 'w.name', direction: 'asc', type: 'text' },
  { expression: 'a.id', direction: 'asc', type: 'uuid' },
];

export interface AssessmentFilter extends PageArgs {
  readonly runId: string;
  readonly areaCode?: string | null | undefined;
  readonly text?: string | null | undefined;
}

/** Results within the territory, by name: there is no order by score, so that nobody has a ranking of it. */
export const listAssessments = async (context: Context, args: AssessmentFilter): Promise<Counted<Assessment>> => {
  const { first, after } = readPage(args, context.locale, byName.length);
  const params: unknown[] = [isUuid(args.runId) ? args.runId : null];
  const where = ['a.run_id = $1::uuid', visibleSql(context, params, { own: false })];
  const areas = areasAskedFor(context, args.areaCode);
  if (areas) {
    where.push(`exists (select 1 from assessment_span t where t.run_id = a.run_id and t.grid_worker_id = a.grid_worker_id
      and t.area_code = any($${params.push(areas)}::text[]))`);
  }
  if (!isAbsent(args.text) && args.text !== '')
    where.push(`w.name like $${params.push(patternOf(context, args.text))}`);
  const condition = where.join(' and ');
  const counted = [...params];
  const keyset = keysetSql(byName, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `select a.id, w.name ${assessmentSource} where ${condition} and ${keyset} order by ${orderBySql(byName)} limit ${first + 1}`,
      params,
    ),
    countUpTo(context.sql, `select 1 ${assessmentSource} where ${condition}`, counted),
  ]);
  const page = toConnection(rows, first, (row) => [row.name, row.id]);
  const found = await Promise.all(page.edges.map(({ node }) => loadAssessment(context, node.id as string)));
  return {
    edges: page.edges.flatMap(({ cursor }, at) => {
      const node = found[at];
      return node ? [{ node, cursor }] : [];
    }),
    pageInfo: page.pageInfo,
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** Results of workers that are published and the caller's to see, the newest first. */
export const loadAssessmentsOfWorker = (context: Context, workerId: string): Promise<Assessment[]> =>
  context.batches.load('GridWorker.assessments', null, workerId, async (ids) => {
    const params: unknown[] = [ids];
    const visible = visibleSql(context, params, { own: true });
    const rows = await context.sql(
      `select a.id, a.grid_worker_id ${assessmentSource}
       where a.grid_worker_id = any($1::uuid[]) and r.status in ('PUBLISHED', 'FINAL') and ${visible}
       order by r.period_to desc, a.id`,
      params,
    );
    const found = await Promise.all(rows.map((row) => loadAssessment(context, row.id as string)));
    return manyByKey(
      ids,
      found.filter((row) => row !== null),
      (row) => row.gridWorkerId,
    );
  });

export const listMyAssessments = async (context: Context): Promise<Assessment[]> => {
  if (context.caller.kind === 'anonymous') return [];
  const [worker] = await context.sql('select id from grid_worker where account_id = $1', [context.caller.accountId]);
  return worker ? loadAssessmentsOfWorker(context, worker.id as string) : [];
};

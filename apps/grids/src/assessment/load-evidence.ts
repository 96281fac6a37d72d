import {
  manyByKey,
  oneByKey,
  pagesByParent,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { Assessment } from './assessment.ts';
import { caseIndicators, type Indicator } from './indicators.ts';

export interface Score {
  readonly assessment: Assessment;
  readonly indicator: Indicator;
  readonly weight: number;
  readonly good: number;
  readonly total: number;
  readonly score: number | null;
}

export const loadScores = async (context: Context, assessment: Assessment): Promise<Score[]> => {
  const scores = await context.batches.load('Assessment.indicators', null, assessment.id, async (ids) => {
    const rows = await context.sql(
      `select sc.assessment_id, sc.indicator, sc.weight, sc.good, sc.total, sc.score::float8 as score
       from assessment_score sc join assessment a on a.id = sc.assessment_id join assessment_run r on r.id = a.run_id
       join assessment_weight w on w.scheme_id = r.scheme_id and w.indicator = sc.indicator
       where sc.assessment_id = any($1::uuid[]) order by w.position`,
      [ids],
    );
    return manyByKey(ids, rows, (row) => row.assessment_id as string);
  });
  return scores.map((row) => ({
    assessment,
    indicator: row.indicator as Indicator,
    weight: row.weight as number,
    good: row.good as number,
    total: row.total as number,
    score: row.score as number | null,
  }));
};

export interface Span {
  readonly gridId: string;
  readonly since: string;
  readonly until: string;
}

export const loadSpans = (context: Context, assessment: Assessment): Promise<Span[]> =>
  context.batches.load('Assessment.spans', null, assessment.id, async (ids) => {
    const rows = await context.sql(
      `select a.id, s.grid_id, s.since::text as since, s.until::text as until
       from assessment a join assessment_span s on s.run_id = a.run_id and s.grid_worker_id = a.grid_worker_id
       where a.id = any($1::uuid[]) order by s.since, s.grid_id`,
      [ids],
    );
    return manyByKey(ids, rows, (row) => row.id as string).map((spans) =>
      spans.map((row) => ({
        gridId: row.grid_id as string,
        since: row.since as string,
        until: row.until as string,
      })),
    );
  });

export interface EvidenceRow {
  readonly indicator: Indicator;
  readonly subjectId: string;
  readonly day: string;
  readonly good: boolean;
  readonly leftOut: boolean;
  readonly gridId: string;
}

/** What a row is about. */
export const subjectOf = ({
  indicator,
  subjectId,
}: EvidenceRow): { readonly kind: 'case' | 'resident' | 'household'; readonly id: string } => ({
  kind: caseIndicators.includes(indicator) ? 'case' : indicator === 'DATA_VERIFIED' ? 'resident' : 'household',
  id: subjectId,
});

export interface EvidenceFilter extends PageArgs {
  readonly good?: boolean | null | undefined;
}

/** The rows behind a number, the latest first; the same for many workers at once. */
export const listEvidence = async (
  context: Context,
  { assessment, indicator }: Score,
  args: EvidenceFilter,
): Promise<Connection<EvidenceRow> & { readonly totalCount: number }> => {
  const { first, after } = readPage(args, context.locale, 2);
  const good = args.good ?? null;
  const behind = `
    from (
      select distinct r.subject_id, r.day, r.good, r.grid_id
      from assessment a join assessment_span s on s.run_id = a.run_id and s.grid_worker_id = a.grid_worker_id
      join assessment_row r on r.run_id = a.run_id and r.grid_id = s.grid_id and r.day >= s.since and r.day < s.until
      where a.id = parent.id and r.indicator = $2 and ($3::boolean is null or r.good = $3::boolean)
    ) e`;
  const [page, total] = await Promise.all([
    context.batches.load(`rows ${indicator}`, { first, after, good }, assessment.id, async (ids) => {
      const pages = await pagesByParent(
        context.sql,
        { ids, type: 'uuid' },
        `select e.subject_id, e.day::text as day, e.good, e.grid_id, exists (
           select 1 from assessment_exclusion x where x.assessment_id = parent.id and x.indicator = $2 and x.subject_id = e.subject_id
         ) as left_out ${behind}
         ${after ? 'where e.day < $4::date or (e.day = $4::date and e.subject_id > $5::uuid)' : ''} order by e.day desc, e.subject_id`,
        [indicator, good, ...(after ?? [])],
        first,
      );
      return ids.map((id) => pages.get(id) ?? []);
    }),
    context.batches.load(`row count ${indicator}`, { good }, assessment.id, async (ids) => {
      const rows = await context.sql(
        `select parent.id, (select count(*)::int ${behind}) as n from unnest($1::uuid[]) as parent (id)`,
        [ids, indicator, good],
      );
      return oneByKey(ids, rows, (row) => row.id as string).map((row) => (row?.n as number | undefined) ?? 0);
    }),
  ]);
  const rows = page.map((row): EvidenceRow => ({
    indicator,
    subjectId: row.subject_id as string,
    day: row.day as string,
    good: row.good as boolean,
    leftOut: row.left_out as boolean,
    gridId: row.grid_id as string,
  }));
  return { ...toConnection(rows, first, (row) => [row.day, row.subjectId]), totalCount: total };
};

import type { SqlExecutor } from '@gridloom/service-kit';

/**
 * Makes the scores equal the rows behind them, less what was left out: each indicator is 100 × good / total, the whole is the
 * mean of the indicators that have anything to count, weighted; numbers are rounded to one decimal at the end alone.
 * @param of all results of a run, or one
 */
export const scoreAssessments = async (
  sql: SqlExecutor,
  of: { readonly runId: string } | { readonly assessmentId: string },
): Promise<void> => {
  const [condition, id] = 'runId' in of ? ['a.run_id = $1', of.runId] : ['a.id = $1', of.assessmentId];
  await sql(
    `with counted as (
       select a.id, r.indicator, count(distinct r.subject_id)::int as total,
         count(distinct r.subject_id) filter (where r.good)::int as good
       from assessment a
       join assessment_span s on s.run_id = a.run_id and s.grid_worker_id = a.grid_worker_id
       join assessment_row r on r.run_id = a.run_id and r.grid_id = s.grid_id and r.day >= s.since and r.day < s.until
       where ${condition} and not exists (
         select 1 from assessment_exclusion x
         where x.assessment_id = a.id and x.indicator = r.indicator and x.subject_id = r.subject_id)
       group by a.id, r.indicator
     ), every as (
       select sc.assessment_id, sc.indicator, coalesce(c.good, 0) as good, coalesce(c.total, 0) as total
       from assessment a join assessment_score sc on sc.assessment_id = a.id
       left join counted c on c.id = sc.assessment_id and c.indicator = sc.indicator
       where ${condition}
     )
     update assessment_score sc set good = e.good, total = e.total,
       score = round(100.0 * e.good / nullif(e.total, 0), 1)
     from every e where sc.assessment_id = e.assessment_id and sc.indicator = e.indicator`,
    [id],
  );
  await sql(
    `update assessment a set version = a.version + 1, score = (
       select round(sum(sc.weight * 100.0 * sc.good / sc.total) / sum(sc.weight), 1)
       from assessment_score sc where sc.assessment_id = a.id and sc.total > 0)
     where ${condition}`,
    [id],
  );
};

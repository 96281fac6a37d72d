import { addJob, defineJob, type EntityManager, type JobDefinition, type SqlExecutor } from '@gridloom/service-kit';
import { addDays, dayRange } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';
import { z } from 'zod';

import { visitingRoles } from '../worker/grid-assignment.ts';
import { AssessmentRun } from './assessment.ts';
import { scoreAssessments } from './score-assessments.ts';

const JOB = 'compute-assessment';

/** Orders the next step of a computation, in the caller's transaction. */
export const orderStep = (sql: SqlExecutor, run: AssessmentRun): Promise<void> =>
  addJob(sql, {
    name: JOB,
    payload: { runId: run.id, computation: run.computation, step: run.doneSteps },
    key: `${JOB} ${run.id} ${run.computation} ${run.doneSteps}`,
    queue: `${JOB} ${run.id}`,
  });

const forget = async (sql: SqlExecutor, runId: string): Promise<void> => {
  await sql('delete from assessment_score where assessment_id in (select id from assessment where run_id = $1)', [
    runId,
  ]);
  for (const table of ['assessment', 'assessment_row', 'assessment_span'])
    await sql(`delete from ${table} where run_id = $1`, [runId]);
};

/**
 * Whose days they were: own roles and stand-ins of those who go from door to door, less the days on which they were away.
 * Several roles in one grid are one span.
 */
const writeSpans = async (sql: SqlExecutor, run: AssessmentRun): Promise<number> => {
  await sql(
    `insert into assessment_span (run_id, grid_worker_id, grid_id, area_code, since, until)
     select $1, held.grid_worker_id, held.grid_id, held.area_code, lower(days.day), upper(days.day)
     from (
       select a.grid_worker_id, a.grid_id, a.area_code,
         range_agg(daterange(greatest(a.since, $2::date), least(coalesce(a.until, $3::date), $3::date))) as days
       from grid_assignment a join grid g on g.id = a.grid_id and g.level = 'BASIC'
       where a.area_code = any($4::text[]) and a.role = any($5::text[])
         and a.since < $3::date and (a.until is null or a.until > greatest(a.since, $2::date))
       group by a.grid_worker_id, a.grid_id, a.area_code
     ) held
     left join lateral (
       select range_agg(daterange(b.since, b.until)) as days from grid_worker_absence b
       where b.grid_worker_id = held.grid_worker_id and b.until > b.since
     ) away on true
     cross join lateral unnest(held.days - coalesce(away.days, '{}'::datemultirange)) as days (day)`,
    [run.id, run.periodFrom, addDays(run.periodTo, 1), run.areaCodes, visitingRoles],
  );
  const [row] = await sql(
    `with worker as (
       insert into assessment (id, run_id, grid_worker_id)
       select gen_random_uuid(), $1, s.grid_worker_id from (select distinct grid_worker_id from assessment_span where run_id = $1) s
       returning id
     ), written as (
       insert into assessment_score (assessment_id, indicator, weight, good, total)
       select w.id, i.indicator, i.weight, 0, 0 from worker w join assessment_weight i on i.scheme_id = $2
     )
     select count(*)::int as n from worker`,
    [run.id, run.schemeId],
  );
  return row?.n as number;
};

/** Cases closed in the grids of a village, by the day of their closing. What came with the founding has no way behind it. */
const caseRows = `
  select o.closed_in_grid_id as grid_id, i.indicator, o.case_id as subject_id,
    (o.closed_at at time zone 'Asia/Shanghai')::date as day, i.good
  from case_outcome o join grid g on g.id = o.closed_in_grid_id
  left join lateral (
    select bool_or(f.kind = 'VERIFIED') as verified, bool_or(f.kind = 'REWORKED') as reworked, bool_or(f.kind = 'CLOSED') as closed
    from case_fact f where f.case_id = o.case_id
  ) way on true
  cross join lateral (values
    ('VERIFIED_CLOSURES', case when way.closed then way.verified end),
    ('CLOSED_WITHOUT_REWORK', case when way.closed then not way.reworked end),
    ('CALL_BACKS_SATISFIED', o.satisfied)
  ) as i (indicator, good)
  where g.area_code = $2 and o.closed_at >= $3::timestamptz and o.closed_at < $4::timestamptz and o.status = 'CLOSED'
    and i.good is not null`;

/** In which grid a household was when the period ended: `$3` its end, `$4` its last day. */
const homeRows = `
  select h.id, h.registered_on, h.visit_interval_days, h.dissolved_on, coalesce(former.grid_id, h.grid_id) as grid_id
  from household h
  left join lateral (
    select f.grid_id from household_former_grid f where f.household_id = h.id and f.left_at >= $3::timestamptz
    order by f.left_at limit 1
  ) former on true
  where h.grid_id in (select id from grid where area_code = $2) and h.registered_on <= $4::date and (h.dissolved_on is null or h.dissolved_on > $4::date)`;

const peopleRows = `
  select home.grid_id, 'DATA_VERIFIED', r.id, $4::date,
    coalesce(r.verified_on > $4::date - rule.verified_within_days, false)
  from (${homeRows}) home join resident r on r.household_id = home.id
  cross join county_rule rule
  where r.departed_on is null or r.departed_on > $4::date`;

const visitRows = `
  select home.grid_id, 'VISITS_NOT_OVERDUE', home.id, $4::date,
    coalesce((last.at at time zone 'Asia/Shanghai')::date, home.registered_on) + home.visit_interval_days >= $4::date
  from (${homeRows}) home
  left join lateral (
    select max(v.recorded_at) as at from visit v
    where v.household_id = home.id and v.voided_at is null and v.recorded_at < $3::timestamptz
  ) last on true`;

/** What is behind the numbers, for the grids of a village; kept as it is now. */
const writeRows = async (sql: SqlExecutor, run: AssessmentRun, areaCode: string): Promise<void> => {
  const { from, until } = dayRange(run.periodFrom, run.periodTo);
  const target =
    'insert into assessment_row (run_id, grid_id, indicator, subject_id, day, good) select $1::uuid, found.* from';
  await sql(
    `${target} (${caseRows}) found where found.indicator in (select indicator from assessment_weight where scheme_id = $5)`,
    [run.id, areaCode, from.toISOString(), until.toISOString(), run.schemeId],
  );
  const wanted = await sql('select indicator from assessment_weight where scheme_id = $1', [run.schemeId]);
  const has = (indicator: string) => wanted.some((row) => row.indicator === indicator);
  const people = [run.id, areaCode, until.toISOString(), run.periodTo];
  if (has('DATA_VERIFIED')) await sql(`${target} (${peopleRows}) found`, people);
  if (has('VISITS_NOT_OVERDUE')) await sql(`${target} (${visitRows}) found`, people);
};

interface Step {
  readonly runId: string;
  readonly computation: number;
  readonly step: number;
}

/** One step: the spans, or the rows of a village, or the scores. A step that is done already does nothing. */
const takeStep = async (em: EntityManager, sql: SqlExecutor, { runId, computation, step }: Step, now: Date) => {
  const run = await em.findOne(AssessmentRun, { id: runId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (run?.status !== 'COMPUTING' || run.computation !== computation || run.doneSteps !== step) return;
  const areaCode = run.areaCodes[step - 1];
  if (step === 0) {
    await forget(sql, run.id);
    run.workerCount = await writeSpans(sql, run);
  } else if (areaCode !== undefined) {
    await writeRows(sql, run, areaCode);
  } else {
    await scoreAssessments(sql, { runId: run.id });
    run.status = 'DRAFT';
    run.computedAt = now;
  }
  run.doneSteps += 1;
  await em.flush();
  if (run.status === 'COMPUTING') await orderStep(sql, run);
};

const payload = z.object({ runId: z.string(), computation: z.int(), step: z.int() });

/** Computes an assessment step by step, each its own transaction and its own job: whatever dies, the next step goes on. */
export const computeAssessment: JobDefinition = defineJob({
  name: JOB,
  parse: (given) => payload.parse(given),
  handle: (step, { transact, now }) => transact((em, sql) => takeStep(em, sql, step, now())),
});

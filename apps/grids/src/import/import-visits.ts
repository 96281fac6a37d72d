import { applyIncrements, type ImportOutcome, type ImportSession } from '@gridloom/service-kit';

import { activities, addActivityOfRows } from '../figures/activity.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { importStep, numbered, rejectFirst, stage, type ImportContext, type OnProgress } from './import-context.ts';
import { ImportRejected } from './import-rejected.ts';
import type { VisitDemandRecord, VisitRecord } from './records.ts';

/** Visits; last visits and due days of households and the figures follow from them. */
export const importVisits = async (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<VisitRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const items = new Set((await session.sql('select item from visit_checklist_item')).map((row) => row.item as string));
  const staged = await stage(
    session.sql,
    'staged_visit',
    'id uuid, household_id uuid, grid_worker_id uuid, recorded_at timestamptz, checks jsonb, note text',
  );
  return importStep(session, {
    step: 'visits',
    table: staged,
    columns: ['n', 'id', 'household_id', 'grid_worker_id', 'recorded_at', 'checks', 'note'],
    rows: numbered(records, ({ id, householdId, gridWorkerId, recordedAt, checks, note }, n) => {
      const unknown = checks.find(({ item }) => !items.has(item));
      if (unknown)
        throw new ImportRejected('visit', n, 'checks', {
          zh: `应为本县走访清单中的项目：${[...items].join('、')}`,
          en: `must be items of the county’s checklist: ${[...items].join(', ')}`,
        });
      return [n, id, householdId, gridWorkerId, recordedAt, { json: checks }, note];
    }),
    onProgress,
    after: async (sql) => {
      await rejectFirst(
        sql,
        `select s.n from ${staged} s left join household h on h.id = s.household_id where h.id is null order by s.n limit 1`,
        'visit',
        'householdId',
        { zh: '没有这一户', en: 'there is no such household' },
      );
      await sql(
        `insert into visit (id, household_id, grid_id, area_code, grid_worker_id, recorded_at, received_at, checks, note, demand_count,
           checklist_version)
         select s.id, s.household_id, h.grid_id, h.area_code, s.grid_worker_id, s.recorded_at, s.recorded_at, s.checks, s.note, 0,
           coalesce((select max(c.version) from visit_checklist c
             where c.valid_from <= (s.recorded_at at time zone 'Asia/Shanghai')::date), 1)
         from ${staged} s join household h on h.id = s.household_id order by s.n`,
      );
      const figures = await sql(
        `select h.grid_id, h.area_code, count(*)::int as visits,
           count(distinct h.id) filter (where h.last_visited_at is null)::int as first_visits
         from ${staged} s join household h on h.id = s.household_id group by h.grid_id, h.area_code`,
      );
      await sql(
        `update household h
         set last_visited_at = latest.at, next_due_on = (latest.at at time zone 'Asia/Shanghai')::date + h.visit_interval_days
         from (select household_id, max(recorded_at) as at from ${staged} group by household_id) latest
         where h.id = latest.household_id and (h.last_visited_at is null or h.last_visited_at < latest.at)`,
      );
      await addActivityOfRows(sql, areas, activities.visits, {
        rows: `${staged} s join household h on h.id = s.household_id`,
        place: 'h',
        at: 's.recorded_at',
      });
      await applyIncrements(
        sql,
        figures.flatMap((row) =>
          incrementsAt(
            areas,
            { gridId: row.grid_id as string, areaCode: row.area_code as string },
            { [metrics.visits]: row.visits as number, [metrics.householdsVisited]: row.first_visits as number },
          ),
        ),
      );
    },
  });
};

export const importVisitDemands = async (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<VisitDemandRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const staged = await stage(
    session.sql,
    'staged_visit_demand',
    'id uuid, visit_id uuid, resident_id uuid, text text, place text',
  );
  return importStep(session, {
    step: 'visit-demands',
    table: staged,
    columns: ['n', 'id', 'visit_id', 'resident_id', 'text', 'place'],
    rows: numbered(records, ({ id, visitId, residentId, text, place }, n) => {
      if (text.length < 1 || text.length > 2000)
        throw new ImportRejected('visit_demand', n, 'text', {
          zh: '应为 1 至 2000 个字',
          en: 'must have 1 to 2,000 characters',
        });
      return [n, id, visitId, residentId, text, place];
    }),
    onProgress,
    after: async (sql) => {
      await rejectFirst(
        sql,
        `select s.n from ${staged} s left join visit v on v.id = s.visit_id where v.id is null order by s.n limit 1`,
        'visit_demand',
        'visitId',
        { zh: '没有这次走访', en: 'there is no such visit' },
      );
      await rejectFirst(
        sql,
        `select s.n from ${staged} s join visit v on v.id = s.visit_id left join resident r on r.id = s.resident_id
         where r.household_id is distinct from v.household_id order by s.n limit 1`,
        'visit_demand',
        'residentId',
        { zh: '应为被走访户的成员', en: 'must belong to the household visited' },
      );
      await sql(
        `insert into visit_demand (id, visit_id, household_id, resident_id, grid_id, area_code, position, text, place,
           raised_by_account_id, raised_at)
         select s.id, v.id, v.household_id, s.resident_id, v.grid_id, v.area_code,
           v.demand_count + row_number() over (partition by v.id order by s.n), s.text, s.place, w.account_id, v.recorded_at
         from ${staged} s join visit v on v.id = s.visit_id join grid_worker w on w.id = v.grid_worker_id order by s.n`,
      );
      const figures = await sql(
        `select v.grid_id, v.area_code, count(*)::int as demands
         from ${staged} s join visit v on v.id = s.visit_id group by v.grid_id, v.area_code`,
      );
      await sql(
        `update visit v set demand_count = v.demand_count + raised.n
         from (select visit_id, count(*)::int as n from ${staged} group by visit_id) raised where v.id = raised.visit_id`,
      );
      await addActivityOfRows(sql, areas, activities.demands, {
        rows: `${staged} s join visit v on v.id = s.visit_id`,
        place: 'v',
        at: 'v.recorded_at',
      });
      await applyIncrements(
        sql,
        figures.flatMap((row) =>
          incrementsAt(
            areas,
            { gridId: row.grid_id as string, areaCode: row.area_code as string },
            { [metrics.demands]: row.demands as number },
          ),
        ),
      );
    },
  });
};

import type { GridTold, SqlExecutor } from '@gridloom/service-kit';

import { figureColumns, figureNames, type FigureName } from '../statistics/case-figures.ts';

/** Which entries of a timeline count as what; the same as a step counts when it is done. */
const countedWhen: Readonly<Record<FigureName, string>> = {
  reported: `step = 'REPORTED'`,
  accepted: `step = 'ACCEPTED'`,
  closed: 'closing',
  evaluated: `step = 'EVALUATED'`,
  satisfied: `step = 'EVALUATED' and satisfied`,
  solved: `step = 'EVALUATED' and solved`,
  dispatched: `step in ('DISPATCHED', 'TRANSFERRED', 'ESCALATED', 'FELL_BACK')`,
  responded: `step in ('TAKEN_UP', 'SELF_HANDLED')`,
  respondedInTime: `step in ('TAKEN_UP', 'SELF_HANDLED') and in_time`,
  resolved: `step = 'RESOLVED'`,
  resolvedInTime: `step = 'RESOLVED' and in_time`,
  checked: `step = 'VERIFIED' or failed`,
  passed: `step = 'VERIFIED'`,
  returned: `step = 'RETURNED'`,
};

/** Grids that are tied to one by splits and mergers, taken back ones too. */
const near = `
  with recursive near (grid_id) as (
    select $1::uuid
    union
    select tied.grid_id from near n join grid_change c on c.grid_id = n.grid_id or n.grid_id = any(c.successor_ids)
    cross join lateral unnest(c.successor_ids || c.grid_id) as tied (grid_id)
  )
  select grid_id::text from near`;

/** Cases and the grid of now in which they count: where their complainants live, else where their grid went first. */
const placed = `
  select c.id, c.area_code, c.grid_id, c.counted_grid_id as before,
    grid_of_now(coalesce(c.grid_id, c.counted_grid_id, (select e.grid_id from case_timeline_entry e
      where e.case_id = c.id and e.grid_id is not null order by e.position desc limit 1)), c.complainant_resident_ids::text[]) as now
  from case_file c`;

const isElsewhere = `p.now is distinct from p.before and (p.before is not null or exists (
  select 1 from case_timeline_entry e where e.case_id = p.id and e.grid_id <> p.now))`;

const sums = figureNames
  .map((name, n) => `coalesce(sum(sign) filter (where ${countedWhen[name]}), 0)::int as ${figureColumns[n] ?? name}`)
  .join(', ');
const columns = figureColumns.join(', ');

/**
 * Moves what happened in cases, by the grids of now, to the grid in which they count from now on. Figures of the dimension
 * GRID_NOW are what has to be added to those of the grids of then.
 */
export const countByGridsOfNow = async ({ gridId, areaCode }: GridTold, sql: SqlExecutor): Promise<void> => {
  const grids = (await sql(near, [gridId])).map((row) => row.grid_id as string);
  const elsewhere = await sql(
    `select p.id::text from (${placed} where c.grid_id = any($1::uuid[]) or c.counted_grid_id = any($1::uuid[])
       or (c.grid_id is null and c.area_code = $2)) p where ${isElsewhere} order by p.id`,
    [grids, areaCode],
  );
  if (elsewhere.length === 0) return;
  const ids = elsewhere.map((row) => row.id as string);
  await sql('select id from case_file where id = any($1::uuid[]) order by id for update', [ids]);
  await sql(
    `with moved as materialized (
       select p.* from (${placed} where c.id = any($1::uuid[])) p where ${isElsewhere}
     ), counted as (
       update case_file c set counted_grid_id = m.now from moved m where m.id = c.id
     ), happened as (
       select m.area_code, coalesce(m.before, e.grid_id) as before, m.now, e.step, e.satisfied, e.solved, e.in_time,
         (e.at at time zone 'Asia/Shanghai')::date as day,
         e.step = 'REWORKED' and e.reason is distinct from 'WELL_FOUNDED' and not exists (select 1 from case_timeline_entry v
           where v.case_id = e.case_id and v.position = e.position - 1 and v.step = 'EVALUATED') as failed,
         e.step = 'CLOSED' and not exists (select 1 from case_timeline_entry r
           where r.case_id = e.case_id and r.step = 'REOPENED' and r.position > e.position) as closing
       from moved m join case_timeline_entry e on e.case_id = m.id where e.grid_id is not null
     ), told as (
       select h.*, place.key, place.sign, grains.grain, grains.period from happened h
       cross join lateral (values (h.before::text, -1), (h.now::text, 1)) as place (key, sign)
       cross join lateral (values ('DAY', h.day), ('MONTH', date_trunc('month', h.day)::date)) as grains (grain, period)
       where h.before <> h.now
     ), figures as (
       select area_code, grain, period, key, ${sums} from told group by area_code, grain, period, key
     )
     insert into case_figure as f (area_code, dimension, grain, period, key, ${columns})
     select area_code, 'GRID_NOW', grain, period, key, ${columns} from figures
     where (${columns}) is distinct from (${figureColumns.map(() => '0').join(', ')})
     order by area_code, grain, period, key
     on conflict (area_code, dimension, grain, period, key) do update set
       ${figureColumns.map((name) => `${name} = f.${name} + excluded.${name}`).join(', ')}`,
    [ids],
  );
};

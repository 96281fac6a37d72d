import { reachSql } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { importReach } from './stage-checks.ts';

type List = (context: Context) => Promise<readonly string[]>;

const namesOf = async (context: Context, sql: string, params: readonly unknown[] = []): Promise<readonly string[]> =>
  (await context.sql(sql, params)).map((row) => row.name as string);

/** Villages and communities of the caller's territory: by name, or by code where the county has several of that name. */
export const villages: List = (context) => {
  const params: unknown[] = [];
  const within = reachSql(importReach(context), { area: 'v.code' }, params);
  return namesOf(
    context,
    `select case when (select count(*) from area_view o where o.level = 'VILLAGE' and o.valid_until is null and o.name = v.name) = 1
       then v.name else v.code end as name
     from area_view v where v.level = 'VILLAGE' and v.valid_until is null and ${within} order by v.code`,
    params,
  );
};

/** Basic grids of the caller's territory; those of two villages may have one name. */
export const basicGrids: List = (context) => {
  const params: unknown[] = [context.today];
  const within = reachSql(importReach(context), { area: 'g.area_code', grid: 'g.id' }, params);
  return namesOf(
    context,
    `select g.name from grid g where g.level = 'BASIC' and g.valid_from <= $1::date and (g.valid_until is null or g.valid_until > $1::date)
       and ${within} group by g.name order by min(g.area_code), min(g.sort_key), g.name`,
    params,
  );
};

/** Routes of patrols in the caller's territory. */
export const patrolRoutes: List = (context) => {
  const params: unknown[] = [];
  const within = reachSql(importReach(context), { area: 'r.area_code', grid: 'r.grid_id' }, params);
  return namesOf(
    context,
    `select distinct r.name from patrol_route r where r.retired_on is null and ${within} order by 1`,
    params,
  );
};

export const hazardClasses: List = (context) =>
  namesOf(context, 'select label as name from hazard_class where retired_on is null order by position, code');

export const errandKinds: List = (context) =>
  namesOf(context, 'select label as name from errand_kind where retired_on is null order by position, code');

export const trainingKinds: List = (context) =>
  namesOf(context, 'select label as name from training_kind where not retired order by code');

export const corps: List = (context) =>
  namesOf(context, 'select distinct name from corps where dissolved_on is null order by 1');

/** Where a row lies, for sheets with both columns. */
export const places = { area: villages, grid: basicGrids };

import { reachSql, type Reach, type StageWork } from '@gridloom/service-kit';

import type { Context } from '../context.ts';

type Work = StageWork<Context>;

export const noSuchGrid = {
  zh: '该村（社区）没有这个网格，或不在您的管辖范围',
  en: 'the village has no such grid, or it lies outside your territory',
};
const noSuchRecord = {
  zh: '没有这个编号的记录，或不在您的管辖范围',
  en: 'there is no record of this id, or it lies outside your territory',
};
const twice = { zh: '与前面的一行是同一条记录', en: 'is the same record as a row before it' };

/** A moment of a record and the one of a sheet, which has whole seconds where a device has less. */
export const sameMoment = (record: string, sheet: string): string =>
  `${record} >= ${sheet} and ${record} < ${sheet} + interval '1 second'`;

/** Where the caller may import. */
export const importReach = (context: Context): Reach => context.reach('IMPORT_DATA');

/** Fills `area_code` from the words of `area`, a code or a name that is the only one. */
export const resolveAreas = async ({ sql, fault }: Work): Promise<void> => {
  await sql(
    `update import_stage s set area_code = a.code from (
       select w.word, min(v.code) as code from area_view v cross join lateral (values (v.code), (v.name)) w (word)
       where v.level = 'VILLAGE' and v.valid_until is null group by w.word having count(*) = 1
     ) a where s.area = a.word`,
  );
  await fault(
    'area',
    {
      zh: '没有这个村（社区），或有重名（请填 12 位代码）',
      en: 'there is no such village or community, or several (give its code)',
    },
    'select n from import_stage where area is not null and area_code is null',
  );
};

/** Fills `area_code` and `grid_id` from the words of `area` and `grid`: basic grids of today within the caller's territory. */
export const resolveGrids = async (work: Work): Promise<void> => {
  const { sql, fault, context } = work;
  await resolveAreas(work);
  const params: unknown[] = [context.today];
  const within = reachSql(importReach(context), { area: 'g.area_code', grid: 'g.id' }, params);
  await sql(
    `update import_stage s set grid_id = g.id from (
       select g.area_code, w.word, min(g.id::text)::uuid as id from grid g
       cross join lateral (select g.name union select c->>'code' from jsonb_array_elements(g.codes) c) w (word)
       where g.level = 'BASIC' and g.valid_from <= $1::date and (g.valid_until is null or g.valid_until > $1::date) and ${within}
       group by g.area_code, w.word having count(*) = 1
     ) g where s.area_code = g.area_code and s.grid = g.word`,
    params,
  );
  await fault(
    'grid',
    noSuchGrid,
    'select n from import_stage where area_code is not null and grid is not null and grid_id is null',
  );
};

/** Finds rows that name their record by id; the record has to lie in the caller's territory. */
export const resolveIds = async (
  { sql, fault, context }: Work,
  table: string,
  columns: { readonly area?: string; readonly grid?: string } = { area: 't.area_code', grid: 't.grid_id' },
): Promise<void> => {
  const params: unknown[] = [];
  const within = reachSql(importReach(context), columns, params);
  await sql(
    `update import_stage s set id = t.id, known = true from ${table} t where s.given_id is not null and t.id = s.given_id and ${within}`,
    params,
  );
  await fault('id', noSuchRecord, 'select n from import_stage where given_id is not null and not known');
};

/** Rows of the file that are the same record twice, by id or by what else tells records apart. */
export const refuseTwice = async ({ fault }: Work, column: string, key: string): Promise<void> => {
  await fault(
    column,
    twice,
    `select n from (select n, row_number() over (partition by ${key} order by n) as nth from import_stage
       where (${key}) is not null) s where nth > 1`,
  );
  await fault(
    column,
    twice,
    'select n from (select n, row_number() over (partition by id order by n) as nth from import_stage where known) s where nth > 1',
  );
};

/** Fills `household_id` from the number of a household in the caller's territory. */
export const resolveHouseholds = async ({ sql, fault, context }: Work): Promise<void> => {
  const params: unknown[] = [];
  const within = reachSql(importReach(context), { area: 'h.area_code', grid: 'h.grid_id' }, params);
  await sql(
    `update import_stage s set household_id = h.id, grid_id = h.grid_id, area_code = h.area_code from household h
     where h.number = s.household and h.dissolved_on is null and ${within}`,
    params,
  );
  await fault(
    'household',
    { zh: '没有这一户，或不在您的管辖范围', en: 'there is no such household, or it lies outside your territory' },
    'select n from import_stage where household is not null and household_id is null',
  );
};

/** Fills `resident_id` from the hash of an id number: somebody who lives in the caller's territory. */
export const resolveResidents = async ({ sql, fault, context }: Work): Promise<void> => {
  const params: unknown[] = [];
  const within = reachSql(importReach(context), { area: 'r.area_code', grid: 'r.grid_id' }, params);
  await sql(
    `update import_stage s set resident_id = r.id, grid_id = r.grid_id, area_code = r.area_code from resident r
     where r.id_number_hash = s.id_number_hash and r.departed_on is null and ${within}`,
    params,
  );
  await fault(
    'idNumber',
    { zh: '没有这名居民，或不在您的管辖范围', en: 'there is no such resident, or outside your territory' },
    'select n from import_stage where id_number_hash is not null and resident_id is null',
  );
};

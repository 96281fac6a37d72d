import type { SqlExecutor } from '@gridloom/service-kit';

/** What can be wrong among records of people and housing. Two heads are none of it: the database refuses them. */
export const contradictionKinds = [
  'HEAD_MISSING',
  'HEAD_DECEASED',
  'HEAD_UNDER_AGE',
  'TWO_SPOUSES',
  'HOUSEHOLD_EMPTY',
  'DWELLING_DEMOLISHED',
  'DWELLING_IN_ANOTHER_GRID',
  'TWO_PERMANENT_HOMES',
  'OCCUPANCY_WITHOUT_DWELLING',
  'DEPARTED_STILL_HOUSED',
  'RESIDENT_WITHOUT_HOUSEHOLD',
  'ID_NUMBER_MISSING',
] as const;
export type ContradictionKind = (typeof contradictionKinds)[number];

const HEAD_AGE = 16;
const NEWBORN = `interval '1 year'`;

const ofHouseholds = (kind: string, condition: string, dwelling = 'null::uuid') =>
  `select ${kind.startsWith('case') ? kind : `'${kind}'`} as kind, h.id as subject_id, h.id as household_id, null::uuid as resident_id,
     ${dwelling} as dwelling_id, h.grid_id, h.area_code
   from scope_household s join household h on h.id = s.id and h.dissolved_on is null ${condition}`;

const ofResidents = (kind: ContradictionKind, condition: string, dwelling = 'null::uuid') =>
  `select '${kind}' as kind, r.id as subject_id, r.household_id, r.id as resident_id, ${dwelling} as dwelling_id, r.grid_id, r.area_code
   from scope_resident s join resident r on r.id = s.id ${condition}`;

const present = 'm.departed_on is null';

/**
 * Who lives in the households of a scope, counted for all at once. A table that was just filled has no statistics: with a condition on
 * `departed_on` a partial index of everybody present would be read for each household.
 */
const members = `select m.household_id, count(*) filter (where ${present} and m.relation = 'HEAD') as heads,
    count(*) filter (where ${present} and m.relation = 'SPOUSE') as spouses,
    min(m.birth_date) filter (where ${present} and m.relation = 'HEAD') as head_born
  from resident m where m.household_id in (select id from scope_household)
  group by m.household_id having count(*) filter (where ${present}) > 0`;

/** Everything wrong within a scope; $1 is today. */
const found = [
  ofHouseholds(
    `case when dead.on_day is null then 'HEAD_MISSING' else 'HEAD_DECEASED' end`,
    `join scope_member m on m.household_id = h.id and m.heads = 0
     left join lateral (select max(d.departed_on) as on_day from resident d
       where d.household_id = h.id and d.relation = 'HEAD' and d.departure = 'DIED') dead on true`,
  ),
  ofHouseholds(
    'HEAD_UNDER_AGE',
    `join scope_member m on m.household_id = h.id where m.head_born > $1::date - interval '${HEAD_AGE} years'`,
  ),
  ofHouseholds('TWO_SPOUSES', `join scope_member m on m.household_id = h.id where m.spouses > 1`),
  ofHouseholds('HOUSEHOLD_EMPTY', `where h.id not in (select household_id from scope_member)`),
  ofHouseholds(
    'DWELLING_DEMOLISHED',
    `join dwelling d on d.id = h.dwelling_id and d.demolished_on <= $1::date`,
    'd.id',
  ),
  ofHouseholds(
    'DWELLING_IN_ANOTHER_GRID',
    `join dwelling d on d.id = h.dwelling_id and d.grid_id <> h.grid_id`,
    'd.id',
  ),
  ofResidents(
    'TWO_PERMANENT_HOMES',
    `where r.departed_on is null and (select count(distinct o.dwelling_id) from occupancy o
       where o.resident_id = r.id and o.until is null and o.kind in ('OWN', 'RENT')) > 1`,
  ),
  ofResidents(
    'OCCUPANCY_WITHOUT_DWELLING',
    `join lateral (select o.dwelling_id from occupancy o left join dwelling d on d.id = o.dwelling_id
       where o.resident_id = r.id and o.until is null and (d.id is null or d.demolished_on <= $1::date)
       order by o.dwelling_id limit 1) o on true where r.departed_on is null`,
    'o.dwelling_id',
  ),
  ofResidents(
    'DEPARTED_STILL_HOUSED',
    `where r.departed_on is not null and exists (select 1 from occupancy o where o.resident_id = r.id and o.until is null)`,
  ),
  ofResidents(
    'RESIDENT_WITHOUT_HOUSEHOLD',
    `left join household h on h.id = r.household_id and h.dissolved_on is null and h.grid_id = r.grid_id
     where r.departed_on is null and h.id is null`,
  ),
  ofResidents(
    'ID_NUMBER_MISSING',
    `where r.departed_on is null and r.id_number_hash is null and r.population_kind <> 'OVERSEAS'
       and r.birth_date <= $1::date - ${NEWBORN}`,
  ),
].join('\n union all ');

const recheck = async (
  sql: SqlExecutor,
  scope: { readonly households: string; readonly residents: string },
  { today, now }: { readonly today: string; readonly now: Date },
  params: readonly unknown[],
): Promise<void> => {
  await sql(
    `with scope_household as materialized (${scope.households}), scope_resident as materialized (${scope.residents}),
     scope_member as materialized (${members}),
     found as materialized (${found}),
     settled as (
       update data_contradiction c set settled_at = $2
       where c.settled_at is null
         and (c.subject_id in (select id from scope_household) or c.subject_id in (select id from scope_resident))
         and not exists (select 1 from found f where f.kind = c.kind and f.subject_id = c.subject_id)
     )
     insert into data_contradiction as c (id, kind, subject_id, household_id, resident_id, dwelling_id, grid_id, area_code, found_at)
     select gen_random_uuid(), f.kind, f.subject_id, f.household_id, f.resident_id, f.dwelling_id, f.grid_id, f.area_code, $2
     from found f order by f.kind, f.subject_id
     on conflict (kind, subject_id) where settled_at is null do update
     set grid_id = excluded.grid_id, area_code = excluded.area_code, dwelling_id = excluded.dwelling_id
     where (c.grid_id, c.area_code, c.dwelling_id) is distinct from (excluded.grid_id, excluded.area_code, excluded.dwelling_id)`,
    [today, now, ...params],
  );
};

interface Touched {
  readonly householdIds: readonly string[];
  readonly residentIds: readonly string[];
  readonly dwellingIds: readonly string[];
  readonly today: string;
  readonly now: Date;
}

/** Changes look at once, and the job by itself: neither waits for rows that the other one holds. */
const lock = (sql: SqlExecutor, mode: 'shared' | 'alone') =>
  sql(`select pg_advisory_xact_lock${mode === 'shared' ? '_shared' : ''}(hashtextextended('recheck-people', 0))`);

/** Looks again at what a change has touched: new contradictions are written down, those put right are settled. */
export const recheckPeople = async (sql: SqlExecutor, touched: Touched): Promise<void> => {
  const { householdIds, residentIds, dwellingIds } = touched;
  if (householdIds.length + residentIds.length + dwellingIds.length === 0) return;
  const households = `select unnest($3::uuid[]) as id union select household_id from resident where id = any($4::uuid[])
      and household_id is not null union select id from household where dwelling_id = any($5::uuid[])`;
  await lock(sql, 'shared');
  await recheck(
    sql,
    {
      households,
      residents: `select unnest($4::uuid[]) as id
        union select r.id from resident r where r.household_id = any($3::uuid[])
        union select o.resident_id from occupancy o where o.dwelling_id = any($5::uuid[]) and o.until is null`,
    },
    touched,
    [householdIds, residentIds, dwellingIds],
  );
};

/** Looks again at a whole village or community. */
export const recheckArea = async (
  sql: SqlExecutor,
  areaCode: string,
  at: { readonly today: string; readonly now: Date },
): Promise<void> => {
  await lock(sql, 'alone');
  await recheck(
    sql,
    {
      households: 'select id from household where area_code = $3',
      residents: 'select id from resident where area_code = $3',
    },
    at,
    [areaCode],
  );
};

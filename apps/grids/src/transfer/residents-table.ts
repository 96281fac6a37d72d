import {
  householdChanged,
  householdState,
  residentChanged,
  residentRegistered,
  residentState,
  residentVerified,
} from '@gridloom/contracts';
import { reachSql, type StageWork, type TransferTable } from '@gridloom/service-kit';
import { checkIdNumber, checkPhoneNumber } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { settleDueDaysIn } from '../rules/settle-due-days.ts';
import { residentDataOf } from '../resident/resident-events.ts';
import type { PopulationKind } from '../resident/resident.ts';
import { idColumn, placeColumns, populationChoices, relationChoices, residentColumn } from './columns.ts';
import { countedRows, metricSql } from './counted-rows.ts';
import { changedInPeriod, exportScope } from './export-rows.ts';
import { noteHistory, recheckVillages, villagesOf } from './people-follow.ts';
import { importReach, refuseTwice, resolveGrids, resolveIds } from './stage-checks.ts';
import { places } from './template-lists.ts';

const from = 'from import_touched r join resident p on p.id = r.id';
const coarse = `p.id, p.version, p.area_code, r.inserted, p.household_id, p.grid_id, p.population_kind, p.birth_date::text as birth_date`;
const changedFields = `case when not r.inserted then array_remove(array[
    case when r.was->>'name' is distinct from p.name then 'name' end,
    case when r.was->>'phone_hash' is distinct from p.phone_hash then 'phone' end,
    case when r.was->>'population_kind' is distinct from p.population_kind then 'populationKind' end], null) end as fields`;

const told = (row: Readonly<Record<string, unknown>>, today: string) =>
  residentDataOf(
    {
      id: row.id as string,
      householdId: row.household_id as string | null,
      gridId: row.grid_id as string,
      areaCode: row.area_code as string,
      populationKind: row.population_kind as PopulationKind,
      birthDate: row.birth_date as string,
    },
    today,
  );

const toldOfHousehold = (row: Readonly<Record<string, unknown>>) => ({
  householdId: row.id,
  gridId: row.grid_id,
  areaCode: row.area_code,
  size: row.size,
});
// Sizes are counted for all of them at once: a table that was just filled has no statistics for anything cleverer.
const fromHouseholds = `from touched_household r join household h on h.id = r.id left join (
    select m.household_id, count(*)::int as size from resident m
    where m.departed_on is null and m.household_id in (select id from touched_household) group by m.household_id
  ) z on z.household_id = h.id`;

const elsewhere = {
  zh: '该证件号已有记录，但不在您的管辖范围或已迁出；请办理迁入',
  en: 'there is a record of this number, outside your territory or of somebody who left: the resident moves in',
};

/** Homes within the caller's territory; where one is given, its grid is that of the row. */
const resolveHomes = async ({ sql, fault, context }: StageWork<Context>) => {
  const params: unknown[] = [];
  const within = reachSql(importReach(context), { area: 'h.area_code', grid: 'h.grid_id' }, params);
  await sql(
    `update import_stage s set household_id = h.id, grid_id = coalesce(s.grid_id, h.grid_id), area_code = coalesce(s.area_code, h.area_code)
     from household h where h.number = s.household and h.dissolved_on is null and ${within}`,
    params,
  );
  await fault(
    'household',
    { zh: '没有这一户，或不在您的管辖范围', en: 'there is no such household, or it lies outside your territory' },
    'select n from import_stage where household is not null and household_id is null',
  );
  await fault(
    'household',
    { zh: '该户不在所填的网格', en: 'the household lies in another grid' },
    'select s.n from import_stage s join household h on h.id = s.household_id where s.grid_id <> h.grid_id',
  );
};

/** What an import does not change of somebody who is there: it has a procedure of its own. */
const refuseMoves = async ({ fault }: StageWork<Context>) => {
  const known = 'from import_stage s join resident p on s.known and p.id = s.id';
  await fault(
    'household',
    { zh: '居民已在另一户，请办理迁移', en: 'the resident belongs to another household: moving has its own procedure' },
    `select s.n ${known} where s.household_id is not null and s.household_id is distinct from p.household_id`,
  );
  await fault(
    'relation',
    {
      zh: '已登记居民与户主的关系请在住户里变更',
      en: 'the relation of somebody who is there is changed in the household',
    },
    `select s.n ${known} where s.relation is not null and s.relation is distinct from p.relation`,
  );
  await fault(
    'idNumber',
    { zh: '已登记居民的证件号不能通过导入更改', en: 'an import does not change an id number' },
    `select s.n ${known} where s.id_number_hash is not null and s.id_number_hash is distinct from p.id_number_hash`,
  );
};

/** Residents (居民): one is known by the id number. */
export const residentsTable: TransferTable<Context> = {
  name: 'residents',
  title: { zh: '居民', en: 'Residents' },
  columns: [
    idColumn,
    {
      key: 'household',
      heading: { zh: '户编号', en: 'Household number' },
      kind: 'text',
      longest: 60,
      hint: { zh: '没有住户的居民可留空，此时填村（社区）和网格', en: 'may be left out; then give village and grid' },
    },
    {
      key: 'relation',
      heading: { zh: '与户主关系', en: 'Relation to head' },
      kind: 'choice',
      choices: relationChoices,
      hint: { zh: '填了户编号时必填；每户恰有一名户主', en: 'with a household number; each household has one head' },
    },
    ...placeColumns(false),
    { key: 'name', heading: { zh: '姓名', en: 'Name' }, kind: 'text', longest: 50, required: true, mask: 'NAME' },
    residentColumn,
    { key: 'phone', heading: { zh: '联系电话', en: 'Phone' }, kind: 'text', longest: 30, mask: 'PHONE' },
    {
      key: 'populationKind',
      heading: { zh: '人口类别', en: 'Population kind' },
      kind: 'choice',
      choices: populationChoices,
      required: true,
    },
    { key: 'verifiedOn', heading: { zh: '核实日期', en: 'Verified on' }, kind: 'day' },
  ],
  lists: places,
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'household', type: 'text' },
      { name: 'household_id', type: 'uuid' },
      { name: 'relation', type: 'text' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'name', type: 'text' },
      { name: 'birth_date', type: 'date' },
      { name: 'population_kind', type: 'text' },
      { name: 'id_number_sealed', type: 'text' },
      { name: 'id_number_hash', type: 'text' },
      { name: 'phone_sealed', type: 'text' },
      { name: 'phone_hash', type: 'text' },
      { name: 'verified_on', type: 'date' },
    ],
    prepare:
      ({ today, numbers }) =>
      (row, refuse) => {
        const { id, household, relation, area, grid, name, idNumber, phone, populationKind, verifiedOn } =
          row as Record<string, string | undefined>;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        if (id === undefined && (household === undefined) !== (relation === undefined))
          refuse('relation', { zh: '与户编号须同时填写', en: 'goes with a household number' });
        if (id === undefined && household === undefined && grid === undefined)
          refuse('grid', { zh: '没有户编号时须填村（社区）和网格', en: 'without a household, give village and grid' });
        if (grid !== undefined && area === undefined)
          refuse('area', { zh: '填了网格时须填村（社区）', en: 'goes with the grid' });
        const identity = idNumber === undefined ? undefined : checkIdNumber(idNumber, today);
        if (identity && !identity.ok) refuse('idNumber', identity.explanation);
        const number = phone === undefined ? undefined : checkPhoneNumber(phone);
        if (number && !number.ok) refuse('phone', number.explanation);
        if (verifiedOn !== undefined && verifiedOn > today)
          refuse('verifiedOn', { zh: '不能晚于今天', en: 'must not lie in the future' });
        const known = identity?.ok === true ? identity : undefined;
        const line = number?.ok === true ? number.value : undefined;
        return [
          id,
          household,
          undefined,
          relation,
          area,
          undefined,
          grid,
          undefined,
          name,
          known?.birthDate,
          populationKind,
          known && numbers.sealIdNumber(known.value),
          known && numbers.hashIdNumber(known.value),
          line === undefined ? undefined : numbers.sealPhone(line),
          line === undefined ? undefined : numbers.hashPhone(line),
          verifiedOn,
        ];
      },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await resolveGrids(work);
      await resolveHomes(work);
      await resolveIds(work, 'resident');
      const params: unknown[] = [];
      const within = reachSql(importReach(context), { area: 'p.area_code', grid: 'p.grid_id' }, params);
      await sql(
        `update import_stage s set id = p.id, known = true from resident p
         where s.given_id is null and p.id_number_hash = s.id_number_hash and p.departed_on is null and ${within}`,
        params,
      );
      await fault(
        'idNumber',
        elsewhere,
        'select s.n from import_stage s where not s.known and exists (select 1 from resident p where p.id_number_hash = s.id_number_hash and p.departure is distinct from $q$WITHDRAWN$q$)',
      );
      await fault(
        undefined,
        { zh: '该居民已迁出或死亡', en: 'the resident has left or died' },
        'select s.n from import_stage s join resident p on s.known and p.id = s.id where p.departed_on is not null',
      );
      await refuseMoves(work);
    },
    judge: async (work) => {
      const { fault } = work;
      await refuseTwice(work, 'idNumber', 'id_number_hash');
      if (!work.allRight()) return;
      await fault(
        'relation',
        { zh: '每户应恰有一名户主', en: 'a household has exactly one head' },
        `select s.n from import_stage s join (
           select m.household_id from (
             select household_id, relation from import_stage where not known and household_id is not null
             union all select p.household_id, p.relation from resident p where p.departed_on is null
               and not exists (select 1 from import_stage written where written.id = p.id and not written.known) and p.household_id in (select household_id from import_stage where not known)
           ) m group by m.household_id having count(*) filter (where m.relation = 'HEAD') <> 1
         ) wrong on wrong.household_id = s.household_id where not s.known`,
      );
    },
    target: {
      table: 'resident',
      columns: [
        { name: 'household_id', update: false },
        { name: 'relation', update: false },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'name' },
        { name: 'birth_date', update: false },
        { name: 'population_kind' },
        { name: 'id_number_sealed', update: false },
        { name: 'id_number_hash', update: false },
        { name: 'phone_sealed', compare: false },
        { name: 'phone_hash' },
        { name: 'verified_on' },
      ],
      fingerprint: [
        'household_id',
        'relation',
        'grid_id',
        'name',
        'population_kind',
        'id_number_hash',
        'phone_sealed',
        'verified_on',
        'departed_on',
      ],
      label: `'第' || i.n || '行居民'`,
    },
    figures: countedRows(
      `select p.area_code, p.grid_id, case p.population_kind when 'FLOATING' then ${metricSql('floating')} else ${metricSql('permanent')} end as metric,
         count(*)::int as n ${from} where p.departed_on is null group by 1, 2, 3`,
    ),
    follow: async (work) => {
      const { sql } = work;
      await sql(
        `create temporary table touched_household on commit drop as
         select distinct household_id as id, false as inserted from (
           select p.household_id from import_touched r join resident p on p.id = r.id where r.inserted
           union all select (r.was->>'household_id')::uuid from import_touched r where r.inserted and r.was is not null
         ) m where household_id is not null`,
      );
      await sql('update household h set version = h.version + 1 from touched_household r where h.id = r.id');
      await settleDueDaysIn(work.sql, 'touched_household', work.context.today);
      await recheckVillages(work, villagesOf('resident'));
    },
    record: (work, doing, condition) =>
      noteHistory(work, doing, {
        subject: 'RESIDENT',
        table: 'resident',
        fields: ['name', 'population_kind', 'phone_sealed', 'verified_on'],
        condition,
      }),
    events: [
      {
        event: residentRegistered,
        of: 'INSERTED',
        select: `select ${coarse}, ${changedFields} ${from}`,
        data: (row, today) => ({ ...told(row, today), cause: 'ARRIVAL' }),
      },
      {
        event: residentChanged,
        of: 'CHANGED',
        select: `select ${coarse}, ${changedFields} ${from}`,
        data: (row, today) => ({ ...told(row, today), fields: row.fields }),
      },
      {
        event: residentState,
        of: 'BOTH',
        select: `select ${coarse}, ${changedFields} ${from}`,
        data: told,
      },
      {
        event: residentVerified,
        of: 'CHANGED',
        select: `select ${coarse} ${from} and r.was->>'verified_on' is distinct from p.verified_on::text`,
        data: told,
      },
      {
        event: householdChanged,
        of: 'BOTH',
        select: `select h.id, h.version, h.area_code, h.grid_id, coalesce(z.size, 0) as size ${fromHouseholds}`,
        data: (row) => ({ ...toldOfHousehold(row), fields: ['members'] }),
      },
      {
        event: householdState,
        of: 'BOTH',
        select: `select h.id, h.version, h.area_code, h.grid_id, coalesce(z.size, 0) as size ${fromHouseholds}`,
        data: toldOfHousehold,
      },
    ],
    tombstones: [residentState],
    inUse: [
      {
        when: `exists (select 1 from visit_demand d where d.resident_id = t.id) or exists (select 1 from care_record c where c.resident_id = t.id)
          or exists (select 1 from occupancy o where o.resident_id = t.id)`,
        explanation: {
          zh: '已有诉求、关爱或居住记录',
          en: 'demands, care records or occupancies refer to the resident',
        },
      },
      {
        when: `t.relation = 'HEAD' and t.household_id in (
            select m.household_id from resident m where m.departed_on is null and m.relation <> 'HEAD'
              and m.household_id in (select h.household_id from import_row hi join resident h on h.id = hi.row_id where hi.run_id = $1)
              and m.id not in (select mi.row_id from import_row mi where mi.run_id = $1 and mi.inserted))`,
        explanation: { zh: '户内另有成员，不能没有户主', en: 'the head of a household to which others belong' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: changedInPeriod,
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'p.area_code', grid: 'p.grid_id', period: { changed: 'RESIDENT', id: 'p.id' } },
        params,
      );
      return {
        sql: `select p.id, h.number as household, p.relation, p.area_code as area, g.name as grid, p.name, p.id_number_sealed, p.phone_sealed,
            p.population_kind as "populationKind", p.verified_on::text as "verifiedOn", p.area_code as "areaCode", p.grid_id as "gridId"
          from resident p join grid g on g.id = p.grid_id left join household h on h.id = p.household_id
          where p.departed_on is null and ${scope} order by p.area_code, g.sort_key, h.number nulls last, (p.relation = 'HEAD') desc nulls last, p.id`,
        params,
      };
    },
    complete:
      ({ numbers }) =>
      ({ id_number_sealed: idNumber, phone_sealed: phone, ...row }) => ({
        ...row,
        idNumber: typeof idNumber === 'string' ? numbers.openIdNumber(idNumber) : null,
        phone: typeof phone === 'string' ? numbers.openPhone(phone) : null,
      }),
  },
};

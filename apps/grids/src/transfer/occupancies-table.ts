import type { TransferTable } from '@gridloom/service-kit';
import { checkIdNumber } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { occupancyKindChoices, placeColumns, residentColumn } from './columns.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { noteOfSubject, recheckVillages } from './people-follow.ts';
import { refuseTwice, resolveAreas, resolveResidents } from './stage-checks.ts';
import { places } from './template-lists.ts';

const rowId = (alias: string) =>
  `md5(concat_ws('/', ${alias}.dwelling_id, ${alias}.resident_id, ${alias}.since))::uuid`;

/** Who lives in which dwelling (人房关系): known by resident, dwelling and first day; an import may end it. */
export const occupanciesTable: TransferTable<Context> = {
  name: 'occupancies',
  title: { zh: '人房关系', en: 'Occupancies' },
  columns: [
    residentColumn,
    ...placeColumns(true),
    {
      key: 'dwelling',
      heading: { zh: '房屋地址', en: 'Dwelling' },
      kind: 'text',
      longest: 200,
      required: true,
      mask: 'ADDRESS',
    },
    {
      key: 'kind',
      heading: { zh: '居住性质', en: 'As what' },
      kind: 'choice',
      choices: occupancyKindChoices,
      required: true,
    },
    { key: 'since', heading: { zh: '起始日', en: 'Since' }, kind: 'day', required: true },
    { key: 'until', heading: { zh: '终止日', en: 'Until' }, kind: 'day' },
  ],
  lists: places,
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'id_number_hash', type: 'text' },
      { name: 'resident_id', type: 'uuid' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'dwelling', type: 'text' },
      { name: 'dwelling_id', type: 'uuid' },
      { name: 'kind', type: 'text' },
      { name: 'since', type: 'date' },
      { name: 'until', type: 'date' },
    ],
    prepare:
      ({ today, numbers }) =>
      (row, refuse) => {
        const { idNumber, area, grid, dwelling, kind, since, until } = row as Record<string, string | undefined>;
        const identity = idNumber === undefined ? undefined : checkIdNumber(idNumber, today);
        if (identity && !identity.ok) refuse('idNumber', identity.explanation);
        if (since !== undefined && since > today)
          refuse('since', { zh: '不能晚于今天', en: 'must not lie in the future' });
        if (since !== undefined && until !== undefined && until <= since)
          refuse('until', { zh: '应晚于起始日', en: 'comes after the first day' });
        const hash = identity?.ok === true ? numbers.hashIdNumber(identity.value) : undefined;
        return [hash, undefined, area, undefined, grid, undefined, dwelling, undefined, kind, since, until];
      },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveResidents(work);
      await resolveAreas(work);
      await sql(
        `update import_stage s set dwelling_id = d.id from (
           select d.area_code, w.word, d.address, min(d.id::text)::uuid as id from dwelling d join grid g on g.id = d.grid_id
           cross join lateral (select g.name union select c->>'code' from jsonb_array_elements(g.codes) c) w (word)
           where d.area_code in (select area_code from import_stage) group by d.area_code, w.word, d.address having count(*) = 1
         ) d where d.area_code = s.area_code and d.word = s.grid and d.address = s.dwelling`,
      );
      await fault(
        'dwelling',
        { zh: '该网格没有（或有多处）这个地址的房屋', en: 'the grid has no dwelling, or several, of this address' },
        'select n from import_stage where area_code is not null and dwelling_id is null',
      );
      await sql(
        `update import_stage s set id = ${rowId('s')} where dwelling_id is not null and resident_id is not null`,
      );
      await sql(
        'update import_stage s set known = true from occupancy o where o.dwelling_id = s.dwelling_id and o.resident_id = s.resident_id and o.since = s.since',
      );
      await refuseTwice(work, 'since', 'dwelling_id::text || resident_id::text || since::text');
      await fault(
        'since',
        { zh: '该居民在此期间已登记居住于该房屋', en: 'the resident lives in this dwelling during that time already' },
        `select s.n from import_stage s join occupancy o on o.dwelling_id = s.dwelling_id and o.resident_id = s.resident_id and o.since <> s.since
           and daterange(o.since, o.until) && daterange(s.since, s.until)
         union select b.n from import_stage a join import_stage b on b.n > a.n and a.dwelling_id = b.dwelling_id and a.resident_id = b.resident_id
           and a.since <> b.since and daterange(a.since, a.until) && daterange(b.since, b.until)`,
      );
    },
    target: {
      table: 'occupancy',
      rowId: rowId('t'),
      versioned: false,
      columns: [
        { name: 'dwelling_id', update: false },
        { name: 'resident_id', update: false },
        { name: 'since', update: false },
        { name: 'until' },
        { name: 'kind' },
      ],
      label: `'第' || i.n || '行人房关系'`,
    },
    follow: async (work, doing) => {
      await noteOfSubject(work, doing, {
        subject: 'RESIDENT',
        table: 'occupancy',
        key: 'resident_id',
        rowId: rowId('t'),
        kind: 'OCCUPANCY_BEGUN',
        field: 'occupancies',
      });
      await recheckVillages(
        work,
        `select p.area_code from import_touched r left join occupancy o on ${rowId('o')} = r.id
         join resident p on p.id = coalesce(o.resident_id, (r.was->>'resident_id')::uuid)`,
      );
    },
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('起始日', 'when it began'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'p.area_code', grid: 'p.grid_id', period: { day: 'o.since' } },
        params,
      );
      return {
        sql: `select p.id_number_sealed, d.area_code as area, g.name as grid, d.address as dwelling, o.kind, o.since::text as since, o.until::text as until,
            p.area_code as "areaCode", p.grid_id as "gridId"
          from occupancy o join resident p on p.id = o.resident_id join dwelling d on d.id = o.dwelling_id join grid g on g.id = d.grid_id
          where p.departed_on is null and ${scope} order by d.area_code, g.sort_key, d.address collate "C", o.since, p.id`,
        params,
      };
    },
    complete:
      ({ numbers }) =>
      ({ id_number_sealed: idNumber, ...row }) => ({
        ...row,
        idNumber: typeof idNumber === 'string' ? numbers.openIdNumber(idNumber) : null,
      }),
  },
};

import { dwellingChanged, dwellingRegistered, dwellingState } from '@gridloom/contracts';
import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { dwellingKindChoices, idColumn, placeColumns } from './columns.ts';
import { changedInPeriod, exportScope } from './export-rows.ts';
import { refuseTwice, resolveGrids, resolveIds } from './stage-checks.ts';
import { places } from './template-lists.ts';

const told = `'dwellingId', d.id, 'gridId', d.grid_id, 'areaCode', d.area_code`;
const from = 'from import_touched r join dwelling d on d.id = r.id';

/** Dwellings (房屋): one is known by its address in the grid. */
export const dwellingsTable: TransferTable<Context> = {
  name: 'dwellings',
  title: { zh: '房屋', en: 'Dwellings' },
  columns: [
    idColumn,
    ...placeColumns(true),
    {
      key: 'address',
      heading: { zh: '地址', en: 'Address' },
      kind: 'text',
      longest: 200,
      required: true,
      mask: 'ADDRESS',
    },
    { key: 'kind', heading: { zh: '房屋类型', en: 'Kind of dwelling' }, kind: 'choice', choices: dwellingKindChoices },
  ],
  lists: places,
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'address', type: 'text' },
      { name: 'kind', type: 'text' },
    ],
    prepare: () => (row, refuse) => {
      const { id, area, grid, address, kind } = row as Record<string, string | undefined>;
      if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
      return [id, area, undefined, grid, undefined, address, kind];
    },
    resolve: async (work) => {
      await resolveGrids(work);
      await resolveIds(work, 'dwelling');
      await work.sql(
        `update import_stage s set id = d.id, known = true from (
           select grid_id, address, min(id::text)::uuid as id from dwelling where demolished_on is null group by grid_id, address having count(*) = 1
         ) d where s.given_id is null and d.grid_id = s.grid_id and d.address = s.address`,
      );
      await work.fault(
        'grid',
        { zh: '房屋不能通过导入换网格', en: 'a dwelling does not change its grid by an import' },
        'select s.n from import_stage s join dwelling d on s.known and d.id = s.id where s.grid_id <> d.grid_id',
      );
      await refuseTwice(work, 'address', `grid_id::text || '/' || address`);
    },
    target: {
      table: 'dwelling',
      columns: [
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'address' },
        { name: 'kind' },
      ],
      label: `'第' || i.n || '行房屋'`,
    },
    events: [
      {
        event: dwellingRegistered,
        of: 'INSERTED',
        select: `select d.id, d.version, d.area_code, jsonb_build_object(${told}, 'kind', d.kind) as data ${from}`,
      },
      {
        event: dwellingChanged,
        of: 'CHANGED',
        select: `select d.id, d.version, d.area_code, jsonb_build_object(${told}, 'kind', d.kind, 'fields', array_remove(array[
            case when r.was->>'address' is distinct from d.address then 'address' end,
            case when r.was->>'kind' is distinct from d.kind then 'kind' end], null)) as data ${from}`,
      },
      {
        event: dwellingState,
        of: 'BOTH',
        select: `select d.id, d.version, d.area_code, jsonb_build_object(${told}) as data ${from}`,
      },
    ],
    tombstones: [dwellingState],
    inUse: [
      {
        when: `exists (select 1 from household h where h.dwelling_id = t.id) or exists (select 1 from occupancy o where o.dwelling_id = t.id)`,
        explanation: { zh: '已有住户或居住记录', en: 'households or occupancies refer to it' },
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
        { area: 'd.area_code', grid: 'd.grid_id', period: { changed: 'DWELLING', id: 'd.id' } },
        params,
      );
      return {
        sql: `select d.id, d.area_code as area, g.name as grid, d.address, d.kind, d.area_code as "areaCode", d.grid_id as "gridId"
          from dwelling d join grid g on g.id = d.grid_id where d.demolished_on is null and ${scope}
          order by d.area_code, g.sort_key, d.address collate "C", d.id`,
        params,
      };
    },
  },
};

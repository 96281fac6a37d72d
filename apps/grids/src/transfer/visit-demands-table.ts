import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { householdColumn, workerColumn } from './columns.ts';
import { exportScope } from './export-rows.ts';

/**
 * What residents asked for on visits (走访诉求), with the visit by household and moment. Export only by its nature: each demand becomes a
 * case of the county by its event, with a resident waiting for the answer; a sheet of old ones would open cases that nobody raised, and
 * an undo could not call them back.
 */
export const visitDemandsTable: TransferTable<Context> = {
  name: 'visitDemands',
  title: { zh: '走访诉求（仅导出）', en: 'Demands on visits (export only)' },
  columns: [
    householdColumn,
    workerColumn,
    { key: 'recordedAt', heading: { zh: '走访时间', en: 'Visit recorded at' }, kind: 'moment' },
    { key: 'position', heading: { zh: '序号', en: 'Number' }, kind: 'number', whole: true },
    { key: 'name', heading: { zh: '诉求人', en: 'Raised for' }, kind: 'text', longest: 50, mask: 'NAME' },
    { key: 'text', heading: { zh: '诉求内容', en: 'Text' }, kind: 'text', longest: 2_000, mask: 'TEXT' },
    { key: 'place', heading: { zh: '地点', en: 'Place' }, kind: 'text', longest: 200, mask: 'ADDRESS' },
    { key: 'raisedAt', heading: { zh: '提出时间', en: 'Raised at' }, kind: 'moment' },
  ],
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(context, filter, { area: 'd.area_code', grid: 'd.grid_id' }, params);
      return {
        sql: `select h.number as household, w.account_id as account, v.recorded_at as "recordedAt", d.position, p.name, d.text, d.place,
            d.raised_at as "raisedAt", d.area_code as "areaCode", d.grid_id as "gridId"
          from visit_demand d join visit v on v.id = d.visit_id join household h on h.id = d.household_id
          join resident p on p.id = d.resident_id join grid_worker w on w.id = v.grid_worker_id
          where ${scope} order by d.raised_at, d.visit_id, d.position, d.id`,
        params,
      };
    },
  },
};

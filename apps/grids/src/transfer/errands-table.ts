import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { householdColumn, residentColumn } from './columns.ts';
import { exportScope } from './export-rows.ts';

const status = (value: string, zh: string, en: string) => ({ value, label: { zh, en } });

/**
 * Applications made on behalf of residents (代办). Export only by its nature: an errand needs the resident's own consent and the documents
 * that were handed in, and is at a department by its event; none of these can stand in a sheet.
 */
export const errandsTable: TransferTable<Context> = {
  name: 'errands',
  title: { zh: '代办（仅导出）', en: 'Errands (export only)' },
  columns: [
    { key: 'kind', heading: { zh: '代办事项', en: 'Kind' }, kind: 'text', longest: 50 },
    residentColumn,
    { key: 'name', heading: { zh: '申请人', en: 'Resident' }, kind: 'text', longest: 50, mask: 'NAME' },
    householdColumn,
    { key: 'text', heading: { zh: '申请内容', en: 'Text' }, kind: 'text', longest: 2_000, mask: 'TEXT' },
    {
      key: 'status',
      heading: { zh: '状态', en: 'Status' },
      kind: 'choice',
      choices: [
        status('BEGUN', '已受理', 'begun'),
        status('HANDED_OVER', '已转办', 'handed over'),
        status('ANSWERED', '已答复', 'answered'),
        status('COMPLETED', '已办结', 'completed'),
        status('WITHDRAWN', '已撤回', 'withdrawn'),
      ],
    },
    { key: 'begunAt', heading: { zh: '受理时间', en: 'Begun at' }, kind: 'moment' },
    { key: 'account', heading: { zh: '代办人账号编号', en: 'Account of the worker' }, kind: 'text', longest: 36 },
    { key: 'handedOverAt', heading: { zh: '转办时间', en: 'Handed over at' }, kind: 'moment' },
    { key: 'answeredAt', heading: { zh: '答复时间', en: 'Answered at' }, kind: 'moment' },
    { key: 'succeeded', heading: { zh: '是否办成', en: 'Succeeded' }, kind: 'flag' },
    { key: 'completedAt', heading: { zh: '办结时间', en: 'Completed at' }, kind: 'moment' },
    { key: 'withdrawnAt', heading: { zh: '撤回时间', en: 'Withdrawn at' }, kind: 'moment' },
  ],
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(context, filter, { area: 'e.area_code', grid: 'e.grid_id' }, params);
      return {
        sql: `select e.kind_code as kind, p.id_number_sealed, p.name, h.number as household, e.text, e.status, e.begun_at as "begunAt",
            e.worker_account_id as account, e.handed_over_at as "handedOverAt", e.answered_at as "answeredAt", e.succeeded,
            e.completed_at as "completedAt", e.withdrawn_at as "withdrawnAt", e.area_code as "areaCode", e.grid_id as "gridId"
          from errand e join resident p on p.id = e.resident_id left join household h on h.id = e.household_id
          where ${scope} order by e.begun_at, e.id`,
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

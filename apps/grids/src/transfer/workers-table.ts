import { gridWorkerChanged, gridWorkerRegistered, gridWorkerState } from '@gridloom/contracts';
import { reachSql, type TransferTable } from '@gridloom/service-kit';
import { checkPhoneNumber } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { workerColumn } from './columns.ts';
import { exportScope } from './export-rows.ts';
import { importReach, refuseTwice } from './stage-checks.ts';

const told = `'gridWorkerId', w.id, 'accountId', w.account_id, 'areaCode', w.area_code,
  'corpsId', (select c.corps_id from corps_membership c where c.grid_worker_id = w.id and c.until is null)`;
const from = 'from import_touched r join grid_worker w on w.id = r.id';

/** Grid workers (网格员): one is known by the account. Roles in grids are assignments, a table of its own. */
export const workersTable: TransferTable<Context> = {
  name: 'gridWorkers',
  title: { zh: '网格员', en: 'Grid workers' },
  columns: [
    workerColumn,
    { key: 'name', heading: { zh: '姓名', en: 'Name' }, kind: 'text', longest: 50, required: true },
    { key: 'phone', heading: { zh: '联系电话', en: 'Phone' }, kind: 'text', longest: 30, mask: 'PHONE' },
    {
      key: 'area',
      heading: { zh: '所属区划', en: 'Area' },
      kind: 'text',
      longest: 12,
      hint: { zh: '县、乡镇或村（社区）的区划代码', en: 'code of the county, township, village or community' },
    },
  ],
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'account_id', type: 'uuid' },
      { name: 'name', type: 'text' },
      { name: 'phone_sealed', type: 'text' },
      { name: 'phone_hash', type: 'text' },
      { name: 'area_code', type: 'text' },
    ],
    prepare: (context) => {
      const reach = importReach(context);
      return (row, refuse) => {
        const { account, name, phone, area } = row as Record<string, string | undefined>;
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        if (area !== undefined && (!context.areas.find(area) || !(reach.all || reach.areaCodes.includes(area))))
          refuse('area', {
            zh: '没有这个区划，或不在您的管辖范围',
            en: 'there is no such area, or it lies outside your territory',
          });
        const number = phone === undefined ? undefined : checkPhoneNumber(phone);
        if (number && !number.ok) refuse('phone', number.explanation);
        const line = number?.ok === true ? number.value : undefined;
        return [
          account,
          name,
          line === undefined ? undefined : context.numbers.sealPhone(line),
          line === undefined ? undefined : context.numbers.hashPhone(line),
          area,
        ];
      };
    },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await sql(
        'update import_stage s set id = w.id, known = true from grid_worker w where w.account_id = s.account_id',
      );
      const params: unknown[] = [];
      const within = reachSql(importReach(context), { area: 'w.area_code' }, params);
      await fault(
        'account',
        { zh: '该网格员不在您的管辖范围', en: 'the worker lies outside your territory' },
        `select s.n from import_stage s join grid_worker w on s.known and w.id = s.id where w.area_code is not null and not (${within})`,
        params,
      );
      await fault(
        'area',
        { zh: '新网格员须填所属区划', en: 'a new worker needs an area' },
        'select n from import_stage where not known and area_code is null',
      );
      await refuseTwice(work, 'account', 'account_id');
      await fault(
        'phone',
        { zh: '该电话已登记在另一名网格员名下', en: 'the phone is that of another worker' },
        `select s.n from import_stage s join grid_worker w on w.phone_hash = s.phone_hash and w.id <> s.id
         union select n from (select n, row_number() over (partition by phone_hash order by n) as nth from import_stage
           where phone_hash is not null) p where nth > 1`,
      );
    },
    target: {
      table: 'grid_worker',
      columns: [
        { name: 'account_id', update: false },
        { name: 'name' },
        { name: 'phone_sealed', compare: false },
        { name: 'phone_hash' },
        { name: 'area_code' },
      ],
      fingerprint: ['account_id', 'name', 'phone_hash', 'area_code'],
      label: 't.name',
    },
    events: [
      {
        event: gridWorkerRegistered,
        of: 'INSERTED',
        select: `select w.id, w.version, w.area_code, jsonb_build_object(${told}) as data ${from}`,
      },
      {
        event: gridWorkerChanged,
        of: 'CHANGED',
        select: `select w.id, w.version, w.area_code, jsonb_build_object(${told}, 'fields', array_remove(array[
            case when r.was->>'name' is distinct from w.name then 'NAME' end,
            case when r.was->>'phone_hash' is distinct from w.phone_hash then 'PHONE' end,
            case when r.was->>'area_code' is distinct from w.area_code then 'AREA' end], null)) as data ${from}`,
      },
      {
        event: gridWorkerState,
        of: 'BOTH',
        select: `select w.id, w.version, w.area_code, jsonb_build_object(${told}) as data ${from}`,
      },
    ],
    tombstones: [gridWorkerState],
    inUse: [
      {
        when: `exists (select 1 from grid_assignment a where a.grid_worker_id = t.id) or exists (select 1 from visit v where v.grid_worker_id = t.id)
          or exists (select 1 from corps_membership c where c.grid_worker_id = t.id)`,
        explanation: { zh: '已有任职、走访或队伍记录', en: 'assignments, visits or a corps refer to the worker' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(context, filter, { area: 'a.area_code', grid: 'a.grid_id' }, params);
      const own = reachSql(context.reach('EXPORT_DATA'), { area: 'w.area_code' }, params);
      const unassigned = typeof filter.areaCode === 'string' || typeof filter.gridId === 'string' ? 'false' : own;
      return {
        sql: `select w.account_id as account, w.name, w.phone_sealed, w.area_code as area, w.area_code as "areaCode" from grid_worker w
          where exists (select 1 from grid_assignment a where a.grid_worker_id = w.id and a.until is null and ${scope})
            or (w.area_code is not null and ${unassigned}) order by w.area_code, w.name collate "C", w.id`,
        params,
      };
    },
    complete:
      ({ numbers }) =>
      ({ phone_sealed: phone, ...row }) => ({
        ...row,
        phone: typeof phone === 'string' ? numbers.openPhone(phone) : null,
      }),
  },
};

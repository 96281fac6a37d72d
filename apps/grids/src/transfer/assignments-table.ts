import { gridAssignmentBegun, gridAssignmentEnded, gridAssignmentState } from '@gridloom/contracts';
import type { ImportFigures, TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { changePresence, type PresenceChange } from '../figures/worker-presence.ts';
import { isUuid } from '../ids.ts';
import type { GridRole } from '../worker/grid-assignment.ts';
import { gridRoleChoices, placeColumns, workerColumn } from './columns.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { refuseTwice, resolveGrids } from './stage-checks.ts';
import { places } from './template-lists.ts';

const told = `jsonb_build_object('gridAssignmentId', a.id, 'gridWorkerId', a.grid_worker_id, 'accountId', w.account_id, 'accountName', w.name,
  'gridId', a.grid_id, 'areaCode', a.area_code, 'role', a.role, 'since', a.since, 'until', a.until)`;
const from =
  'from import_touched r join grid_assignment a on a.id = r.id join grid_worker w on w.id = a.grid_worker_id';

/** Distinct workers of areas, by the assignments that count today. */
const presence: ImportFigures<Context, unknown> = {
  read: async ({ sql }): Promise<readonly PresenceChange[]> => {
    const rows = await sql(
      `select a.area_code, a.grid_worker_id, a.role from import_touched r join grid_assignment a on a.id = r.id where a.counted`,
    );
    return rows.map((row) => ({
      areaCode: row.area_code as string,
      gridWorkerId: row.grid_worker_id as string,
      role: row.role as GridRole,
      delta: 1,
    }));
  },
  apply: ({ sql, context }, before, after) =>
    changePresence(sql, context.areas, [
      ...(before as readonly PresenceChange[]).map((change) => ({ ...change, delta: -1 })),
      ...(after as readonly PresenceChange[]),
    ]),
};

const counted = `(s.since <= s.today and (s.until is null or s.until > s.today))`;

/** Roles of workers in grids (网格员任职): one is known by worker, grid, role and first day; an import may end it. */
export const assignmentsTable: TransferTable<Context> = {
  name: 'gridAssignments',
  title: { zh: '网格员任职', en: 'Assignments' },
  columns: [
    workerColumn,
    ...placeColumns(true),
    { key: 'role', heading: { zh: '职务', en: 'Role' }, kind: 'choice', choices: gridRoleChoices, required: true },
    { key: 'since', heading: { zh: '起始日', en: 'Since' }, kind: 'day', required: true },
    {
      key: 'until',
      heading: { zh: '终止日', en: 'Until' },
      kind: 'day',
      hint: { zh: '不再担任的第一天，可留空', en: 'first day on which it is over; may be left out' },
    },
  ],
  lists: places,
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'account_id', type: 'uuid' },
      { name: 'grid_worker_id', type: 'uuid' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'role', type: 'text' },
      { name: 'since', type: 'date' },
      { name: 'until', type: 'date' },
      { name: 'today', type: 'date' },
    ],
    prepare:
      ({ today }) =>
      (row, refuse) => {
        const { account, area, grid, role, since, until } = row as Record<string, string | undefined>;
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        if (since !== undefined && until !== undefined && until <= since)
          refuse('until', { zh: '应晚于起始日', en: 'comes after the first day' });
        return [account, undefined, area, undefined, grid, undefined, role, since, until, today];
      },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveGrids(work);
      await sql('update import_stage s set grid_worker_id = w.id from grid_worker w where w.account_id = s.account_id');
      await fault(
        'account',
        { zh: '没有这个账号的网格员，请先导入网格员', en: 'there is no worker of this account; workers come first' },
        'select n from import_stage where grid_worker_id is null',
      );
      await sql(
        `update import_stage s set id = a.id, known = true from grid_assignment a where a.grid_worker_id = s.grid_worker_id and a.grid_id = s.grid_id
           and a.role = s.role and a.since = s.since and a.absence_id is null`,
      );
      await refuseTwice(work, 'since', `grid_worker_id::text || grid_id::text || role || since::text`);
      await fault(
        'since',
        { zh: '网格尚未启用', en: 'the grid was not there then' },
        'select s.n from import_stage s join grid g on g.id = s.grid_id where s.since < g.valid_from',
      );
      await fault(
        'until',
        { zh: '已有终止日的任职不能再更改', en: 'an assignment that has its end keeps it' },
        'select s.n from import_stage s join grid_assignment a on s.known and a.id = s.id where a.until is not null and s.until is distinct from a.until',
      );
      await fault(
        'since',
        {
          zh: '该网格员在此期间已担任本网格的这一职务',
          en: 'the worker holds this role in the grid at that time already',
        },
        `select s.n from import_stage s join grid_assignment a on not s.known and a.grid_worker_id = s.grid_worker_id and a.grid_id = s.grid_id
           and a.role = s.role and a.absence_id is null and daterange(a.since, a.until) && daterange(s.since, s.until)
         union select b.n from import_stage a join import_stage b on b.n > a.n and a.grid_worker_id = b.grid_worker_id and a.grid_id = b.grid_id
           and a.role = b.role and daterange(a.since, a.until) && daterange(b.since, b.until)`,
      );
    },
    target: {
      table: 'grid_assignment',
      columns: [
        { name: 'grid_worker_id', update: false },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'role', update: false },
        { name: 'since', update: false },
        { name: 'until' },
        { name: 'counted', value: counted, compare: false },
      ],
      fingerprint: ['grid_worker_id', 'grid_id', 'role', 'since', 'until'],
      label: `'第' || i.n || '行任职'`,
    },
    figures: presence,
    events: [
      {
        event: gridAssignmentBegun,
        of: 'INSERTED',
        select: `select a.id, a.version, a.area_code, ${told} as data ${from}`,
      },
      {
        event: gridAssignmentEnded,
        of: 'CHANGED',
        select: `select a.id, a.version, a.area_code, ${told} as data ${from} and a.until is not null`,
      },
      {
        event: gridAssignmentState,
        of: 'BOTH',
        select: `select a.id, a.version, a.area_code, ${told} as data ${from}`,
      },
    ],
    tombstones: [gridAssignmentState],
    inUse: [
      {
        when: `exists (select 1 from visit v where v.grid_worker_id = t.grid_worker_id and v.grid_id = t.grid_id
          and (v.recorded_at at time zone 'Asia/Shanghai')::date >= t.since)`,
        explanation: { zh: '该网格员在本网格已有走访', en: 'the worker has visited in the grid' },
      },
      {
        when: 'exists (select 1 from grid_assignment c where c.stands_in_for_id = t.id)',
        explanation: { zh: '已有代岗', en: 'somebody stands in for it' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('任职起始日', 'when it began'),
    select: (context, filter) => {
      const params: unknown[] = [context.today];
      const scope = exportScope(
        context,
        filter,
        { area: 'a.area_code', grid: 'a.grid_id', period: { day: 'a.since' } },
        params,
      );
      return {
        sql: `select w.account_id as account, a.area_code as area, g.name as grid, a.role, a.since::text as since, a.until::text as until
          from grid_assignment a join grid_worker w on w.id = a.grid_worker_id join grid g on g.id = a.grid_id
          where a.absence_id is null and (a.until is null or a.until > $1::date) and g.level = 'BASIC' and ${scope}
          order by a.area_code, g.sort_key, a.role, a.since, a.id`,
        params,
      };
    },
  },
};

import { gridWorkerChanged, gridWorkerState } from '@gridloom/contracts';
import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { dayProblem } from '../worker/worker-problems.ts';
import { workerColumn } from './columns.ts';
import { liveProblems } from './live-problem.ts';
import { filtersOf } from './export-rows.ts';
import { exportedWorkers, holdWorkers, resolveWorkers } from './resolve-workers.ts';
import { refuseTwice } from './stage-checks.ts';
import { corps } from './template-lists.ts';

const told = `'gridWorkerId', w.id, 'accountId', w.account_id, 'areaCode', w.area_code, 'corpsId',
  (select m.corps_id from corps_membership m where m.grid_worker_id = w.id and m.since <= $1::date and (m.until is null or m.until > $1::date))`;
const from = 'from touched_worker r join grid_worker w on w.id = r.id';

/**
 * Who belongs to which corps (队伍成员): known by worker, corps and first day; an import may end it. A worker belongs to one corps at a
 * time: what was before is ended first.
 */
export const corpsMembershipsTable: TransferTable<Context> = {
  name: 'corpsMemberships',
  title: { zh: '队伍成员', en: 'Members of corps' },
  columns: [
    workerColumn,
    {
      key: 'corps',
      heading: { zh: '队伍名称', en: 'Corps' },
      kind: 'text',
      longest: 50,
      required: true,
      hint: {
        zh: '全县唯一的队伍名称，或系统编号',
        en: 'name of a corps, the only one of that name, or its record id',
      },
    },
    { key: 'since', heading: { zh: '加入日期', en: 'Since' }, kind: 'day', required: true },
    {
      key: 'until',
      heading: { zh: '退出日期', en: 'Until' },
      kind: 'day',
      hint: { zh: '不再是成员的第一天，可留空', en: 'first day on which it is over; may be left out' },
    },
  ],
  lists: { corps },
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'account_id', type: 'uuid' },
      { name: 'grid_worker_id', type: 'uuid' },
      { name: 'word', type: 'text' },
      { name: 'corps_id', type: 'uuid' },
      { name: 'since', type: 'date' },
      { name: 'until', type: 'date' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      const { today } = context;
      return (row, refuse) => {
        const { account, corps, since, until } = row as Record<string, string | undefined>;
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        for (const [key, day] of Object.entries({ since, until }))
          judge(refuse, ({ locale }) => dayProblem(locale, `input.${key}`, { to: today }, day ?? today));
        if (since !== undefined && until !== undefined && until <= since)
          refuse('until', { zh: '应晚于加入日期', en: 'comes after the first day' });
        return [account, undefined, corps, undefined, since, until];
      };
    },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveWorkers(work, { column: 'account', account: 'account_id', worker: 'grid_worker_id' });
      await holdWorkers(work, 'grid_worker_id');
      // Nobody dissolves a corps while members join it.
      await sql('select 1 from corps where name in (select word from import_stage) order by id for share');
      await sql(
        `update import_stage s set corps_id = c.id from (
           select w.word, min(c.id::text)::uuid as id from corps c cross join lateral (values (c.name), (c.id::text)) w (word)
           where c.dissolved_on is null group by w.word having count(*) = 1
         ) c where c.word = s.word`,
      );
      await fault(
        'corps',
        { zh: '没有这支队伍，或有重名（请填系统编号）', en: 'there is no such corps, or several (give its record id)' },
        'select n from import_stage where corps_id is null',
      );
      await sql(
        `update import_stage s set id = m.id, known = true from corps_membership m
         where m.grid_worker_id = s.grid_worker_id and m.corps_id = s.corps_id and m.since = s.since`,
      );
      await refuseTwice(work, 'since', 'grid_worker_id::text || corps_id::text || since::text');
      await fault(
        'since',
        { zh: '早于队伍组建日期', en: 'lies before the corps was founded' },
        'select s.n from import_stage s join corps c on c.id = s.corps_id where s.since < c.founded_on',
      );
      await fault(
        'until',
        { zh: '已退出的成员不能再更改日期', en: 'a membership that is over keeps its end' },
        'select s.n from import_stage s join corps_membership m on s.known and m.id = s.id where m.until <> s.until',
      );
      await fault(
        'since',
        {
          zh: '该网格员在此期间属于某支队伍，请先填其退出日期并导入',
          en: 'the worker belongs to a corps at that time; end that first, by an import of its own',
        },
        `select s.n from import_stage s join corps_membership m on not s.known and m.grid_worker_id = s.grid_worker_id
           and daterange(m.since, m.until) && daterange(s.since, s.until)
         union select b.n from import_stage a join import_stage b on b.n > a.n and a.grid_worker_id = b.grid_worker_id
           and not b.known and not a.known and daterange(a.since, a.until) && daterange(b.since, b.until)`,
      );
    },
    target: {
      table: 'corps_membership',
      columns: [
        { name: 'corps_id', update: false },
        { name: 'grid_worker_id', update: false },
        { name: 'since', update: false },
        { name: 'until' },
      ],
      label: `'第' || i.n || '行成员'`,
    },
    // What is told is the worker's, who has another version then.
    follow: async ({ sql }) => {
      await sql(
        `create temporary table touched_worker on commit drop as
         select distinct coalesce(m.grid_worker_id, (r.was->>'grid_worker_id')::uuid) as id, false as inserted
         from import_touched r left join corps_membership m on m.id = r.id`,
      );
      await sql(
        `with held as (select w.id from grid_worker w join touched_worker t on t.id = w.id order by w.id for update of w)
         update grid_worker w set version = w.version + 1 from held where held.id = w.id`,
      );
    },
    events: [
      {
        event: gridWorkerChanged,
        of: 'CHANGED',
        select: `select w.id, w.version, w.area_code, jsonb_build_object(${told}, 'fields', array['CORPS']) as data ${from}`,
      },
      {
        event: gridWorkerState,
        of: 'BOTH',
        select: `select w.id, w.version, w.area_code, jsonb_build_object(${told}) as data ${from}`,
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('加入日期', 'when the worker joined'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportedWorkers(context, filter, params, { day: 'm.since' });
      return {
        sql: `select w.account_id as account, case when (select count(*) from corps o where o.name = c.name and o.dissolved_on is null) = 1
            then c.name else c.id::text end as corps, m.since::text as since, m.until::text as until
          from corps_membership m join corps c on c.id = m.corps_id join grid_worker w on w.id = m.grid_worker_id
          where c.dissolved_on is null and ${scope} order by c.name collate "C", m.since, m.id`,
        params,
      };
    },
  },
};

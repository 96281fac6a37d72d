import { appendEvents } from '@gridloom/messaging';
import type { TransferTable } from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { followAbsences } from '../worker/follow-absences.ts';
import { LONGEST_DAYS, RECORDED_WITHIN_DAYS } from '../worker/grid-worker-absence.ts';
import { workerColumn } from './columns.ts';
import { filtersOf } from './export-rows.ts';
import { exportedWorkers, holdWorkers, resolveWorkers } from './resolve-workers.ts';
import { refuseTwice } from './stage-checks.ts';

const overlapping = (condition: string) => `with every as (
    select id, grid_worker_id, substitute_id, since, until from grid_worker_absence where until > since
    union all select id, grid_worker_id, substitute_id, since, until from import_stage where not known
  ) select s.n from import_stage s join every e on not s.known and e.id <> s.id and e.since < s.until and e.until > s.since and ${condition}`;

/**
 * Days on which workers are away, and who stands in (离岗与代岗): known by worker and first day. A new one obeys what recordAbsence does;
 * one that is known keeps its days, which are changed in the register. Whoever stands in today holds the roles with the import, and is told.
 */
export const absencesTable: TransferTable<Context> = {
  name: 'absences',
  title: { zh: '离岗与代岗', en: 'Absences' },
  columns: [
    workerColumn,
    { key: 'since', heading: { zh: '离岗日期', en: 'Since' }, kind: 'day', required: true },
    {
      key: 'until',
      heading: { zh: '返岗日期', en: 'Until' },
      kind: 'day',
      required: true,
      hint: { zh: '回到岗位的第一天', en: 'first day back at work' },
    },
    {
      key: 'kind',
      heading: { zh: '离岗类型', en: 'Kind of absence' },
      kind: 'choice',
      required: true,
      choices: [
        { value: 'LEAVE', label: { zh: '休假', en: 'leave' } },
        { value: 'ILLNESS', label: { zh: '病假', en: 'illness' } },
        { value: 'TRAINING', label: { zh: '培训', en: 'training' } },
        { value: 'SECONDMENT', label: { zh: '借调', en: 'secondment' } },
        { value: 'OTHER', label: { zh: '其他', en: 'other' } },
      ],
    },
    {
      key: 'substitute',
      heading: { zh: '代岗人账号编号', en: 'Account of the substitute' },
      kind: 'text',
      longest: 36,
      hint: { zh: '组织库中的账号编号，可留空', en: 'the id of the account; may be left out' },
    },
  ],
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'account_id', type: 'uuid' },
      { name: 'grid_worker_id', type: 'uuid' },
      { name: 'since', type: 'date' },
      { name: 'until', type: 'date' },
      { name: 'kind', type: 'text' },
      { name: 'substitute_account_id', type: 'uuid' },
      { name: 'substitute_id', type: 'uuid' },
      { name: 'by_account_id', type: 'uuid' },
      { name: 'at', type: 'timestamptz' },
    ],
    prepare: (context) => {
      const by = context.caller.kind === 'account' ? context.caller.accountId : undefined;
      const at = context.now();
      return (row, refuse) => {
        const { account, since, until, kind, substitute } = row as Record<string, string | undefined>;
        for (const [key, id] of Object.entries({ account, substitute }))
          if (id !== undefined && !isUuid(id))
            refuse(key, { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        if (substitute !== undefined && substitute === account)
          refuse('substitute', { zh: '代岗人不能是离岗人本人', en: 'nobody stands in for himself or herself' });
        if (since !== undefined && until !== undefined && (until <= since || until > addDays(since, LONGEST_DAYS)))
          refuse('until', {
            zh: `应晚于离岗日期，且至多 ${String(LONGEST_DAYS)} 天`,
            en: `comes after the first day, ${String(LONGEST_DAYS)} days at most`,
          });
        return [account, undefined, since, until, kind, substitute, undefined, by, at];
      };
    },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await resolveWorkers(work, { column: 'account', account: 'account_id', worker: 'grid_worker_id' });
      await resolveWorkers(work, {
        column: 'substitute',
        account: 'substitute_account_id',
        worker: 'substitute_id',
      });
      await holdWorkers(work, 'grid_worker_id', 'substitute_id');
      await sql(
        `update import_stage s set id = a.id, known = true from grid_worker_absence a
         where a.grid_worker_id = s.grid_worker_id and a.since = s.since and a.until > a.since`,
      );
      await refuseTwice(work, 'since', 'grid_worker_id::text || since::text');
      await fault(
        'since',
        {
          zh: `不能早于 ${String(RECORDED_WITHIN_DAYS)} 天前`,
          en: `lies not more than ${String(RECORDED_WITHIN_DAYS)} days ago`,
        },
        'select n from import_stage where not known and since < $1::date',
        [addDays(context.today, -RECORDED_WITHIN_DAYS)],
      );
      await fault(
        'until',
        {
          zh: '已登记的离岗请在系统中更改',
          en: 'an absence that is recorded is changed in the register',
        },
        `select s.n from import_stage s join grid_worker_absence a on s.known and a.id = s.id
         where a.until <> s.until or a.kind <> s.kind or a.substitute_id is distinct from s.substitute_id`,
      );
      await fault(
        'since',
        { zh: '该网格员在此期间已登记离岗', en: 'the worker is recorded as away at that time already' },
        overlapping('e.grid_worker_id = s.grid_worker_id'),
      );
      await fault(
        'substitute',
        { zh: '代岗人在此期间本人离岗', en: 'the substitute is away at that time' },
        overlapping('e.grid_worker_id = s.substitute_id'),
      );
      await fault(
        'account',
        {
          zh: '该网格员在此期间正为他人代岗，请先更换代岗人',
          en: 'the worker stands in for somebody else at that time; change that substitute first',
        },
        overlapping('e.substitute_id = s.grid_worker_id'),
      );
    },
    target: {
      table: 'grid_worker_absence',
      columns: [
        { name: 'grid_worker_id', update: false },
        { name: 'since', update: false },
        { name: 'until', update: false },
        { name: 'kind', update: false },
        { name: 'substitute_id', update: false },
        { name: 'recorded_by_account_id', value: 's.by_account_id', update: false },
        { name: 'recorded_at', value: 's.at', update: false },
      ],
      fingerprint: ['grid_worker_id', 'since', 'until', 'kind', 'substitute_id'],
      label: `'第' || i.n || '行离岗'`,
    },
    follow: async ({ sql, context }, doing) => {
      // An undo takes back only what nobody stands in by.
      if (doing === 'UNDO') return;
      const rows = await sql(
        'select distinct a.grid_worker_id as id from import_touched r join grid_worker_absence a on a.id = r.id order by 1',
      );
      const tools = { newId: context.newId, now: context.now(), today: context.today };
      await appendEvents(
        sql,
        await followAbsences(
          sql,
          tools,
          rows.map(({ id }) => id as string),
        ),
      );
    },
    inUse: [
      {
        when: 'exists (select 1 from grid_assignment a where a.absence_id = t.id)',
        explanation: {
          zh: '已有人代岗，请在系统中结束',
          en: 'somebody stands in by it already; end it in the register',
        },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('离岗日期', 'when it began'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportedWorkers(context, filter, params, { day: 'a.since' });
      return {
        sql: `select w.account_id as account, a.since::text as since, a.until::text as until, a.kind, o.account_id as substitute
          from grid_worker_absence a join grid_worker w on w.id = a.grid_worker_id left join grid_worker o on o.id = a.substitute_id
          where a.until > a.since and ${scope} order by a.since, w.account_id, a.id`,
        params,
      };
    },
  },
};

import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { EARLIEST_TRAINING, MOST_CERTIFICATE } from '../training/record-training.ts';
import { dayProblem } from '../worker/worker-problems.ts';
import { workerColumn } from './columns.ts';
import { liveProblems } from './live-problem.ts';
import { filtersOf } from './export-rows.ts';
import { exportedWorkers, holdWorkers, resolveWorkers } from './resolve-workers.ts';
import { refuseTwice } from './stage-checks.ts';
import { trainingKinds } from './template-lists.ts';

/** Trainings that workers completed (培训记录): known by worker, kind and day; one recorded wrongly is declared void, not changed. */
export const trainingRecordsTable: TransferTable<Context> = {
  name: 'trainingRecords',
  title: { zh: '培训记录', en: 'Trainings' },
  columns: [
    workerColumn,
    {
      key: 'kind',
      heading: { zh: '培训种类', en: 'Kind of training' },
      kind: 'text',
      longest: 50,
      required: true,
      hint: { zh: '培训种类的代码或名称', en: 'code or label of a kind of training' },
    },
    { key: 'completedOn', heading: { zh: '完成日期', en: 'Completed on' }, kind: 'day', required: true },
    {
      key: 'certificate',
      heading: { zh: '证书编号', en: 'Certificate' },
      kind: 'text',
      longest: MOST_CERTIFICATE,
    },
  ],
  lists: { kind: trainingKinds },
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'account_id', type: 'uuid' },
      { name: 'grid_worker_id', type: 'uuid' },
      { name: 'word', type: 'text' },
      { name: 'kind', type: 'text' },
      { name: 'valid_months', type: 'int' },
      { name: 'completed_on', type: 'date' },
      { name: 'certificate', type: 'text' },
      { name: 'by_account_id', type: 'uuid' },
      { name: 'at', type: 'timestamptz' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      const { caller, today } = context;
      const by = caller.kind === 'account' ? caller.accountId : undefined;
      const at = context.now();
      return (row, refuse) => {
        const { account, kind, completedOn, certificate } = row as Record<string, string | undefined>;
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        judge(refuse, ({ locale }) =>
          dayProblem(locale, 'input.completedOn', { from: EARLIEST_TRAINING, to: today }, completedOn ?? today),
        );
        return [account, undefined, kind, undefined, undefined, completedOn, certificate, by, at];
      };
    },
    resolve: async (work) => {
      const { sql, fault } = work;
      await resolveWorkers(work, { column: 'account', account: 'account_id', worker: 'grid_worker_id' });
      await sql(
        `update import_stage s set kind = k.code, valid_months = k.valid_months from (
           select w.word, min(k.code) as code, min(k.valid_months) as valid_months from training_kind k
           cross join lateral (select k.code union select k.label) w (word) group by w.word having count(*) = 1
         ) k where k.word = s.word`,
      );
      await fault(
        'kind',
        { zh: '没有这种培训', en: 'there is no such kind of training' },
        'select n from import_stage where kind is null',
      );
      await holdWorkers(work, 'grid_worker_id');
      await sql(
        `update import_stage s set id = r.id, known = true from training_record r where r.grid_worker_id = s.grid_worker_id and r.kind = s.kind
           and r.completed_on = s.completed_on and r.voided_at is null`,
      );
      await fault(
        'kind',
        { zh: '该培训种类已停用', en: 'this kind of training is retired' },
        'select s.n from import_stage s join training_kind k on not s.known and k.code = s.kind where k.retired',
      );
      await refuseTwice(work, 'completedOn', 'grid_worker_id::text || kind || completed_on::text');
      await fault(
        'certificate',
        {
          zh: '已登记的培训不能更改证书编号，请作废后重新登记',
          en: 'a training that is recorded keeps its certificate; declare it void and record it again',
        },
        'select s.n from import_stage s join training_record r on s.known and r.id = s.id where s.certificate is distinct from r.certificate and s.certificate is not null',
      );
    },
    target: {
      table: 'training_record',
      columns: [
        { name: 'grid_worker_id', update: false },
        { name: 'kind', update: false },
        { name: 'completed_on', update: false },
        {
          name: 'valid_until',
          value: '(s.completed_on + make_interval(months => s.valid_months))::date',
          update: false,
        },
        { name: 'certificate', update: false },
        { name: 'recorded_by_account_id', value: 's.by_account_id', update: false },
        { name: 'recorded_at', value: 's.at', update: false },
      ],
      fingerprint: ['grid_worker_id', 'kind', 'completed_on', 'certificate', 'voided_at'],
      label: `'第' || i.n || '行培训'`,
    },
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('完成日期', 'when it was completed'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportedWorkers(context, filter, params, { day: 'r.completed_on' });
      return {
        sql: `select w.account_id as account, r.kind, r.completed_on::text as "completedOn", r.certificate
          from training_record r join grid_worker w on w.id = r.grid_worker_id where r.voided_at is null and ${scope}
          order by w.account_id, r.completed_on, r.kind, r.id`,
        params,
      };
    },
  },
};

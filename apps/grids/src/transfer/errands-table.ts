import { errandBegun, errandCompleted, errandState, errandWithdrawn } from '@gridloom/contracts';
import type { StageWork, TransferTable } from '@gridloom/service-kit';
import { checkIdNumber, instantOn, shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { visitingRoles } from '../worker/grid-assignment.ts';
import { errandColumns } from './errand-columns.ts';
import { countActivity } from './counted-activity.ts';
import { countedRows, metricSql } from './counted-rows.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { refuseTwice, resolveIds, resolveResidents } from './stage-checks.ts';
import { errandKinds } from './template-lists.ts';

const from = 'from import_touched r join errand e on e.id = r.id';
const told = `'errandId', e.id, 'kindCode', e.kind_code, 'residentId', e.resident_id, 'gridId', e.grid_id, 'areaCode', e.area_code`;
const ended = `('COMPLETED', 'WITHDRAWN')`;
const day = `(s.begun_at at time zone 'Asia/Shanghai')::date`;
const known = 'from import_stage s join errand e on s.known and e.id = s.id where';

/** Finds the errands that are there, by id or by worker and number; what stays as it is says nothing of its end again. */
const findKnown = async (work: StageWork<Context>) => {
  const { sql } = work;
  await resolveIds(work, 'errand');
  await sql(
    `update import_stage s set id = e.id, known = true from errand e
     where s.given_id is null and e.worker_account_id = s.account_id and e.client_key = s.number`,
  );
  await refuseTwice(work, 'number', 'account_id::text || number');
  await sql('update import_stage set id_number_hash = null where known');
  await sql(
    `update import_stage s set status = null, completed_at = null, succeeded = null, withdrawn_at = null, note = null from errand e
     where s.known and e.id = s.id and coalesce(s.status, e.status) = e.status`,
  );
  await sql('select 1 from errand e join import_stage s on s.known and s.id = e.id order by e.id for update of e');
};

const judgeKnown = async ({ fault }: StageWork<Context>) => {
  await fault(
    'status',
    {
      zh: '只有已受理的代办可改为已办结或已撤回；已转办的请在系统中办理',
      en: 'only an errand that is BEGUN can be completed or withdrawn by a sheet; what was handed over goes on in the system',
    },
    `select s.n ${known} s.status is not null and (e.status <> 'BEGUN' or s.status not in ${ended})`,
  );
  await fault(
    'text',
    { zh: '已转办、已办结或已撤回的代办不能更改内容', en: 'the words of an errand change only while it is BEGUN' },
    `select s.n ${known} e.status <> 'BEGUN' and s.text is not null and s.text <> e.text`,
  );
  for (const [status, column] of [
    ['COMPLETED', 'completed_at'],
    ['COMPLETED', 'succeeded'],
    ['WITHDRAWN', 'withdrawn_at'],
    ['WITHDRAWN', 'note'],
  ] as const)
    await fault(
      column.replace('_at', 'At'),
      { zh: '不能为空', en: 'must not be empty' },
      `select n from import_stage where known and status = '${status}' and ${column} is null`,
    );
  for (const column of ['completed_at', 'withdrawn_at'])
    await fault(
      column.replace('_at', 'At'),
      { zh: '不能早于受理时间', en: 'must not lie before it was taken' },
      `select s.n ${known} s.${column} < e.begun_at`,
    );
};

/** What a new errand has to be: as one that is taken in the grid, and never at a department. */
const resolveNew = async (work: StageWork<Context>) => {
  const { sql, fault } = work;
  await resolveResidents(work);
  await sql('update import_stage s set household_id = p.household_id from resident p where p.id = s.resident_id');
  await fault(
    'idNumber',
    { zh: '该居民不属于任何一户', en: 'the resident belongs to no household' },
    'select n from import_stage where resident_id is not null and household_id is null',
  );
  await fault(
    'status',
    {
      zh: '转办须在系统中进行：以“已受理”导入，再转办给部门',
      en: 'an errand is handed over in the system: bring it in as begun, then hand it over',
    },
    `select n from import_stage where not known and status in ('HANDED_OVER', 'ANSWERED')`,
  );
  await fault(
    'account',
    { zh: '该网格员当时不在申请人所在网格任职', en: 'the worker had no role in the grid of the resident at that time' },
    `select s.n from import_stage s where not s.known and s.grid_id is not null and not exists (
       select 1 from grid_assignment a join grid_worker w on w.id = a.grid_worker_id where w.account_id = s.account_id
         and a.grid_id = s.grid_id and a.role = any($1::text[]) and a.since <= ${day} and (a.until is null or a.until > ${day}))`,
    [visitingRoles],
  );
};

/** The kind by code or label, and which of its documents were handed in on paper. */
const resolveKinds = async ({ sql, fault }: StageWork<Context>) => {
  await sql('update import_stage s set kind_code = e.kind_code from errand e where s.known and e.id = s.id');
  await sql(
    `update import_stage s set kind_code = k.code from (
       select w.word, min(k.code) as code from errand_kind k cross join lateral (select k.code union select k.label) w (word)
       group by w.word having count(*) = 1) k where not s.known and s.kind = k.word`,
  );
  await fault(
    'kind',
    { zh: '没有这个代办事项', en: 'there is no such kind of errand' },
    'select n from import_stage where kind is not null and kind_code is null',
  );
  await fault(
    'kind',
    { zh: '该代办事项已停用，不能再受理', en: 'this kind is retired: no errand of it is begun' },
    `select s.n from import_stage s join errand_kind k on k.code = s.kind_code
     where not s.known and k.retired_on is not null and s.status = 'BEGUN'`,
  );
  await sql(
    `update import_stage s set paper_documents = (
       select array_agg(distinct coalesce(d->>'code', '?')) from jsonb_array_elements_text(s.documents) word
       left join jsonb_array_elements(k.documents) d on word in (d->>'code', d->>'label'))
     from errand_kind k where k.code = s.kind_code and jsonb_array_length(s.documents) > 0`,
  );
  await fault(
    'documents',
    { zh: '应为该代办事项的材料', en: 'must be documents of that kind' },
    `select n from import_stage where '?' = any(paper_documents)`,
  );
  await fault(
    'documents',
    { zh: '已转办、已办结或已撤回的代办不能更改材料', en: 'documents change only while the errand is BEGUN' },
    `select s.n ${known} e.status <> 'BEGUN' and s.paper_documents is not null
       and s.paper_documents is distinct from e.paper_documents`,
  );
};

const followErrands = async (work: Pick<StageWork<Context>, 'context' | 'sql'>, doing: 'IMPORT' | 'UNDO') => {
  const { sql, context } = work;
  if (doing === 'IMPORT') {
    await sql(
      `insert into errand_entry (errand_id, position, step, at, by_account_id)
       select e.id, 1, 'BEGUN', e.begun_at, e.worker_account_id ${from} where r.inserted`,
    );
    await sql(
      `insert into errand_entry (errand_id, position, step, at, by_account_id, note)
       select e.id, (select max(b.position) + 1 from errand_entry b where b.errand_id = e.id), e.status,
         coalesce(e.completed_at, e.withdrawn_at), case when r.inserted then e.worker_account_id else $1::uuid end, s.note
       ${from} join import_stage s on s.id = e.id where e.status in ${ended} and r.was->>'status' is distinct from e.status`,
      [context.caller.kind === 'account' ? context.caller.accountId : null],
    );
  } else
    await sql(
      `delete from errand_entry n using import_touched r, errand e
       where not r.inserted and e.id = r.id and n.errand_id = e.id and n.step = r.was->>'status' and n.step <> e.status`,
    );
  await countActivity(
    work,
    doing,
    `select m.area_code, m.grid_id, (m.at at time zone 'Asia/Shanghai')::date::text as day, m.activity, count(*)::int as n from (
       select coalesce(e.area_code, r.was->>'area_code') as area_code, coalesce(e.grid_id, (r.was->>'grid_id')::uuid) as grid_id,
         a.activity, a.at
       from import_touched r left join errand e on e.id = r.id
       cross join lateral (values
         ('errands.begun', case when r.inserted then coalesce(e.begun_at, (r.was->>'begun_at')::timestamptz) end),
         ('errands.completed', case when (e.completed_at is null) <> (r.was->>'completed_at' is null)
           then coalesce(e.completed_at, (r.was->>'completed_at')::timestamptz) end)) a (activity, at)
     ) m where m.at is not null group by 1, 2, 3, 4`,
  );
};

/**
 * Applications made on behalf of residents (代办), with their numbers in the paper book: begun, or ended there. None is at a department by a
 * sheet: handing over makes a case, and is done in the system. One that is begun may be ended by a later sheet (ADR 33).
 */
export const errandsTable: TransferTable<Context> = {
  name: 'errands',
  title: { zh: '代办', en: 'Errands' },
  columns: errandColumns,
  lists: { kind: errandKinds },
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'number', type: 'text' },
      { name: 'kind', type: 'text' },
      { name: 'kind_code', type: 'text' },
      { name: 'id_number_hash', type: 'text' },
      { name: 'resident_id', type: 'uuid' },
      { name: 'household_id', type: 'uuid' },
      { name: 'area_code', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'text', type: 'text' },
      { name: 'consent_kind', type: 'text' },
      { name: 'consented_at', type: 'timestamptz' },
      { name: 'documents', type: 'jsonb' },
      { name: 'paper_documents', type: 'text[]' },
      { name: 'status', type: 'text' },
      { name: 'begun_at', type: 'timestamptz' },
      { name: 'account_id', type: 'uuid' },
      { name: 'completed_at', type: 'timestamptz' },
      { name: 'succeeded', type: 'boolean' },
      { name: 'withdrawn_at', type: 'timestamptz' },
      { name: 'note', type: 'text' },
    ],
    prepare: (context) => {
      const now = context.now();
      return (row, refuse) => {
        const { id, number, kind, idNumber, text, consentKind, consentedOn, documents, status, begunAt, account } =
          row as Record<string, string | undefined>;
        const { completedAt, withdrawnAt, note } = row as Record<string, string | undefined>;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        for (const [key, moment] of Object.entries({ begunAt, completedAt, withdrawnAt })) {
          if (moment === undefined) continue;
          if (new Date(moment) > now) refuse(key, { zh: '不能晚于现在', en: 'must not lie in the future' });
          if (begunAt !== undefined && moment < begunAt)
            refuse(key, { zh: '不能早于受理时间', en: 'must not lie before it was taken' });
        }
        const latest = shanghaiDay(begunAt === undefined ? now : new Date(begunAt));
        if (consentedOn !== undefined && consentedOn > latest)
          refuse('consentedOn', { zh: '不能晚于受理之日', en: 'must not lie after the day on which it was taken' });
        const needs: Readonly<Record<string, readonly string[]>> = {
          COMPLETED: ['completedAt', 'succeeded'],
          WITHDRAWN: ['withdrawnAt', 'note'],
        };
        if (id === undefined)
          for (const [of, keys] of Object.entries(needs))
            for (const key of keys) {
              if (status === of && row[key] === undefined) refuse(key, { zh: '不能为空', en: 'must not be empty' });
              if (status !== of && key !== 'note' && row[key] !== undefined)
                refuse(key, { zh: '与状态不符，应为空', en: 'does not go with the status; leave it empty' });
            }
        const identity = idNumber === undefined ? undefined : checkIdNumber(idNumber, context.today);
        if (identity && !identity.ok) refuse('idNumber', identity.explanation);
        const hash = identity?.ok === true ? context.numbers.hashIdNumber(identity.value) : undefined;
        const words = (documents ?? '').split(/[;；、\n]/).map((word) => word.trim());
        return [
          ...[id, number, kind, undefined, hash, undefined, undefined, undefined, undefined, text, consentKind],
          ...[consentedOn && instantOn(consentedOn), { json: words.filter((word) => word !== '') }, undefined],
          ...[status, begunAt, account, completedAt, row.succeeded, withdrawnAt, note],
        ];
      };
    },
    resolve: async (work) => {
      await findKnown(work);
      await judgeKnown(work);
      await resolveNew(work);
      await resolveKinds(work);
    },
    target: {
      table: 'errand',
      columns: [
        { name: 'kind_code', update: false },
        { name: 'resident_id', update: false },
        { name: 'household_id', update: false },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'text' },
        { name: 'consent_kind', update: false },
        { name: 'consented_at', update: false },
        { name: 'paper_documents' },
        { name: 'status' },
        { name: 'begun_at', update: false },
        { name: 'worker_account_id', value: 's.account_id', update: false },
        { name: 'completed_at' },
        { name: 'succeeded' },
        { name: 'withdrawn_at' },
        { name: 'client_key', value: 's.number', update: false },
      ],
      fingerprint: ['kind_code', 'resident_id', 'text', 'status', 'case_id', 'handed_over_at', 'paper_documents'],
      label: `'第' || i.n || '行代办'`,
    },
    figures: countedRows(
      `select e.area_code, e.grid_id, ${metricSql('errandsOpen')} as metric, count(*)::int as n ${from}
       where e.status not in ${ended} group by 1, 2`,
    ),
    follow: followErrands,
    events: [
      {
        event: errandBegun,
        of: 'INSERTED',
        select: `select e.id, e.version, e.area_code, jsonb_build_object(${told}) as data ${from}`,
      },
      ...(
        [
          [errandCompleted, 'COMPLETED'],
          [errandWithdrawn, 'WITHDRAWN'],
        ] as const
      ).map(([event, status]) => ({
        event,
        of: 'BOTH' as const,
        select: `select e.id, e.version, e.area_code, jsonb_build_object(${told}) as data ${from}
          and e.status = '${status}' and r.was->>'status' is distinct from e.status`,
      })),
      {
        event: errandState,
        of: 'BOTH',
        select: `select e.id, e.version, e.area_code,
          jsonb_build_object(${told}, 'status', e.status, 'caseId', e.case_id, 'succeeded', e.succeeded) as data ${from}`,
      },
    ],
    tombstones: [errandState],
    inUse: [
      {
        when: `exists (select 1 from stored_file f where f.subject like 'errand:' || t.id || ':%')`,
        explanation: { zh: '已补充材料', en: 'documents were added to it' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('受理时间', 'when it was begun'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'e.area_code', grid: 'e.grid_id', period: { moment: 'e.begun_at' } },
        params,
      );
      return {
        sql: `select e.id, e.client_key as number, k.label as kind, p.id_number_sealed, p.name, h.number as household, e.text,
            e.consent_kind as "consentKind", (e.consented_at at time zone 'Asia/Shanghai')::date::text as "consentedOn",
            array_to_string(e.paper_documents, '; ') as documents, e.status, e.begun_at as "begunAt", e.worker_account_id as account,
            e.handed_over_at as "handedOverAt", e.answered_at as "answeredAt", e.completed_at as "completedAt", e.succeeded,
            e.withdrawn_at as "withdrawnAt", n.note, e.area_code as "areaCode", e.grid_id as "gridId"
          from errand e join resident p on p.id = e.resident_id join errand_kind k on k.code = e.kind_code
          left join household h on h.id = e.household_id
          left join lateral (select note from errand_entry x where x.errand_id = e.id and x.step in ${ended} order by x.position desc limit 1) n on true
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

import { redact } from '@gridloom/access';
import { visitDemandRaised, visitDemandWorded, visitState } from '@gridloom/contracts';
import type { StageWork, TransferTable } from '@gridloom/service-kit';
import { checkIdNumber } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { MAX_DEMAND_TEXT, MAX_DEMANDS, MAX_PLACE } from '../visit/check-visit-input.ts';
import { bookNumberColumn, householdColumn, idColumn, nameToRead, residentColumn, workerColumn } from './columns.ts';
import { countActivity } from './counted-activity.ts';
import { countedRows, metricSql } from './counted-rows.ts';
import { exportScope, filtersOf } from './export-rows.ts';
import { refuseTwice, resolveHouseholds, resolveIds, sameMoment } from './stage-checks.ts';
import { toldOfVisit } from './visits-table.ts';

/** So many demands of one file become cases at most: no undo calls them back. */
export const MOST_CASES = 1_000;

const identity = `'visitDemandId', d.id, 'visitId', d.visit_id, 'householdId', d.household_id, 'residentId', d.resident_id,
  'gridId', d.grid_id, 'areaCode', d.area_code`;
const opened = 'from import_touched r join visit_demand d on d.id = r.id and d.settled_on is null';

/** Finds the demands that are there, by id or by their number in the book, and leaves alone where those lie. */
const findKnown = async (work: StageWork<Context>) => {
  const { sql } = work;
  await resolveIds(work, 'visit_demand');
  await sql('update import_stage set household = null, account_id = null, id_number_hash = null where known');
  await resolveHouseholds(work);
  await sql(
    `update import_stage s set id = d.id, known = true from visit_demand d
     where s.given_id is null and d.household_id = s.household_id and d.raised_by_account_id = s.account_id and d.client_key = s.number`,
  );
  await refuseTwice(work, 'number', 'household_id::text || account_id::text || number');
};

const judgeKnown = async ({ fault }: StageWork<Context>) => {
  const known = 'from import_stage s join visit_demand d on s.known and d.id = s.id where';
  await fault(
    'status',
    {
      zh: '该诉求已转为事件，办理结果以事件为准',
      en: 'this demand became a case; what became of it stands in the case',
    },
    `select s.n ${known} d.settled_on is null and (s.status = 'SETTLED' or s.settled_on is not null or s.outcome is not null)`,
  );
  await fault(
    'status',
    { zh: '已办结的诉求不能通过导入转为事件', en: 'what was settled does not become a case by an import' },
    `select s.n ${known} d.settled_on is not null and s.status = 'CASE'`,
  );
  for (const column of ['text', 'place'])
    await fault(
      column,
      { zh: '该诉求已转为事件，内容不能更改', en: 'this demand became a case; its words cannot be changed' },
      `select s.n ${known} d.settled_on is null and s.${column} is not null and s.${column} is distinct from d.${column}`,
    );
  await fault(
    'settledOn',
    { zh: '不能早于提出之日', en: 'must not lie before it was raised' },
    `select s.n ${known} s.settled_on < (d.raised_at at time zone 'Asia/Shanghai')::date`,
  );
};

/** The visit on which a new demand was heard, and whose it is: as a visit that is recorded. */
const resolveNew = async ({ sql, fault }: StageWork<Context>) => {
  // The household first, as everybody does who writes visits of it.
  await sql(
    'select 1 from household h where h.id in (select household_id from import_stage where not known) order by h.id for update',
  );
  await sql(
    `update import_stage s set visit_id = v.id, raised_at = v.recorded_at from visit v join grid_worker w on w.id = v.grid_worker_id
     where not s.known and v.household_id = s.household_id and w.account_id = s.account_id and v.voided_at is null
       and ${sameMoment('v.recorded_at', 's.recorded_at')}`,
  );
  await fault(
    'recordedAt',
    {
      zh: '该网格员此时没有走访本户的记录（或已作废）；请先导入走访记录',
      en: 'there is no visit of the household by this worker at that time, or it is void; bring in the visits first',
    },
    'select n from import_stage where not known and household_id is not null and account_id is not null and recorded_at is not null and visit_id is null',
  );
  await sql(
    `update import_stage s set resident_id = r.id from resident r
     where not s.known and r.household_id = s.household_id and r.departed_on is null
       and case when s.id_number_hash is null then r.relation = 'HEAD' else r.id_number_hash = s.id_number_hash end`,
  );
  await sql(
    `update import_stage s set resident_id = r.id from resident r join resident_former_household f on f.resident_id = r.id
     where not s.known and s.resident_id is null and f.household_id = s.household_id and r.id_number_hash = s.id_number_hash`,
  );
  await fault(
    'idNumber',
    {
      zh: '应为该户成员；该户没有户主时必须填写',
      en: 'must be of a member of the household; it must be given where the household has no head',
    },
    'select n from import_stage where not known and household_id is not null and resident_id is null',
  );
  await fault(
    'settledOn',
    { zh: '不能早于走访之日', en: 'must not lie before the visit' },
    `select n from import_stage where not known and settled_on < (raised_at at time zone 'Asia/Shanghai')::date`,
  );
  await sql(
    `update import_stage s set position = o.position from (
       select s.n, coalesce((select max(d.position) from visit_demand d where d.visit_id = s.visit_id), 0)
         + row_number() over (partition by s.visit_id order by s.n)::int as position
       from import_stage s where not s.known and s.visit_id is not null
     ) o where o.n = s.n`,
  );
  await fault(
    'recordedAt',
    {
      zh: `一次走访最多 ${String(MAX_DEMANDS)} 条诉求`,
      en: `a visit has ${String(MAX_DEMANDS)} demands at most`,
    },
    'select n from import_stage where not known and position > $1',
    [MAX_DEMANDS],
  );
  await fault(
    'status',
    {
      zh: `一个文件最多 ${String(MOST_CASES)} 条转为事件`,
      en: `${String(MOST_CASES)} demands of one file become cases at most`,
    },
    `select n from (select n, row_number() over (order by n) as nth from import_stage where not known and status = 'CASE') s where nth > $1`,
    [MOST_CASES],
  );
};

const followDemands = async (work: Pick<StageWork<Context>, 'context' | 'sql'>, doing: 'IMPORT' | 'UNDO') => {
  const { sql } = work;
  await sql(
    `create temporary table touched_visit on commit drop as
     select distinct coalesce(d.visit_id, (r.was->>'visit_id')::uuid) as id, false as inserted
     from import_touched r left join visit_demand d on d.id = r.id where r.inserted`,
  );
  await sql('select 1 from visit v join touched_visit r on r.id = v.id order by v.id for update of v');
  await sql(
    `update visit v set version = v.version + 1,
       demand_count = (select count(*)::int from visit_demand d where d.visit_id = v.id)
     from touched_visit r where r.id = v.id`,
  );
  await countActivity(
    work,
    doing,
    `select m.area_code, m.grid_id, m.day::text as day, 'demands' as activity, count(*)::int as n from (
       select coalesce(d.area_code, r.was->>'area_code') as area_code, coalesce(d.grid_id, (r.was->>'grid_id')::uuid) as grid_id,
         (coalesce(d.raised_at, (r.was->>'raised_at')::timestamptz) at time zone 'Asia/Shanghai')::date as day
       from import_touched r left join visit_demand d on d.id = r.id where r.inserted
     ) m group by 1, 2, 3`,
  );
};

/**
 * What residents asked for on visits (走访诉求): those of paper books, each with its number there, beside a visit that is known. One that was
 * settled is a record alone; one that is still open becomes a case, as if it had been raised today, and no undo calls it back (ADR 33).
 */
export const visitDemandsTable: TransferTable<Context> = {
  name: 'visitDemands',
  title: { zh: '走访诉求', en: 'Demands on visits' },
  columns: [
    idColumn,
    bookNumberColumn({
      zh: '纸质登记簿中的编号；同一网格员在同一户的编号不重复，再次导入不会重复登记',
      en: 'the number in the paper book, each once for a worker and household: the same number is the same demand',
    }),
    householdColumn,
    workerColumn,
    {
      key: 'recordedAt',
      heading: { zh: '走访时间', en: 'Visit recorded at' },
      kind: 'moment',
      required: true,
      hint: { zh: '须已有这次走访的记录', en: 'of a visit that is recorded' },
    },
    {
      ...residentColumn,
      required: false,
      hint: { zh: '诉求人；留空则为户主', en: 'of whoever asks; left empty: the head of the household' },
    },
    nameToRead({ zh: '诉求人', en: 'Raised for' }),
    {
      key: 'text',
      heading: { zh: '诉求内容', en: 'Text' },
      kind: 'text',
      longest: MAX_DEMAND_TEXT,
      required: true,
      mask: 'TEXT',
    },
    { key: 'place', heading: { zh: '地点', en: 'Place' }, kind: 'text', longest: MAX_PLACE, mask: 'ADDRESS' },
    {
      key: 'status',
      heading: { zh: '办理情况', en: 'How far it is' },
      kind: 'choice',
      required: true,
      choices: [
        { value: 'SETTLED', label: { zh: '已办结', en: 'settled' } },
        { value: 'CASE', label: { zh: '转为事件', en: 'becomes a case' } },
      ],
      hint: {
        zh: `“转为事件”：导入时即生成事件交由办理，办理时限自导入时起算，撤销导入不能收回，一个文件最多 ${String(MOST_CASES)} 条；“已办结”：只作记录`,
        en: `"becomes a case": the import makes a case of it, whose time limit begins then; no undo takes it back; ${String(MOST_CASES)} of a file at most. "settled": a record alone`,
      },
    },
    {
      key: 'settledOn',
      heading: { zh: '办结日期', en: 'Settled on' },
      kind: 'day',
      hint: { zh: '“已办结”必填', en: 'needed for what is settled' },
    },
    { key: 'outcome', heading: { zh: '办理结果', en: 'Outcome' }, kind: 'text', longest: 500, mask: 'TEXT' },
  ],
  import: {
    permission: 'IMPORT_DATA',
    stage: [
      { name: 'given_id', type: 'uuid' },
      { name: 'number', type: 'text' },
      { name: 'household', type: 'text' },
      { name: 'household_id', type: 'uuid' },
      { name: 'area_code', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'account_id', type: 'uuid' },
      { name: 'recorded_at', type: 'timestamptz' },
      { name: 'id_number_hash', type: 'text' },
      { name: 'text', type: 'text' },
      { name: 'place', type: 'text' },
      { name: 'status', type: 'text' },
      { name: 'settled_on', type: 'date' },
      { name: 'outcome', type: 'text' },
      { name: 'told_text', type: 'text' },
      { name: 'told_place', type: 'text' },
      { name: 'visit_id', type: 'uuid' },
      { name: 'raised_at', type: 'timestamptz' },
      { name: 'resident_id', type: 'uuid' },
      { name: 'position', type: 'int' },
    ],
    prepare: ({ today, numbers, now }) => {
      const latest = now();
      return (row, refuse) => {
        const { id, number, household, account, recordedAt, idNumber, text, place, status, settledOn, outcome } =
          row as Record<string, string | undefined>;
        if (id !== undefined && !isUuid(id)) refuse('id', { zh: '不是系统编号', en: 'is no record id' });
        if (account !== undefined && !isUuid(account))
          refuse('account', { zh: '应为账号编号（UUID）', en: 'must be the id of an account, a UUID' });
        if (recordedAt !== undefined && new Date(recordedAt) > latest)
          refuse('recordedAt', { zh: '不能晚于现在', en: 'must not lie in the future' });
        if (settledOn !== undefined && settledOn > today)
          refuse('settledOn', { zh: '不能晚于今天', en: 'must not lie in the future' });
        if (status === 'SETTLED' && settledOn === undefined && id === undefined)
          refuse('settledOn', { zh: '已办结的须填办结日期', en: 'is needed for what is settled' });
        if (status === 'CASE')
          for (const [key, value] of Object.entries({ settledOn, outcome }))
            if (value !== undefined)
              refuse(key, { zh: '转为事件的不填，由事件办理', en: 'is left empty where it becomes a case' });
        const identity = idNumber === undefined ? undefined : checkIdNumber(idNumber, today);
        if (identity && !identity.ok) refuse('idNumber', identity.explanation);
        const hash = identity?.ok === true ? numbers.hashIdNumber(identity.value) : undefined;
        const told = status === 'CASE' ? [text, place].map((word) => word && redact(word)) : [undefined, undefined];
        return [
          ...[id, number, household, undefined, undefined, undefined, account, recordedAt, hash, text, place, status],
          ...[settledOn, outcome, ...told, undefined, undefined, undefined, undefined],
        ];
      };
    },
    resolve: async (work) => {
      await findKnown(work);
      await judgeKnown(work);
      await resolveNew(work);
    },
    target: {
      table: 'visit_demand',
      columns: [
        { name: 'visit_id', update: false },
        { name: 'household_id', update: false },
        { name: 'resident_id', update: false },
        { name: 'grid_id', update: false },
        { name: 'area_code', update: false },
        { name: 'position', update: false },
        { name: 'text' },
        { name: 'place' },
        { name: 'raised_by_account_id', value: 's.account_id', update: false },
        { name: 'raised_at', update: false },
        { name: 'client_key', value: 's.number', update: false },
        { name: 'settled_on' },
        { name: 'outcome' },
      ],
      fingerprint: ['visit_id', 'resident_id', 'text', 'place', 'client_key', 'settled_on', 'outcome'],
      label: `'第' || i.n || '行诉求'`,
    },
    figures: countedRows(
      `select d.area_code, d.grid_id, ${metricSql('demands')} as metric, count(*)::int as n
       from import_touched r join visit_demand d on d.id = r.id group by 1, 2`,
    ),
    follow: followDemands,
    events: [
      {
        event: visitDemandRaised,
        of: 'INSERTED',
        select: `select d.id, d.version, d.area_code, jsonb_build_object(${identity}, 'clientKey', d.client_key) as data ${opened}`,
      },
      {
        event: visitDemandWorded,
        of: 'INSERTED',
        select: `select d.id, d.version, d.area_code, jsonb_build_object(${identity}, 'text', s.told_text, 'place', s.told_place,
          'raisedByAccountId', d.raised_by_account_id) as data ${opened} join import_stage s on s.id = d.id`,
      },
      {
        event: visitState,
        of: 'BOTH',
        select: `select v.id, v.version, v.area_code, ${toldOfVisit} as data from touched_visit r join visit v on v.id = r.id`,
      },
    ],
    inUse: [
      {
        when: 't.settled_on is null',
        explanation: { zh: '已转为事件，请对事件作废', en: 'it became a case; declare that void instead' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: filtersOf('提出时间', 'when it was raised'),
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = exportScope(
        context,
        filter,
        { area: 'd.area_code', grid: 'd.grid_id', period: { moment: 'd.raised_at' } },
        params,
      );
      return {
        sql: `select d.id, d.client_key as number, h.number as household, w.account_id as account, v.recorded_at as "recordedAt",
            p.id_number_sealed, p.name, d.text, d.place, case when d.settled_on is null then 'CASE' else 'SETTLED' end as status,
            d.settled_on::text as "settledOn", d.outcome, d.area_code as "areaCode", d.grid_id as "gridId"
          from visit_demand d join visit v on v.id = d.visit_id join household h on h.id = d.household_id
          join resident p on p.id = d.resident_id join grid_worker w on w.id = v.grid_worker_id
          where ${scope} order by d.raised_at, d.visit_id, d.position, d.id`,
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

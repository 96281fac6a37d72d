import { serviceItemAdmitted, serviceItemState } from '@gridloom/contracts';
import { addJobs, type StageWork, type TransferTable } from '@gridloom/service-kit';
import { instantOn, shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { turnItemOrder } from '../service-item/turn-item.ts';
import { areaColumn, areaScope, refuseTwice, resolveAreas, resolveBody } from './columns.ts';
import { parseAssistants, resolveAssistants } from './item-assistants.ts';

type Work = Pick<StageWork<Context>, 'context' | 'sql'>;

const codeForm = /^[A-Z0-9][A-Z0-9_-]{1,63}$/u;
const content = [
  ...[
    'name',
    'sponsor_id',
    'duty_id',
    'legal_basis',
    'lead_does',
    'grid_does',
    'assistants',
    'funds',
    'staff',
    'powers',
  ],
  ...['valid_from', 'valid_until'],
] as const;
const told = (
  extra = '',
) => `select i.id, i.version + i.amendments as version, i.area_code, jsonb_build_object('serviceItemId', i.id,
  'code', i.code, 'name', i.name, 'sponsorId', i.sponsor_id, 'version', i.version, 'validFrom', i.valid_from, 'validUntil', i.valid_until${extra}) as data
  from import_touched r join service_item i on i.id = r.id`;

/** What an item says, as its proposal has it. */
const proposed = `jsonb_strip_nulls(jsonb_build_object('name', i.name, 'sponsorId', i.sponsor_id, 'dutyId', i.duty_id, 'legalBasis', i.legal_basis,
  'leadDoes', i.lead_does, 'gridDoes', i.grid_does, 'assistants', i.assistants, 'funds', i.funds, 'staff', i.staff, 'powers', i.powers,
  'temporary', false, 'validFrom', i.valid_from, 'validUntil', i.valid_until))`;

/** An item of a sheet is admitted like any other: by a proposal that the importer decides, with its first version. */
const admit = async ({ context, sql }: Work): Promise<void> => {
  const account = context.caller.kind === 'account' ? context.caller.accountId : null;
  const now = context.now();
  const inserted = `from import_touched r join service_item i on i.id = r.id join import_stage s on s.id = r.id where r.inserted`;
  await sql(
    `insert into service_item_proposal (id, kind, status, revision, area_code, sponsor_id, service_item_id, code, content, effective_on,
       reason, temporary, proposed_by_account_id, proposed_at, decided_by_account_id, decided_at, decision_reason, step_count)
     select s.proposal_id, 'ADMIT', 'ADMITTED', 1, i.area_code, i.sponsor_id, i.id, i.code, ${proposed}, i.valid_from,
       $3, false, $1::uuid, $2::timestamptz, $1::uuid, $2::timestamptz, $3, 0 ${inserted}`,
    [account, now, context.say({ zh: '由清单表格导入', en: 'brought in with the list as a sheet' })],
  );
  await sql(
    `insert into service_item_version (service_item_id, version, ${content.join(', ')}, proposal_id, admitted_at)
     select i.id, 1, ${content.map((name) => `i.${name}`).join(', ')}, s.proposal_id, $1::timestamptz ${inserted}`,
    [now],
  );
  const turns = await sql(
    `select i.id::text, d.day::text ${inserted.replace('where', 'cross join lateral (values (i.valid_from), (i.valid_until)) d (day) where d.day > $1::date and')}`,
    [shanghaiDay(context.now())],
  );
  await addJobs(
    sql,
    turns.map(({ id, day }) => turnItemOrder(id as string, day as string, instantOn(day as string))),
  );
};

const takeBack = async ({ sql }: Work): Promise<void> => {
  for (const table of ['service_item_version', 'service_item_proposal'])
    await sql(`delete from ${table} t using import_touched r where r.inserted and t.service_item_id = r.id`);
};

const words = (key: string, zh: string, en: string, longest = 1_000, hint?: { zh: string; en: string }) =>
  ({ key, heading: { zh, en }, kind: 'text', longest, ...(hint ? { hint } : {}) }) as const;

/**
 * The list of service items (网格事项清单) as a sheet: new items come in as admitted; what is on the list already is changed and
 * withdrawn by a proposal alone, so that a row that says otherwise is faulty.
 */
export const serviceItemsTable: TransferTable<Context> = {
  name: 'serviceItems',
  title: { zh: '网格事项清单', en: 'Service items' },
  columns: [
    { ...words('code', '事项编码', 'Item code', 64), required: true },
    { ...words('name', '事项名称', 'Name', 200), required: true },
    areaColumn,
    {
      ...words('sponsor', '牵头单位', 'Department', 200, { zh: '单位名称或标识', en: 'name or id of the body' }),
      required: true,
    },
    {
      ...words('duty', '所属职责', 'Duty', 200, { zh: '职责编码或名称', en: 'code or name of the duty' }),
      required: true,
    },
    words('legalBasis', '依据', 'Legal basis'),
    words('leadDoes', '牵头单位职责', 'What the department does'),
    words('gridDoes', '网格职责', 'What the grid does'),
    words('assistants', '配合单位', 'Assistants', 4_000, {
      zh: '如 公安局:维持秩序; 水利局:查明原因',
      en: 'e.g. police: keep order; water bureau: find the cause',
    }),
    words('funds', '经费保障', 'Funds'),
    words('staff', '人员保障', 'Staff'),
    words('powers', '权限下放', 'Powers'),
    { key: 'validFrom', heading: { zh: '生效日', en: 'Valid from' }, kind: 'day', required: true },
    { key: 'validUntil', heading: { zh: '失效日', en: 'Valid until' }, kind: 'day' },
  ],
  import: {
    permission: 'DECIDE_SERVICE_ITEM',
    stage: [
      ...['code', 'name', 'area', 'area_code', 'sponsor'].map((name) => ({ name, type: 'text' })),
      { name: 'sponsor_id', type: 'uuid' },
      { name: 'duty', type: 'text' },
      { name: 'duty_id', type: 'uuid' },
      ...['legal_basis', 'lead_does', 'grid_does'].map((name) => ({ name, type: 'text' })),
      { name: 'assistants', type: 'jsonb' },
      ...['funds', 'staff', 'powers'].map((name) => ({ name, type: 'text' })),
      { name: 'valid_from', type: 'date' },
      { name: 'valid_until', type: 'date' },
      { name: 'proposal_id', type: 'uuid' },
    ],
    prepare: (context) => (row, refuse) => {
      const v = row as Record<string, string | undefined>;
      if (v.code !== undefined && !codeForm.test(v.code))
        refuse('code', { zh: '2 到 64 位大写字母、数字、连字符', en: 'has 2 to 64 capitals, digits and hyphens' });
      if (v.validFrom !== undefined && v.validUntil !== undefined && v.validUntil <= v.validFrom)
        refuse('validUntil', { zh: '须晚于生效日', en: 'must be after it begins' });
      const assistants = parseAssistants(v.assistants, refuse);
      return [
        ...[
          v.code,
          v.name?.trim(),
          v.area,
          undefined,
          v.sponsor,
          undefined,
          v.duty,
          undefined,
          v.legalBasis,
          v.leadDoes,
        ],
        ...[v.gridDoes, assistants && { json: assistants }, v.funds, v.staff, v.powers, v.validFrom, v.validUntil],
        context.newId(),
      ];
    },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      await sql('lock table service_item in share row exclusive mode');
      await resolveAreas(work);
      await resolveBody(work, { word: 'sponsor', column: 'sponsor_id', key: 'sponsor' }, shanghaiDay(context.now()));
      await resolveAssistants(work);
      await sql(
        `update import_stage s set duty_id = d.id from (
           select w.word, l.area_code, min(y.id::text)::uuid as id from duty y join duty_list l on l.id = y.duty_list_id
           cross join lateral (values (y.code), (y.name)) w (word) where y.retired_on is null
           group by w.word, l.area_code having count(distinct y.id) = 1) d
         join area_view v on true
         where v.code = s.area_code and (d.area_code = v.code or d.area_code = any(v.ancestors)) and d.word = s.duty`,
      );
      await fault(
        'duty',
        { zh: '职责清单中没有这项职责', en: 'no duty list has this duty' },
        'select n from import_stage where duty is not null and area_code is not null and duty_id is null',
      );
      await sql(`update import_stage s set id = i.id, known = true from service_item i where i.code = s.code`);
      await refuseTwice(work, 'code', 'code');
      const said = content
        .map((name) => `(s.${name} is not null and s.${name} is distinct from i.${name})`)
        .join(' or ');
      await fault(
        'code',
        {
          zh: '清单中已有此编码，内容不同；变更和退出请走准入流程',
          en: 'the list has this code with another content: it is changed or withdrawn by a proposal',
        },
        `select s.n from import_stage s join service_item i on s.known and i.id = s.id where ${said} or i.area_code <> s.area_code`,
      );
      await fault(
        'code',
        { zh: '此编码正在申请准入', en: 'this code is being proposed' },
        `select s.n from import_stage s join service_item_proposal p on p.code = s.code
         where not s.known and p.status in ('SUBMITTED', 'HEARING', 'CHANGES_ASKED')`,
      );
    },
    target: {
      table: 'service_item',
      versioned: false,
      columns: [
        { name: 'version', value: '1', update: false },
        { name: 'code', update: false },
        { name: 'area_code', update: false },
        ...content.map((name) => ({
          name,
          value: name === 'assistants' ? `coalesce(s.assistants, '[]')` : `s.${name}`,
          update: false,
        })),
      ],
      fingerprint: ['version', 'amendments', 'code', 'withdrawn_on', ...content],
      label: 't.code',
    },
    follow: (work, doing) => (doing === 'IMPORT' ? admit(work) : takeBack(work)),
    events: [
      {
        event: serviceItemAdmitted,
        of: 'INSERTED',
        select: `${told(`, 'proposalId', s.proposal_id`)} join import_stage s on s.id = r.id`,
      },
      { event: serviceItemState, of: 'BOTH', select: told() },
    ],
    tombstones: [serviceItemState],
    inUse: [
      {
        when: 'exists (select 1 from case_file c where c.service_item_code = t.code)',
        explanation: { zh: '已有此事项的事件', en: 'there are cases under it' },
      },
      {
        when: `exists (select 1 from deadline_rule d where d.service_item_code = t.code)
          or (select count(*) from service_item_proposal p where p.code = t.code) > 1`,
        explanation: { zh: '已有此事项的时限规则或申请', en: 'a deadline rule or a proposal speaks of it' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = areaScope(context, filter, 'i.area_code', params);
      return {
        sql: `select i.code, i.name, i.area_code as area, coalesce(o.name, i.sponsor_id::text) as sponsor, d.code as duty,
            i.legal_basis as "legalBasis", i.lead_does as "leadDoes", i.grid_does as "gridDoes", i.funds, i.staff, i.powers,
            (select string_agg(coalesce(b.name, a.x->>'organizationId') || ':' || (a.x->>'does'), '; ' order by a.n)
             from jsonb_array_elements(i.assistants) with ordinality a (x, n)
             left join organization_view b on b.id = (a.x->>'organizationId')::uuid) as assistants,
            i.valid_from::text as "validFrom", i.valid_until::text as "validUntil"
          from service_item i join duty d on d.id = i.duty_id left join organization_view o on o.id = i.sponsor_id
          where ${scope} order by i.code`,
        params,
      };
    },
  },
};

import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { AnswerKind, PhotoRule } from '../rules/checklist.ts';
import { checklistItemProblem, MAX_ITEMS } from '../rules/put-visit-checklist.ts';
import { wholeList } from './export-rows.ts';
import { liveProblems } from './live-problem.ts';
import { refuseTwice } from './stage-checks.ts';

const rowId = (alias: string) => `md5(${alias}.checklist_version::text || ' ' || ${alias}.item)::uuid`;
const written = ['label', 'verifies_data', 'answer_kind', 'unit', 'minimum', 'maximum', 'required', 'photo'];
const choicesOf = (alias: string) => `array(select jsonb_array_elements_text(${alias}.choices))`;

/**
 * What is looked at on visits (走访清单), item by item: a version is known by its first day, and one that is published never changes. The
 * rows of a sheet that have a new first day are a new version, in their order.
 */
export const visitChecklistsTable: TransferTable<Context> = {
  name: 'visitChecklists',
  title: { zh: '走访清单', en: 'Visit checklists' },
  columns: [
    { key: 'validFrom', heading: { zh: '生效日期', en: 'Valid from' }, kind: 'day', required: true },
    {
      key: 'item',
      heading: { zh: '项目代码', en: 'Item' },
      kind: 'text',
      longest: 40,
      required: true,
      hint: { zh: '大写字母开头，A–Z、0–9、_', en: 'in capitals: A–Z, 0–9 and _' },
    },
    { key: 'label', heading: { zh: '项目名称', en: 'Label' }, kind: 'text', longest: 60, required: true },
    { key: 'verifiesData', heading: { zh: '核实信息', en: 'Verifies data' }, kind: 'flag' },
    {
      key: 'answerKind',
      heading: { zh: '回答方式', en: 'Kind of answer' },
      kind: 'choice',
      choices: [
        { value: 'IN_ORDER', label: { zh: '是否合格', en: 'in order' } },
        { value: 'YES_NO', label: { zh: '是否', en: 'yes or no' } },
        { value: 'CHOICE', label: { zh: '选择', en: 'choice' } },
        { value: 'NUMBER', label: { zh: '数值', en: 'number' } },
        { value: 'TEXT', label: { zh: '文字', en: 'text' } },
      ],
    },
    {
      key: 'choices',
      heading: { zh: '选项', en: 'Choices' },
      kind: 'text',
      longest: 1_500,
      hint: { zh: '多个以分号隔开，仅选择题填写', en: 'several with ; between, for a choice alone' },
    },
    { key: 'unit', heading: { zh: '单位', en: 'Unit' }, kind: 'text', longest: 20 },
    { key: 'minimum', heading: { zh: '最小值', en: 'Minimum' }, kind: 'number' },
    { key: 'maximum', heading: { zh: '最大值', en: 'Maximum' }, kind: 'number' },
    { key: 'required', heading: { zh: '必查', en: 'Required' }, kind: 'flag' },
    {
      key: 'photo',
      heading: { zh: '照片', en: 'Photo' },
      kind: 'choice',
      choices: [
        { value: 'NONE', label: { zh: '不需要', en: 'none' } },
        { value: 'OPTIONAL', label: { zh: '可附', en: 'optional' } },
        { value: 'IF_NOT_IN_ORDER', label: { zh: '不合格时附', en: 'if not in order' } },
        { value: 'ALWAYS', label: { zh: '必附', en: 'always' } },
      ],
    },
  ],
  import: {
    permission: 'MANAGE_FIELD_RULES',
    stage: [
      { name: 'valid_from', type: 'date' },
      { name: 'checklist_version', type: 'int' },
      { name: 'position', type: 'int' },
      { name: 'item', type: 'text' },
      { name: 'label', type: 'text' },
      { name: 'verifies_data', type: 'boolean' },
      { name: 'answer_kind', type: 'text' },
      { name: 'choices', type: 'jsonb' },
      { name: 'unit', type: 'text' },
      { name: 'minimum', type: 'float8' },
      { name: 'maximum', type: 'float8' },
      { name: 'required', type: 'boolean' },
      { name: 'photo', type: 'text' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      return (row, refuse) => {
        const { validFrom, item, label, unit } = row as Record<string, string | undefined>;
        const words = ((row.choices as string | undefined) ?? '').split(/[;；\n]/).map((word) => word.trim());
        const choices = words.filter((word) => word !== '');
        const answerKind = (row.answerKind as AnswerKind | undefined) ?? 'IN_ORDER';
        const { minimum, maximum } = row as Record<string, number | undefined>;
        const checked = { item: item ?? 'X', label: label ?? 'x', answerKind, choices, minimum, maximum };
        judge(refuse, (said) => checklistItemProblem(said, 'input', checked));
        const photo = (row.photo as PhotoRule | undefined) ?? 'NONE';
        return [
          ...[validFrom, undefined, undefined, item, label, row.verifiesData === true, answerKind],
          ...[{ json: choices }, unit, minimum, maximum, row.required === true, photo],
        ];
      };
    },
    resolve: async (work) => {
      const { sql, fault, allRight, context } = work;
      await sql('select id from county_rule for update');
      await sql(
        'update import_stage s set checklist_version = c.version from visit_checklist c where c.valid_from = s.valid_from',
      );
      await sql(
        `update import_stage s set id = ${rowId('s')}, known = true from visit_checklist_item i
         where i.checklist_version = s.checklist_version and i.item = s.item`,
      );
      await refuseTwice(work, 'item', `valid_from::text || ' ' || item`);
      await fault(
        'item',
        {
          zh: '该版清单已发布，不能增改项目；请以新的生效日期另立一版',
          en: 'that version is published and never changes; give a new first day for a new version',
        },
        `select s.n from import_stage s left join visit_checklist_item i on i.checklist_version = s.checklist_version and i.item = s.item
         where s.checklist_version is not null and (i.item is null or ${choicesOf('s')} is distinct from i.choices
           or ${written.map((name) => `s.${name} is distinct from i.${name}`).join(' or ')})`,
      );
      await fault(
        'validFrom',
        {
          zh: '新版须自今天或以后生效，且晚于已有各版',
          en: 'a new version begins today or later, and after all others',
        },
        `select n from import_stage where checklist_version is null
           and (valid_from < $1::date or valid_from <= (select max(valid_from) from visit_checklist))`,
        [context.today],
      );
      await fault(
        'item',
        { zh: `一版至多 ${String(MAX_ITEMS)} 项`, en: `a version has ${String(MAX_ITEMS)} items at most` },
        `select n from (select n, row_number() over (partition by valid_from order by n) as nth from import_stage
           where checklist_version is null) s where nth > $1`,
        [MAX_ITEMS],
      );
      await sql(
        `update import_stage s set position = o.position,
           checklist_version = (select coalesce(max(c.version), 0) from visit_checklist c) + o.rank
         from (select n, row_number() over (partition by valid_from order by n)::int as position, dense_rank() over (order by valid_from)::int as rank
           from import_stage where checklist_version is null) o where o.n = s.n`,
      );
      await sql(`update import_stage s set id = ${rowId('s')} where not known`);
      if (!allRight()) return;
      await sql(
        `insert into visit_checklist (version, valid_from, made_by_account_id, made_at)
         select distinct s.checklist_version, s.valid_from, $1::uuid, $2::timestamptz from import_stage s where not s.known`,
        [context.caller.kind === 'account' ? context.caller.accountId : null, context.now()],
      );
    },
    target: {
      table: 'visit_checklist_item',
      rowId: rowId('t'),
      versioned: false,
      columns: [
        { name: 'checklist_version', update: false },
        { name: 'position', update: false },
        { name: 'item', update: false },
        { name: 'choices', value: choicesOf('s'), update: false },
        ...written.map((name) => ({ name, update: false })),
      ],
      label: 't.item',
    },
    follow: async ({ sql }, doing) => {
      if (doing === 'UNDO')
        await sql(
          `delete from visit_checklist c where c.version in (select (was->>'checklist_version')::int from import_touched where inserted)
             and not exists (select 1 from visit_checklist_item i where i.checklist_version = c.version)`,
        );
    },
    inUse: [
      {
        when: 'exists (select 1 from visit v where v.checklist_version = t.checklist_version)',
        explanation: { zh: '已有按此清单的走访', en: 'visits went by it' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: wholeList,
    select: () => ({
      sql: `select c.valid_from::text as "validFrom", i.item, i.label, i.verifies_data as "verifiesData", i.answer_kind as "answerKind",
          nullif(array_to_string(i.choices, '; '), '') as choices, i.unit, i.minimum, i.maximum, i.required, i.photo
        from visit_checklist_item i join visit_checklist c on c.version = i.checklist_version order by c.valid_from, i.position`,
      params: [],
    }),
  },
};

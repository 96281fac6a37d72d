import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { trainingKindProblem } from '../training/put-training-kind.ts';
import type { GridRole } from '../worker/grid-assignment.ts';
import { gridRoleChoices } from './columns.ts';
import { codeColumn, codeRowId, labelColumn, resolveCodes, retiredColumn } from './county-lists.ts';
import { wholeList } from './export-rows.ts';
import { liveProblems } from './live-problem.ts';

const roleOf = (word: string) =>
  gridRoleChoices.find(({ value, label }) => [value, label.zh, label.en].includes(word))?.value as GridRole | undefined;

const parseRoles = (text: string) =>
  text
    .split(/[;；、\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map(roleOf);

const roleNames = `case r ${gridRoleChoices.map(({ value, label }) => `when '${value}' then '${label.zh}'`).join(' ')} end`;

/** Kinds of training (培训种类), the county's own list: one is known by its code; records keep the validity they were made with. */
export const trainingKindsTable: TransferTable<Context> = {
  name: 'trainingKinds',
  title: { zh: '培训种类', en: 'Kinds of training' },
  columns: [
    codeColumn,
    labelColumn,
    {
      key: 'validMonths',
      heading: { zh: '有效月数', en: 'Valid for months' },
      kind: 'number',
      whole: true,
      hint: { zh: '长期有效则留空', en: 'leave empty where it holds for good' },
    },
    {
      key: 'requiredRoles',
      heading: { zh: '须参加的职务', en: 'Needed by roles' },
      kind: 'text',
      longest: 200,
      hint: { zh: '如 专职网格员; 网格长', en: 'e.g. full-time; grid head' },
    },
    retiredColumn,
  ],
  import: {
    permission: 'MANAGE_WORKFORCE_RULES',
    stage: [
      { name: 'code', type: 'text' },
      { name: 'label', type: 'text' },
      { name: 'valid_months', type: 'int' },
      { name: 'roles', type: 'jsonb' },
      { name: 'retired', type: 'boolean' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      return (row, refuse) => {
        const { code, label, requiredRoles, retired } = row as Record<string, string | undefined>;
        const validMonths = row.validMonths as number | undefined;
        const found = requiredRoles === undefined ? undefined : parseRoles(requiredRoles);
        const roles = found?.flatMap((role) => role ?? []) ?? [];
        if (found && roles.length < found.length)
          refuse('requiredRoles', {
            zh: `应为：${gridRoleChoices.map((role) => role.label.zh).join('、')}`,
            en: `must be some of: ${gridRoleChoices.map((role) => role.label.en).join('; ')}`,
          });
        const checked = { code: code ?? 'XX', label: label ?? 'x', validMonths, requiredRoles: roles };
        judge(refuse, (said) => trainingKindProblem(said, checked));
        return [code, label, validMonths, found && { json: roles }, retired];
      };
    },
    resolve: async (work) => {
      await resolveCodes(work, 'training_kind');
      await work.sql(
        `update import_stage set roles = coalesce(roles, '[]'), retired = coalesce(retired, false) where not known`,
      );
    },
    target: {
      table: 'training_kind',
      rowId: codeRowId('t'),
      columns: [
        { name: 'code', update: false },
        { name: 'label' },
        { name: 'valid_months' },
        {
          name: 'required_roles',
          value: 'case when s.roles is not null then array(select jsonb_array_elements_text(s.roles)) end',
        },
        { name: 'retired' },
      ],
      label: 't.code',
    },
    inUse: [
      {
        when: 'exists (select 1 from training_record r where r.kind = t.code)',
        explanation: { zh: '已有此种培训的记录', en: 'trainings of this kind are recorded' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: wholeList,
    select: () => ({
      sql: `select code, label, valid_months as "validMonths", retired,
          (select string_agg(${roleNames}, '; ' order by at) from unnest(required_roles) with ordinality x (r, at)) as "requiredRoles"
        from training_kind order by code`,
      params: [],
    }),
  },
};

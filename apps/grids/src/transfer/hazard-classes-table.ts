import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { hazardClassProblem, type PutHazardClassInput } from '../hazard/hazard-classes.ts';
import { codeColumn, codeRowId, labelColumn, resolveCodes, resolveRetired, retiredColumn } from './county-lists.ts';
import { wholeList } from './export-rows.ts';
import { liveProblems } from './live-problem.ts';

/** The county's classes of hazards (隐患类别): one is known by its code; hazards that were found keep theirs. */
export const hazardClassesTable: TransferTable<Context> = {
  name: 'hazardClasses',
  title: { zh: '隐患类别', en: 'Classes of hazards' },
  columns: [
    codeColumn,
    labelColumn,
    {
      key: 'severity',
      heading: { zh: '严重程度', en: 'Severity' },
      kind: 'choice',
      required: true,
      choices: [
        { value: 'MINOR', label: { zh: '轻微', en: 'minor' } },
        { value: 'ORDINARY', label: { zh: '一般', en: 'ordinary' } },
        { value: 'MAJOR', label: { zh: '重大', en: 'major' } },
      ],
    },
    {
      key: 'recheckDays',
      heading: { zh: '复查天数', en: 'Re-checked within days' },
      kind: 'number',
      whole: true,
      least: 1,
      most: 365,
      required: true,
    },
    { key: 'becomesCase', heading: { zh: '默认上报事件', en: 'Becomes a case' }, kind: 'flag', required: true },
    { key: 'onTheSpot', heading: { zh: '可当场处置', en: 'Put right on the spot' }, kind: 'flag', required: true },
    {
      key: 'photo',
      heading: { zh: '照片', en: 'Photo' },
      kind: 'choice',
      required: true,
      choices: [
        { value: 'NONE', label: { zh: '不需要', en: 'none' } },
        { value: 'OPTIONAL', label: { zh: '可附', en: 'optional' } },
        { value: 'ALWAYS', label: { zh: '必附', en: 'always' } },
      ],
    },
    retiredColumn,
  ],
  import: {
    permission: 'MANAGE_FIELD_RULES',
    stage: [
      { name: 'code', type: 'text' },
      { name: 'label', type: 'text' },
      { name: 'severity', type: 'text' },
      { name: 'recheck_days', type: 'int' },
      { name: 'becomes_case', type: 'boolean' },
      { name: 'on_the_spot', type: 'boolean' },
      { name: 'photo', type: 'text' },
      { name: 'retired', type: 'boolean' },
      { name: 'retired_on', type: 'date' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      return (row, refuse) => {
        const { code, label, severity, recheckDays, becomesCase, onTheSpot, photo, retired } =
          row as Partial<PutHazardClassInput>;
        const checked = { code: code ?? 'X', label: label ?? 'x', recheckDays: recheckDays ?? 1 };
        judge(refuse, (said) => hazardClassProblem(said, checked));
        return [code, label, severity, recheckDays, becomesCase, onTheSpot, photo, retired ?? undefined, undefined];
      };
    },
    resolve: async (work) => {
      await resolveCodes(work, 'hazard_class');
      await resolveRetired(work, 'hazard_class');
    },
    target: {
      table: 'hazard_class',
      rowId: codeRowId('t'),
      versioned: false,
      columns: [
        { name: 'code', update: false },
        { name: 'label' },
        {
          name: 'position',
          value: '(select coalesce(max(c.position), 0) from hazard_class c) + s.n',
          update: false,
        },
        { name: 'severity' },
        { name: 'recheck_days' },
        { name: 'becomes_case' },
        { name: 'on_the_spot' },
        { name: 'photo' },
        { name: 'retired_on' },
      ],
      label: 't.code',
    },
    inUse: [
      {
        when: 'exists (select 1 from hazard h where h.class_code = t.code)',
        explanation: { zh: '已有此类隐患', en: 'hazards of this class were found' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: wholeList,
    select: () => ({
      sql: `select code, label, severity, recheck_days as "recheckDays", becomes_case as "becomesCase", on_the_spot as "onTheSpot", photo,
          retired_on is not null as retired from hazard_class order by position, code`,
      params: [],
    }),
  },
};

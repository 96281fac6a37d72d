import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { errandKindProblem } from '../errand/errand-kinds.ts';
import { codeColumn, codeRowId, labelColumn, resolveCodes, resolveRetired, retiredColumn } from './county-lists.ts';
import { wholeList } from './export-rows.ts';
import { liveProblems } from './live-problem.ts';

const needs: Readonly<Record<string, boolean>> = { 必需: true, 可选: false, required: true, optional: false };

/** `APPLICATION:申请书:必需; INCOME:收入证明:可选` → documents; undefined where it is written otherwise. */
const parseDocuments = (text: string) => {
  const documents = text
    .split(/[;；\n]/)
    .map((part) => part.split(/[:：]/).map((word) => word.trim()))
    .filter((words) => words.some((word) => word !== ''))
    .map(([code = '', label = '', need = '']) => ({ code, label, required: needs[need.toLowerCase()] }));
  const right = documents.flatMap(({ code, label, required }) =>
    required === undefined ? [] : [{ code, label, required }],
  );
  return right.length === documents.length ? right : undefined;
};

/** What may be applied for on behalf of residents (代办事项): one is known by its code; errands that were begun go on. */
export const errandKindsTable: TransferTable<Context> = {
  name: 'errandKinds',
  title: { zh: '代办事项', en: 'Kinds of errands' },
  columns: [
    codeColumn,
    labelColumn,
    {
      key: 'documents',
      heading: { zh: '所需材料', en: 'Documents' },
      kind: 'text',
      longest: 2_000,
      hint: {
        zh: '代码:名称:必需 或 代码:名称:可选，多个以分号隔开',
        en: 'code:label:required or code:label:optional, several with ; between',
      },
    },
    retiredColumn,
  ],
  import: {
    permission: 'MANAGE_FIELD_RULES',
    stage: [
      { name: 'code', type: 'text' },
      { name: 'label', type: 'text' },
      { name: 'documents', type: 'jsonb' },
      { name: 'retired', type: 'boolean' },
      { name: 'retired_on', type: 'date' },
    ],
    prepare: (context) => {
      const judge = liveProblems(context);
      return (row, refuse) => {
        const { code, label, documents, retired } = row as Record<string, string | undefined>;
        const parsed = documents === undefined ? undefined : parseDocuments(documents);
        if (documents !== undefined && parsed === undefined)
          refuse('documents', {
            zh: '应为 代码:名称:必需 或 代码:名称:可选',
            en: 'must be code:label:required or code:label:optional',
          });
        const checked = { code: code ?? 'X', label: label ?? 'x', documents: parsed ?? [] };
        judge(refuse, (said) => errandKindProblem(said, checked));
        return [code, label, parsed === undefined ? undefined : { json: parsed }, retired, undefined];
      };
    },
    resolve: async (work) => {
      await resolveCodes(work, 'errand_kind');
      await resolveRetired(work, 'errand_kind');
      await work.sql(`update import_stage set documents = '[]' where documents is null and not known`);
    },
    target: {
      table: 'errand_kind',
      rowId: codeRowId('t'),
      versioned: false,
      columns: [
        { name: 'code', update: false },
        { name: 'label' },
        { name: 'position', value: '(select coalesce(max(k.position), 0) from errand_kind k) + s.n', update: false },
        { name: 'documents' },
        { name: 'retired_on' },
      ],
      label: 't.code',
    },
    inUse: [
      {
        when: 'exists (select 1 from errand e where e.kind_code = t.code)',
        explanation: { zh: '已有此类代办', en: 'errands of this kind were begun' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    filters: wholeList,
    select: () => ({
      sql: `select code, label, retired_on is not null as retired,
          (select string_agg((d->>'code') || ':' || (d->>'label') || ':' || case when (d->>'required')::boolean then '必需' else '可选' end, '; ' order by at)
           from jsonb_array_elements(documents) with ordinality x (d, at)) as documents
        from errand_kind order by position, code`,
      params: [],
    }),
  },
};

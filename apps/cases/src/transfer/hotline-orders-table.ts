import { hotlineOrderReceived, hotlineOrderState } from '@gridloom/contracts';
import type { TransferTable } from '@gridloom/service-kit';
import { shanghaiDay, YearNotLoaded } from '@gridloom/standards';

import { loadRulesAt } from '../case/case-rules.ts';
import type { CaseUrgency } from '../case/case-words.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { areaColumn, caseScope, refuseTwice, resolveAreas, statusChoices, toRead, urgencyChoices } from './columns.ts';
import { reportMatters } from './report-matters.ts';
import { isUntouchedSql, voidUndone } from './void-undone.ts';

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const told = `select o.id, o.version, o.area_code, jsonb_build_object('hotlineOrderId', o.id, 'upstreamNumber', o.upstream_number,
  'caseId', o.case_id, 'areaCode', o.area_code, 'upstreamDueAt', ${iso('o.upstream_due_at')}, 'answeredAt', ${iso('o.answered_at')}) as data
  from import_touched r join hotline_order o on o.id = r.id`;

/**
 * Orders of hotline 12345 (热线工单) as a sheet of the platform upstream: each becomes a case, once, known by its number. What is known
 * already stays as it is; an undo declares the case void of which nobody has done anything.
 */
export const hotlineOrdersTable: TransferTable<Context> = {
  name: 'hotlineOrders',
  title: { zh: '12345热线工单', en: 'Orders of hotline 12345' },
  columns: [
    {
      key: 'upstreamNumber',
      heading: { zh: '工单编号', en: 'Order number' },
      kind: 'text',
      longest: 64,
      required: true,
    },
    {
      key: 'upstreamReceivedAt',
      heading: { zh: '上级受理时间', en: 'Taken down at' },
      kind: 'moment',
      required: true,
    },
    { key: 'upstreamDueAt', heading: { zh: '上级办结时限', en: 'Due upstream' }, kind: 'moment', required: true },
    areaColumn,
    {
      key: 'grid',
      heading: { zh: '网格', en: 'Grid' },
      kind: 'text',
      longest: 60,
      hint: { zh: '网格名称；不清楚则留空', en: 'the name of the grid; leave empty where it is not known' },
    },
    { key: 'place', heading: { zh: '地点', en: 'Place' }, kind: 'text', longest: 200, mask: 'TEXT' },
    { key: 'title', heading: { zh: '标题', en: 'Title' }, kind: 'text', longest: 200, mask: 'TEXT' },
    {
      key: 'description',
      heading: { zh: '诉求内容', en: 'What was said' },
      kind: 'text',
      longest: 4_000,
      required: true,
      mask: 'TEXT',
    },
    { key: 'category', heading: { zh: '诉求分类', en: 'Class' }, kind: 'text', longest: 100 },
    { key: 'urgency', heading: { zh: '紧急程度', en: 'Urgency' }, kind: 'choice', choices: urgencyChoices },
    {
      key: 'residentId',
      heading: { zh: '诉求人居民标识', en: 'Resident id' },
      kind: 'text',
      longest: 36,
      hint: { zh: '系统中的居民标识；不清楚则留空', en: 'the id of a resident; leave empty where it is not known' },
    },
    { key: 'caseNumber', heading: { zh: '事件编号', en: 'Case' }, kind: 'text', longest: 40, hint: toRead },
    { key: 'status', heading: { zh: '事件状态', en: 'Status' }, kind: 'choice', choices: statusChoices, hint: toRead },
    {
      key: 'reply',
      heading: { zh: '回复内容', en: 'Reply' },
      kind: 'text',
      longest: 4_000,
      mask: 'TEXT',
      hint: toRead,
    },
    { key: 'answeredAt', heading: { zh: '回复时间', en: 'Answered at' }, kind: 'moment', hint: toRead },
  ],
  import: {
    permission: 'RUN_HOTLINE',
    stage: [
      { name: 'number', type: 'text' },
      { name: 'received_upstream_at', type: 'timestamptz' },
      { name: 'due_upstream_at', type: 'timestamptz' },
      { name: 'area', type: 'text' },
      { name: 'area_code', type: 'text' },
      { name: 'grid', type: 'text' },
      { name: 'grid_id', type: 'uuid' },
      { name: 'place', type: 'text' },
      { name: 'title', type: 'text' },
      { name: 'description', type: 'text' },
      { name: 'category', type: 'text' },
      { name: 'urgency', type: 'text' },
      { name: 'resident_id', type: 'uuid' },
      { name: 'case_id', type: 'uuid' },
      { name: 'received_at', type: 'timestamptz' },
      { name: 'account_id', type: 'uuid' },
    ],
    prepare: (context) => {
      const now = context.now();
      const accountId = context.caller.kind === 'account' ? context.caller.accountId : undefined;
      return (row, refuse) => {
        const values = row as Record<string, string | undefined>;
        const { upstreamReceivedAt: received, upstreamDueAt: due, residentId } = values;
        if (received !== undefined && new Date(received) > now)
          refuse('upstreamReceivedAt', { zh: '不能晚于现在', en: 'must not lie in the future' });
        if (received !== undefined && due !== undefined && due <= received)
          refuse('upstreamDueAt', { zh: '须晚于上级受理时间', en: 'must be after it was taken down' });
        if (residentId !== undefined && !isUuid(residentId))
          refuse('residentId', { zh: '应为居民标识（UUID）', en: 'must be the id of a resident, a UUID' });
        const { upstreamNumber, area, grid, place, title, description, category, urgency } = values;
        return [
          ...[upstreamNumber?.trim(), received, due, area, undefined, grid, undefined, place, title?.trim()],
          ...[description?.trim(), category, urgency, residentId?.toLowerCase(), context.newId(), now, accountId],
        ];
      };
    },
    resolve: async (work) => {
      const { sql, fault, context } = work;
      // two who bring the same sheet at once: the second waits and finds what the first has brought
      await sql('lock table hotline_order in share row exclusive mode');
      await resolveAreas(work);
      await sql(
        `update import_stage s set id = o.id, known = true from hotline_order o where o.upstream_number = s.number`,
      );
      await refuseTwice(work, 'upstreamNumber', 'number');
      await sql(
        `update import_stage s set grid_id = g.id from (
           select area_code, name, min(id::text)::uuid as id from grid_view
           where valid_until is null or valid_until > $1::date group by area_code, name having count(*) = 1) g
         where g.area_code = s.area_code and g.name = s.grid`,
        [shanghaiDay(context.now())],
      );
      await fault(
        'grid',
        { zh: '该村（社区）没有这个网格', en: 'the village or community has no such grid' },
        'select n from import_stage where grid is not null and area_code is not null and grid_id is null and not known',
      );
      try {
        const { flow, clock } = await loadRulesAt(sql, context.now());
        const stage = flow.start.clock;
        if (stage)
          clock.start(stage, { serviceItemCode: null, bodyKind: null, source: 'HOTLINE_12345' }, context.now());
      } catch (error) {
        if (!(error instanceof YearNotLoaded)) throw error;
        await fault(undefined, error.explanation, 'select n from import_stage where not known');
      }
    },
    target: {
      table: 'hotline_order',
      columns: [
        { name: 'upstream_number', value: 's.number', update: false },
        { name: 'upstream_due_at', value: 's.due_upstream_at', update: false },
        { name: 'upstream_received_at', value: 's.received_upstream_at', update: false },
        { name: 'received_at', update: false },
        { name: 'received_by_account_id', value: 's.account_id', update: false },
        { name: 'category', update: false },
        { name: 'area_code', update: false },
        { name: 'case_id', update: false },
      ],
      fingerprint: ['upstream_number', 'upstream_due_at', 'category', 'area_code', 'case_id', 'answered_at'],
      label: 't.upstream_number',
    },
    follow: async (work, doing) => {
      if (doing === 'UNDO') return voidUndone(work);
      const rows = await work.sql(
        `select s.case_id::text, s.title, s.urgency, s.area_code, s.grid_id::text, s.place, s.resident_id::text, s.description
         from import_stage s join import_touched r on r.inserted and r.id = s.id order by s.n`,
      );
      return reportMatters(
        work,
        rows.map((row) => ({
          caseId: row.case_id as string,
          source: 'HOTLINE_12345',
          title: row.title as string | null,
          urgency: row.urgency as CaseUrgency | null,
          areaCode: row.area_code as string,
          gridId: row.grid_id as string | null,
          place: row.place as string | null,
          residentId: row.resident_id as string | null,
          demand: row.description as string,
        })),
      );
    },
    events: [
      { event: hotlineOrderReceived, of: 'INSERTED', select: told },
      { event: hotlineOrderState, of: 'BOTH', select: told },
    ],
    tombstones: [hotlineOrderState],
    inUse: [
      {
        when: `t.answered_at is not null or not exists (select 1 from case_file c where c.id = t.case_id and ${isUntouchedSql})`,
        explanation: { zh: '事件已受理或有了进展', en: 'its case was accepted, or has gone on' },
      },
    ],
  },
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = caseScope(context, filter, params);
      return {
        sql: `select o.upstream_number as "upstreamNumber", o.upstream_received_at as "upstreamReceivedAt", o.upstream_due_at as "upstreamDueAt",
            o.area_code as area, g.name as grid, c.place, c.title, m.demand as description, o.category, c.urgency,
            m.resident_id::text as "residentId", c.number as "caseNumber", c.status, o.reply, o.answered_at as "answeredAt"
          from hotline_order o join case_file c on c.id = o.case_id left join grid_view g on g.id = c.grid_id
          left join lateral (select demand, resident_id from case_complainant where case_id = c.id order by position limit 1) m on true
          where ${scope} order by o.upstream_due_at, o.id`,
        params,
      };
    },
  },
};

import type { TransferTable } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { areaColumn, caseScope, sourceChoices, statusChoices, urgencyChoices } from './columns.ts';

/** Cases (事件) to take out: those that exist for the caller, words hidden as in the graph. Cases come in by the intake alone. */
export const casesTable: TransferTable<Context> = {
  name: 'cases',
  title: { zh: '事件', en: 'Cases' },
  columns: [
    { key: 'number', heading: { zh: '事件编号', en: 'Number' }, kind: 'text', longest: 40 },
    { key: 'title', heading: { zh: '标题', en: 'Title' }, kind: 'text', longest: 200, mask: 'TEXT' },
    { key: 'demand', heading: { zh: '诉求内容', en: 'What was said' }, kind: 'text', longest: 4_000, mask: 'TEXT' },
    { key: 'status', heading: { zh: '状态', en: 'Status' }, kind: 'choice', choices: statusChoices },
    { key: 'source', heading: { zh: '来源', en: 'Source' }, kind: 'choice', choices: sourceChoices },
    { key: 'urgency', heading: { zh: '紧急程度', en: 'Urgency' }, kind: 'choice', choices: urgencyChoices },
    areaColumn,
    { key: 'areaName', heading: { zh: '区划名称', en: 'Name of the area' }, kind: 'text', longest: 60 },
    { key: 'grid', heading: { zh: '网格', en: 'Grid' }, kind: 'text', longest: 60 },
    { key: 'place', heading: { zh: '地点', en: 'Place' }, kind: 'text', longest: 200, mask: 'TEXT' },
    { key: 'itemCode', heading: { zh: '事项编码', en: 'Item code' }, kind: 'text', longest: 64 },
    { key: 'itemName', heading: { zh: '事项名称', en: 'Item' }, kind: 'text', longest: 200 },
    { key: 'handler', heading: { zh: '承办单位', en: 'Handler' }, kind: 'text', longest: 200 },
    { key: 'reportedAt', heading: { zh: '上报时间', en: 'Reported at' }, kind: 'moment' },
    { key: 'acceptedAt', heading: { zh: '受理时间', en: 'Accepted at' }, kind: 'moment' },
    { key: 'dueAt', heading: { zh: '当前时限', en: 'Due at' }, kind: 'moment' },
    { key: 'resolvedAt', heading: { zh: '办结时间', en: 'Resolved at' }, kind: 'moment' },
    { key: 'closedAt', heading: { zh: '结案时间', en: 'Closed at' }, kind: 'moment' },
    { key: 'outcome', heading: { zh: '办理结果', en: 'Outcome' }, kind: 'text', longest: 4_000, mask: 'TEXT' },
    { key: 'satisfied', heading: { zh: '是否满意', en: 'Satisfied' }, kind: 'flag' },
    { key: 'reopenCount', heading: { zh: '重新办理次数', en: 'Opened again' }, kind: 'number', whole: true },
    { key: 'repeatRank', heading: { zh: '重复次数', en: 'Brought up again' }, kind: 'number', whole: true },
  ],
  export: {
    permission: 'EXPORT_DATA',
    select: (context, filter) => {
      const params: unknown[] = [];
      const scope = caseScope(context, filter, params);
      return {
        sql: `select c.number, c.title, m.demand, c.status, c.source, c.urgency, c.area_code as area, a.name as "areaName", g.name as grid,
            c.place, c.service_item_code as "itemCode", i.name as "itemName", coalesce(o.name, case when c.in_grid then g.name end) as handler,
            c.reported_at as "reportedAt", c.accepted_at as "acceptedAt", c.due_at as "dueAt", c.resolved_at as "resolvedAt",
            c.closed_at as "closedAt", c.outcome, c.satisfied, c.reopen_count as "reopenCount", c.repeat_rank as "repeatRank"
          from case_file c join area_view a on a.code = c.area_code left join grid_view g on g.id = c.grid_id
          left join service_item i on i.code = c.service_item_code left join organization_view o on o.id = c.handler_id
          left join lateral (select demand from case_complainant where case_id = c.id order by position limit 1) m on true
          where ${scope} order by c.reported_at, c.id`,
        params,
      };
    },
  },
};

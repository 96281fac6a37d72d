import type { CopyValue, RefuseRecord } from '@gridloom/service-kit';

import { checkId, checkText } from './checks.ts';
import type { CaseHistoryRecord } from './records.ts';

type Column = readonly [name: string, value: (record: CaseHistoryRecord, order: Order) => CopyValue];
type Order = NonNullable<CaseHistoryRecord['hotline']>;

const columns: readonly Column[] = [
  ['id', (_, order) => order.id],
  ['version', (_, order) => (order.answer ? 2 : 1)],
  ['upstream_number', (_, order) => order.upstreamNumber],
  ['upstream_due_at', (_, order) => order.upstreamDueAt],
  ['upstream_received_at', (_, order) => order.upstreamReceivedAt],
  ['received_at', (record) => record.reportedAt],
  ['received_by_account_id', (record) => record.reportedByAccountId ?? null],
  ['category', (_, order) => order.category ?? null],
  ['area_code', (record) => record.areaCode],
  ['case_id', (record) => record.id],
  ['reply', (_, order) => order.answer?.text ?? null],
  ['answered_at', (_, order) => order.answer?.at ?? null],
  ['answered_by_account_id', (_, order) => order.answer?.accountId ?? null],
];

/** Where orders of the hotline are written. */
export const hotlineTable = { name: 'hotline_order', columns: columns.map(([name]) => name) };

/** The row of the order that became a case. */
export const hotlineRow = (record: CaseHistoryRecord, order: Order): CopyValue[] =>
  columns.map(([, value]) => value(record, order));

/** Refuses an order that is wrong; its case is `record`. */
export const checkHotline = ({ source, reportedAt, hotline, steps }: CaseHistoryRecord, refuse: RefuseRecord): void => {
  if (!hotline) return;
  if (source !== 'HOTLINE_12345') {
    refuse('hotline', { zh: '仅用于来源 HOTLINE_12345', en: 'is for the source HOTLINE_12345 alone' });
  }
  checkId(refuse, 'hotline.id', hotline.id);
  checkText(refuse, 'hotline.upstreamNumber', hotline.upstreamNumber, 64);
  if (hotline.upstreamReceivedAt > reportedAt) {
    refuse('hotline.upstreamReceivedAt', { zh: '晚于上报时间', en: 'is after the report' });
  }
  if (hotline.upstreamDueAt <= hotline.upstreamReceivedAt) {
    refuse('hotline.upstreamDueAt', { zh: '不晚于上级受理时间', en: 'is not after it was taken down' });
  }
  const { answer } = hotline;
  if (!answer) return;
  checkText(refuse, 'hotline.answer.text', answer.text, 4_000);
  checkId(refuse, 'hotline.answer.accountId', answer.accountId);
  const outcome = steps.find(({ action }) => action === 'RESOLVE' || action === 'REFUSE' || action === 'VOID');
  if (!outcome || answer.at < outcome.at) {
    refuse('hotline.answer.at', { zh: '早于事件有结果', en: 'is before the case had an outcome' });
  }
};

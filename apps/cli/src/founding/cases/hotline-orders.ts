import type { CaseHistoryRecord, HotlineOrderRecord } from '@gridloom/cases/import';
import { shanghaiDay, type WorkingCalendar } from '@gridloom/standards';

import type { PlannedLife } from '../planned-life.ts';

const MINUTE_MS = 60_000;
const UPSTREAM_WORKING_DAYS = 5;
const LONGEST_REPLY = 4_000;
const categories = ['城乡建设', '农村农业', '社会管理', '环境保护', '交通运输'] as const;

const answerOf = (life: PlannedLife, record: CaseHistoryRecord): HotlineOrderRecord['answer'] => {
  const outcome = record.steps.findLast(
    ({ action }) => action === 'RESOLVE' || action === 'REFUSE' || action === 'VOID',
  );
  if (!outcome) return undefined;
  const random = life.random('hotline-answer', record.id);
  const at = new Date(outcome.at.getTime() + random.int(5, 240) * MINUTE_MS);
  const text = outcome.action === 'RESOLVE' ? outcome.outcome : outcome.note;
  if (at > life.now || text === undefined) return undefined;
  return { text: text.slice(0, LONGEST_REPLY), at, accountId: random.pick(life.gridOfficeAccountIds) };
};

/** A case of hotline 12345 with the order (热线工单) that it came by: number and deadline as the city's platform gives them. */
export const withHotlineOrder = (
  life: PlannedLife,
  record: CaseHistoryRecord,
  calendar: WorkingCalendar,
): CaseHistoryRecord => {
  if (record.source !== 'HOTLINE_12345') return record;
  const random = life.random('hotline', record.id);
  const upstreamReceivedAt = new Date(record.reportedAt.getTime() - random.int(2, 45) * MINUTE_MS);
  const answer = answerOf(life, record);
  const hotline: HotlineOrderRecord = {
    id: life.id('hotline-order', record.id),
    upstreamNumber: `LY${shanghaiDay(upstreamReceivedAt).replaceAll('-', '')}${record.number.slice(-6)}`,
    upstreamReceivedAt,
    upstreamDueAt: calendar.addWorkingDays(upstreamReceivedAt, UPSTREAM_WORKING_DAYS).at,
    category: random.pick(categories),
    ...(answer ? { answer } : {}),
  };
  return { ...record, hotline };
};

import type { CaseHistoryRecord, WhistleAnswerRecord, WhistleRecord } from '@gridloom/cases/import';
import type { SocietyDemandRecord } from '@gridloom/societies/import';
import { WorkingCalendar } from '@gridloom/standards';

import type { PlannedLife } from '../planned-life.ts';
import { caseBook, type BookedCase } from './case-book.ts';
import { caseCalendar } from './calendar-records.ts';
import { withHotlineOrder } from './hotline-orders.ts';
import { assistantsOf } from './whistle-bodies.ts';

/** Histories of the county's cases (事件), for the importer to play. */
export function* caseRecords(life: PlannedLife): Generator<CaseHistoryRecord> {
  const calendar = new WorkingCalendar(caseCalendar(life.today));
  for (const { record } of caseBook(life)) yield withHotlineOrder(life, record, calendar);
}

/** What societies heard (诉求): each became the case that names it. */
export function* societyDemandRecords(life: PlannedLife): Generator<SocietyDemandRecord> {
  for (const { societyDemand } of caseBook(life)) if (societyDemand) yield societyDemand;
}

const kinds: readonly WhistleRecord['kind'][] = ['JOINT_ENFORCEMENT', 'BEYOND_POWER', 'EMERGENCY'];
const ANSWER_HOURS = { EMERGENCY: 1, JOINT_ENFORCEMENT: 4, BEYOND_POWER: 7 } as const;

const whistleOf = (
  life: PlannedLife,
  { draft, record }: BookedCase,
  nth: number,
  calendar: WorkingCalendar,
): WhistleRecord => {
  const random = life.random('whistle', record.id);
  const kind = kinds[nth % kinds.length] ?? 'BEYOND_POWER';
  const accepted = record.steps.find(({ action }) => action === 'ACCEPT')?.at ?? record.reportedAt;
  const resolvedAt = record.steps.findLast(({ action }) => action === 'RESOLVE')?.at;
  const blownAt = new Date(accepted.getTime() + 60_000);
  const until = resolvedAt ?? life.now;
  const isOver = resolvedAt !== undefined;
  const bodies = assistantsOf(life, draft);
  const answers = bodies.map((organizationId, index): WhistleAnswerRecord => {
    const dueAt = calendar.addWorkingHours(blownAt, ANSWER_HOURS[kind]).at;
    const answering = calendar.addWorkingHours(blownAt, ANSWER_HOURS[kind] * (0.1 + random.next())).at;
    const answeredAt = answering < until ? answering : new Date(blownAt.getTime() + 60_000);
    const arriving = calendar.addWorkingHours(answeredAt, 0.3 + random.next() * 3).at;
    const arrivedAt = arriving < until ? arriving : until;
    const id = life.id('whistle-answer', record.id, index);
    // While it goes on the last ones have not answered yet, and the first has arrived.
    if (!isOver && index >= bodies.length - 2) return { id, organizationId, dueAt };
    if (!isOver && index > 0) return { id, organizationId, dueAt, answeredAt };
    return { id, organizationId, dueAt, answeredAt, arrivedAt };
  });
  return {
    id: life.id('whistle', record.id),
    caseId: record.id,
    areaCode: draft.village.townshipCode,
    kind,
    blownAt,
    ...(isOver ? { releasedAt: resolvedAt } : {}),
    answers,
  };
};

/** Whistles (吹哨报到): three to five departments convened for a case, one of them still going on. */
export function* whistleRecords(life: PlannedLife): Generator<WhistleRecord> {
  const calendar = new WorkingCalendar(caseCalendar(life.today));
  let nth = 0;
  for (const booked of caseBook(life)) {
    if (!booked.draft.whistle) continue;
    yield whistleOf(life, booked, nth, calendar);
    nth += 1;
  }
}

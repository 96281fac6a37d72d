import { recordChange, type RecordTools } from '../case/record-change.ts';
import { Case } from '../case/case.ts';
import type { EventDraft } from '@gridloom/messaging';
import { LockMode } from '@mikro-orm/core';

import { addJob, type EntityManager, type SqlExecutor } from '@gridloom/service-kit';

import { loadWhistleClock } from './whistle-clock.ts';
import { lapseApprovalOrder } from './lapse-approval.ts';
import { WhistleAnswer, type NewWhistleStep, type Whistle, type WhistleBy } from './whistle.ts';

interface Tools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly newId: () => string;
}

/** The whistle goes out: each body gets its three clocks. Throws YearNotLoaded where one needs a calendar that is not there. */
export const blow = async (
  { em, sql, newId }: Tools,
  whistle: Whistle,
  by: WhistleBy,
): Promise<{ readonly answers: readonly WhistleAnswer[]; readonly step: NewWhistleStep }> => {
  const clock = await loadWhistleClock(sql);
  const { kind } = whistle;
  const approvalDueAt = whistle.approvedAt ? null : clock.due(kind, 'APPROVE', null, by.at);
  const step = whistle.blow(by, approvalDueAt);
  const answers = whistle.bodyIds().map((organizationId, index) => {
    const role = index === 0 ? 'LEAD' : 'ASSIST';
    return em.create(WhistleAnswer, {
      id: newId(),
      whistleId: whistle.id,
      position: index + 1,
      organizationId,
      role,
      dueAt: clock.due(kind, 'ANSWER', role, by.at),
      arrivalDueAt: clock.due(kind, 'ARRIVE', role, by.at),
      outcomeDueAt: clock.due(kind, 'OUTCOME', role, by.at),
    });
  });
  if (approvalDueAt) await addJob(sql, lapseApprovalOrder(whistle.id, approvalDueAt));
  return { answers, step };
};

/** Lets the bodies of a whistle see its case while it lasts, and notes it in the case's timeline. */
export const noteInCase = async (
  tools: RecordTools,
  whistle: Whistle,
  step: 'WHISTLE_BLOWN' | 'WHISTLE_ENDED',
  by: WhistleBy,
): Promise<EventDraft[]> => {
  const file = await tools.em.findOneOrFail(Case, { id: whistle.caseId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  file.convenedIds = step === 'WHISTLE_BLOWN' ? [...whistle.bodyIds()] : [];
  const noted = file.note(step, { at: by.at, actorAccountId: by.accountId, note: by.note ?? null }, [], {
    organizationId: whistle.callerId ?? null,
    reason: whistle.kind,
  });
  return recordChange(tools, file, noted);
};

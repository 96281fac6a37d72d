import {
  whistleAnswered,
  whistleArrived,
  whistleBlown,
  whistleRated,
  whistleReleased,
  whistleState,
  type EventData,
} from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { NewWhistleStep, Whistle, WhistleAnswer } from './whistle.ts';

type Told = EventData<typeof whistleBlown>;

const told = (whistle: Whistle): Told => ({
  whistleId: whistle.id,
  caseId: whistle.caseId,
  areaCode: whistle.areaCode,
  kind: whistle.kind,
  ...(whistle.callerId ? { callerId: whistle.callerId } : {}),
  ...(whistle.leadId ? { leadId: whistle.leadId } : {}),
  ...(whistle.assistantIds.length > 0 ? { assistantIds: whistle.assistantIds } : {}),
});

/** The whole state of a whistle, as its state topic tells it. */
export const whistleStateOf = (whistle: Whistle, answers: readonly WhistleAnswer[]): EventData<typeof whistleState> => {
  const idsOf = (test: (answer: WhistleAnswer) => unknown) =>
    [...answers]
      .sort((a, b) => a.position - b.position)
      .filter((answer) => test(answer))
      .map((answer) => answer.organizationId);
  const list = (key: 'answeredIds' | 'arrivedIds' | 'reportedIds', ids: string[]) =>
    ids.length > 0 ? { [key]: ids } : {};
  return {
    ...told(whistle),
    status: whistle.status,
    ...(whistle.blownAt ? { blownAt: whistle.blownAt.toISOString() } : {}),
    ...(whistle.approvedAt ? { approvedAt: whistle.approvedAt.toISOString() } : {}),
    ...(whistle.releasedAt ? { releasedAt: whistle.releasedAt.toISOString() } : {}),
    ...list(
      'answeredIds',
      idsOf((answer) => answer.answeredAt ?? answer.arrivedAt),
    ),
    ...list(
      'arrivedIds',
      idsOf((answer) => answer.arrivedAt),
    ),
    ...list(
      'reportedIds',
      idsOf((answer) => answer.outcomeAt),
    ),
  };
};

type Draft = Pick<EventDraft, 'event' | 'data'>;

const happening = (whistle: Whistle, answers: readonly WhistleAnswer[], step: NewWhistleStep): Draft | null => {
  const data = told(whistle);
  const body = { ...data, organizationId: step.organizationId ?? '' };
  switch (step.step) {
    case 'BLOWN':
      return { event: whistleBlown, data };
    case 'ANSWERED':
      return { event: whistleAnswered, data: body };
    case 'ARRIVED':
      return { event: whistleArrived, data: body };
    case 'RELEASED':
      return { event: whistleReleased, data };
    case 'RATED': {
      const rated = answers.find(({ organizationId }) => organizationId === step.organizationId);
      return { event: whistleRated, data: { ...body, rating: rated?.rating ?? 0 } };
    }
    case 'DRAFTED':
    case 'APPROVED':
    case 'APPROVAL_LAPSED':
    case 'DECLINED':
    case 'OUTCOME_RECORDED':
    case 'RECALLED':
      return null;
  }
};

/** What is told of a change of a whistle: what happened, then the whole state. */
export const whistleEventsOf = (
  whistle: Whistle,
  answers: readonly WhistleAnswer[],
  steps: readonly NewWhistleStep[],
  at: Date,
): EventDraft[] => {
  const common = {
    aggregateId: whistle.id,
    aggregateVersion: whistle.version,
    areaCode: whistle.areaCode,
    occurredAt: at,
  };
  return [
    ...steps.flatMap((step) => {
      const draft = happening(whistle, answers, step);
      return draft ? [{ ...common, ...draft }] : [];
    }),
    eventDraft({ ...common, event: whistleState, data: whistleStateOf(whistle, answers) }),
  ];
};

import { appendEvents } from '@gridloom/messaging';
import { defineJob, type JobDefinition, type JobOrder } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import { whistleEventsOf } from './whistle-events.ts';
import { Whistle, WhistleAnswer, WhistleStep } from './whistle.ts';

const NAME = 'lapse-whistle-approval';
const payload = z.strictObject({ whistleId: z.guid() });

/** Orders that an emergency whistle be looked at when the time for its approval is over. */
export const lapseApprovalOrder = (whistleId: string, runAt: Date): JobOrder => ({
  name: NAME,
  payload: { whistleId },
  runAt,
  key: `${NAME}:${whistleId}`,
});

/** Puts on record, once, that an emergency whistle was not approved in time; the bodies stay where they are needed. */
export const lapseApproval: JobDefinition = defineJob({
  name: NAME,
  parse: (stored) => payload.parse(stored),
  handle: ({ whistleId }, { now, transact }) =>
    transact(async (em, sql) => {
      const whistle = await em.findOne(Whistle, { id: whistleId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const at = now();
      if (!whistle?.approvalDueAt || at < whistle.approvalDueAt) return;
      const step = whistle.lapseApproval({ at, accountId: null });
      if (!step) return;
      await em.flush();
      await em.insert(WhistleStep, step);
      const answers = await em.find(WhistleAnswer, { whistleId });
      await appendEvents(sql, whistleEventsOf(whistle, answers, [step], at));
    }),
});

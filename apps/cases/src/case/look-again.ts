import { appendEvents } from '@gridloom/messaging';
import { defineJob, type JobDefinition } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import { Case } from './case.ts';
import { LOOK_AGAIN_JOB } from './plan-looking-again.ts';
import { recordChange } from './record-change.ts';
import { recordToolsOf } from './record-tools.ts';

const payloadSchema = z.object({ caseId: z.guid() });

/** Notes on the day that a deferred case (挂账) is to be looked at again; who decides is told by the event. */
export const lookAgainJob: JobDefinition = defineJob({
  name: LOOK_AGAIN_JOB,
  parse: (payload) => payloadSchema.parse(payload),
  handle: ({ caseId }, tools) =>
    tools.transact(async (em, sql) => {
      const file = await em.findOne(Case, { id: caseId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const now = tools.now();
      if (file?.status !== 'DEFERRED' || !file.lookAgainOn || file.lookAgainOn > shanghaiDay(now)) return;
      const record = await recordToolsOf(tools, em, sql, file.areaCode);
      await appendEvents(sql, await recordChange(record, file, file.fallDue({ at: now, actorAccountId: null })));
    }),
});

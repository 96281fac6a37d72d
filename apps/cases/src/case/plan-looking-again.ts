import { addJob, removeJob } from '@gridloom/service-kit';

import type { AfterChange } from './after-change.ts';

export const LOOK_AGAIN_JOB = 'look-again-at-deferred-case';
const keyOf = (caseId: string) => `${LOOK_AGAIN_JOB}:${caseId}`;
/** The beginning of a working morning. */
const OPENING = 'T08:30:00+08:00';

/** A deferred case is looked at again on its day; one that is deferred no longer is not. */
export const planLookingAgain: AfterChange = async ({ sql }, file, change) => {
  if (change.action === 'DEFER' && file.lookAgainOn) {
    const runAt = new Date(`${file.lookAgainOn}${OPENING}`);
    await addJob(sql, { name: LOOK_AGAIN_JOB, payload: { caseId: file.id }, runAt, key: keyOf(file.id) });
  } else if (change.from === 'DEFERRED' && change.to !== 'DEFERRED') {
    await removeJob(sql, keyOf(file.id));
  }
  return [];
};

import type { AfterChange } from '../case/after-change.ts';
import { subjectsOf } from './deadline-counters.ts';
import { countSupervisionFor, endSupervision, findSupervision } from './supervision.ts';

/**
 * What supervises a case by itself ends with the stage whose clock ran out; what somebody ordered stays until it is lifted or the
 * case has ended, and counts for whoever has the case by then.
 */
export const liftSupervisions: AfterChange = async (tools, file, change) => {
  if (change.clock === undefined || change.clock?.extension) return [];
  const supervision = await findSupervision(tools, file.id);
  if (!supervision) return [];
  const at = change.entries[0]?.at ?? file.reportedAt;
  if (!file.isOpen()) await endSupervision(tools, supervision, { at, reason: 'CASE_ENDED' });
  else if (supervision.deadlineId && change.clock)
    await endSupervision(tools, supervision, { at, reason: 'STAGE_ENDED' });
  else await countSupervisionFor(tools, supervision, subjectsOf(file, file.handlerId, tools.withAncestors));
  return [];
};

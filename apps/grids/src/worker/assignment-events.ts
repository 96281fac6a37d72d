import { gridAssignmentState, type gridAssignmentBegun } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { isAbsent } from '../absent.ts';
import type { GridAssignment } from './grid-assignment.ts';

interface Holder {
  readonly accountId: string;
  readonly name: string;
}

/** An assignment as far as it is told. */
export type ToldAssignment = Pick<
  GridAssignment,
  'id' | 'version' | 'gridWorkerId' | 'gridId' | 'areaCode' | 'role' | 'since' | 'until'
>;

/** What others are told of an assignment: roles are derived from it. */
export const assignmentDataOf = (assignment: ToldAssignment, worker: Holder) => ({
  gridAssignmentId: assignment.id,
  gridWorkerId: assignment.gridWorkerId,
  accountId: worker.accountId,
  accountName: worker.name,
  gridId: assignment.gridId,
  areaCode: assignment.areaCode,
  role: assignment.role,
  since: assignment.since,
  ...(isAbsent(assignment.until) ? {} : { until: assignment.until }),
});

/** An assignment began or ended; the row is flushed, its version is the new one. */
export const assignmentEvents = (
  event: typeof gridAssignmentBegun,
  assignment: ToldAssignment,
  worker: Holder,
  occurredAt: Date,
): EventDraft[] => {
  const common = {
    aggregateId: assignment.id,
    aggregateVersion: assignment.version,
    areaCode: assignment.areaCode,
    occurredAt,
    data: assignmentDataOf(assignment, worker),
  };
  return [eventDraft({ event, ...common }), eventDraft({ event: gridAssignmentState, ...common })];
};

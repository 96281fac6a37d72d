/** Where in the flow a case is. */
export const caseStatuses = [
  'REPORTED',
  'ACCEPTED',
  'REFUSED',
  'DISPATCHED',
  'HANDLING',
  'RESOLVED',
  'VERIFIED',
  'CLOSED',
  'RETURNED',
  'DEFERRED',
  'VOID',
  'MERGED',
] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** What somebody may do with a case; each is a mutation. */
export const caseActions = [
  'ACCEPT',
  'REFUSE',
  'SELF_HANDLE',
  'DISPATCH',
  'DISPATCH_TO_GRID',
  'TAKE_UP',
  'RETURN',
  'TRANSFER',
  'ASK_EXTENSION',
  'DECIDE_EXTENSION',
  'ASK_DEFERRAL',
  'REFUSE_DEFERRAL',
  'DEFER',
  'RESUME',
  'ESCALATE',
  'VOID',
  'MERGE',
  'SPLIT',
  'RESOLVE',
  'VERIFY',
  'VERIFY_BY_CALL_BACK',
  'EVALUATE',
  'CLOSE',
  'REOPEN',
  'ARCHIVE',
] as const;
export type CaseAction = (typeof caseActions)[number];

/** A stage with a clock of its own. */
export const caseStages = ['ACCEPT', 'DISPATCH', 'TAKE_UP', 'HANDLE', 'VERIFY', 'EVALUATE'] as const;
export type CaseStage = (typeof caseStages)[number];

/** Statuses in which a matter has ended, whatever the county calls its states. */
export const endStatuses: readonly CaseStatus[] = ['REFUSED', 'CLOSED', 'VOID', 'MERGED'];

/** Statuses in which a matter is still open. */
export const openStatuses: readonly CaseStatus[] = caseStatuses.filter((status) => !endStatuses.includes(status));

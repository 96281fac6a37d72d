import type { CaseAction, CaseStatus } from '../case/case-flow.ts';

/** Who may take a transition: somebody by what they are to the case, or by a role over its area. */
export const flowActors = [
  'HANDLER',
  'GRID',
  'COMPLAINANT',
  'COMMUNITY_SECRETARY',
  'TOWNSHIP_OFFICER',
  'GRID_OFFICE',
  'COUNTY_ADMINISTRATOR',
  'SYSTEM',
] as const;
export type FlowActor = (typeof flowActors)[number];

/** Who is told of a transition. */
export const caseParties = ['COMPLAINANT', 'REPORTER', 'HANDLER', 'ASSISTANTS', 'GRID', 'OFFICE'] as const;
export type CaseParty = (typeof caseParties)[number];

interface ActionRule {
  /** What the action's own input or the case decides; without any there is one way only. */
  readonly outcomes: Readonly<Record<string, readonly CaseStatus[] | 'SAME'>>;
  /** Fields of the mutation's input that a county may make required. */
  readonly fields: readonly string[];
  /** Whether it goes back to where the case was, so that several targets are no ambiguity. */
  readonly returns?: boolean;
}

const plain = (to: readonly CaseStatus[] | 'SAME', ...fields: readonly string[]): ActionRule => ({
  outcomes: { DONE: to },
  fields: [...fields, 'note'],
});

const resumable = ['REPORTED', 'ACCEPTED', 'DISPATCHED', 'HANDLING', 'RETURNED'] as const;
const again = ['HANDLING', 'DISPATCHED', 'ACCEPTED'] as const;

/** What each action means: to which statuses it can lead with which outcome, whatever a county configures. */
export const actionRules: Readonly<Record<CaseAction, ActionRule>> = {
  ACCEPT: plain(['ACCEPTED'], 'serviceItemCode', 'urgency'),
  REFUSE: plain(['REFUSED'], 'reason', 'dutyOfId'),
  SELF_HANDLE: plain(['HANDLING'], 'serviceItemCode'),
  DISPATCH: plain(['DISPATCHED'], 'handlerId', 'assistantIds'),
  DISPATCH_TO_GRID: plain(['DISPATCHED']),
  TAKE_UP: plain(['HANDLING']),
  RETURN: { outcomes: { DONE: ['RETURNED'], FALLBACK: ['DISPATCHED'] }, fields: ['note'] },
  TRANSFER: plain(['DISPATCHED'], 'handlerId'),
  ASK_EXTENSION: plain('SAME', 'workingDays'),
  DECIDE_EXTENSION: { outcomes: { FIRST: 'SAME', FURTHER: 'SAME' }, fields: ['note'] },
  ASK_DEFERRAL: plain('SAME', 'lookAgainOn'),
  REFUSE_DEFERRAL: plain('SAME'),
  DEFER: plain(['DEFERRED'], 'lookAgainOn'),
  RESUME: { ...plain(resumable), returns: true },
  ESCALATE: plain(['DISPATCHED']),
  VOID: plain(['VOID']),
  MERGE: plain(['MERGED']),
  SPLIT: { ...plain(resumable), returns: true },
  RESOLVE: plain(['RESOLVED'], 'outcome'),
  VERIFY: { outcomes: { PASSED: ['VERIFIED'], FAILED: again }, fields: ['note'] },
  VERIFY_BY_CALL_BACK: { outcomes: { PASSED: ['VERIFIED'], FAILED: again }, fields: ['note'] },
  EVALUATE: { outcomes: { SATISFIED: ['CLOSED'], UNSATISFIED: again, LATER: 'SAME' }, fields: ['comment'] },
  CLOSE: plain(['CLOSED']),
  REOPEN: plain(again),
  ARCHIVE: plain('SAME'),
};

/** Outcomes that belong together: a state that has one of them has all. */
export const outcomePairs: Readonly<Partial<Record<CaseAction, readonly string[]>>> = {
  VERIFY: ['PASSED', 'FAILED'],
  VERIFY_BY_CALL_BACK: ['PASSED', 'FAILED'],
  DECIDE_EXTENSION: ['FIRST', 'FURTHER'],
};

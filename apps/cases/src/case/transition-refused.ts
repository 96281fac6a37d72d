import type { CaseAction, CaseStatus } from './case-flow.ts';

/** Thrown when the flow does not allow an action in a case's state; says what it allows. */
export class TransitionRefused extends Error {
  readonly action: CaseAction;
  readonly currentStatus: CaseStatus;
  readonly allowedActions: readonly CaseAction[];

  constructor(action: CaseAction, currentStatus: CaseStatus, allowedActions: readonly CaseAction[]) {
    super(`${action} is not allowed in ${currentStatus}; allowed: ${allowedActions.join(', ') || 'nothing'}`);
    this.name = 'TransitionRefused';
    this.action = action;
    this.currentStatus = currentStatus;
    this.allowedActions = allowedActions;
  }
}

/** Thrown when the complainant named is none of the case's, or none is named and there are several, or was asked already. */
export class ComplainantUnclear extends Error {
  constructor() {
    super('The complainant is none of the case, or one of several has to be named');
    this.name = 'ComplainantUnclear';
  }
}
